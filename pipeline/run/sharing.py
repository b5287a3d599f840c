"""Turns a clip that another machine put into the shared store into one of ours, and one of ours into one that
others find there. What is amiss there stops nothing."""

from __future__ import annotations

import asyncio

from pipeline.errors import SharedStoreAmiss
from pipeline.run.crew import Crew, HasName


async def borrowed(crew: Crew, take: HasName, sha256: str) -> bool:
    """Whether the shared store gave a clip that is not here."""
    shared = crew.ports.shared
    if shared is None:
        return False
    try:
        return await asyncio.to_thread(shared.bring, sha256)
    except SharedStoreAmiss as trouble:
        crew.warn(take, str(trouble))
        return False


async def lent(crew: Crew, take: HasName, sha256: str, *, is_new: bool) -> None:
    """Puts a clip of ours where others find it. is_new: it has just come from its provider, so that what is
    there under its name is looked into; else it is enough that something is."""
    shared = crew.ports.shared
    if shared is None or (not is_new and shared.has(sha256)):
        return
    try:
        await asyncio.to_thread(shared.give, sha256)
    except SharedStoreAmiss as trouble:
        crew.warn(take, str(trouble))
