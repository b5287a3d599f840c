"""Turns a take and the disk into whether its clip will find room. Asked before it is paid for, when it can
still be left."""

from __future__ import annotations

from pipeline.model import TakeRequest
from pipeline.run.crew import Crew

CLIP_BYTES_S = 4 * 1024**2
"""Of a second of film: 32 Mbit/s, some four times what services give for 1080p."""
SPARE_BYTES = 32 * 1024**2
"""For the ledger, and frames handed on."""


def no_room(crew: Crew, take: TakeRequest) -> str | None:
    """Why the take is better not bought; None where its clip, and those under way, will fit on the disk.

    A preview is always tried: it costs nothing.
    """
    if crew.plan.realm == "preview":
        return None
    clips = crew.slots(take.request.provider).taken
    needed_bytes = SPARE_BYTES + int(clips * take.duration_s * CLIP_BYTES_S)
    free_bytes = crew.ports.store.free_bytes()
    if free_bytes >= needed_bytes:
        return None
    free_mb, needed_mb = free_bytes // 1024**2, -(-needed_bytes // 1024**2)
    return (
        f"the disk has {free_mb:,} MB left, and clips need up to {needed_mb:,} MB: make room, then run again"
    )
