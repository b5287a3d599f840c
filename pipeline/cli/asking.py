"""Turns a take into the exact request that a provider would get, for people to read."""

from __future__ import annotations

from pathlib import Path

from pipeline import wiring
from pipeline.keys import request_key, shape_key
from pipeline.model import Call, Realm, TakeRequest
from pipeline.ports import Provider


def call_of(take: TakeRequest, provider: Provider, realm: Realm) -> Call:
    """The call without its secrets. A take that waits for a frame is told with its frames left open."""
    key = shape_key(take, realm) if take.needs else request_key(take, realm, {})
    return provider.submit(take.request, provider.ticket(key, 1))


def origin_of(root: Path, provider: Provider, *, is_preview: bool) -> str:
    return wiring.STUDIO_ORIGIN if is_preview else wiring.origin(root, provider)
