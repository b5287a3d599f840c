"""What the built-in studio's painter is asked for."""

from __future__ import annotations

from pathlib import Path

from pipeline.records import record


@record
class PinnedPicture:
    """A keyframe for the painter: bytes of a still, or, where nobody may fetch it, the name to put on a
    slate.

    frame: its index in the clip, from 0; already resolved (last is frames - 1).
    """

    frame: int
    content: bytes | None
    name: str


@record
class PaintOrder:
    """A clip for the painter. references: stills that show who and where (no place in time). seed: any
    integer.

    Two orders that differ in anything give clips that differ, in their last frame too.
    """

    prompt: str
    seed: int
    width_px: int
    height_px: int
    fps: int
    duration_s: float
    has_audio: bool
    pictures: tuple[PinnedPicture, ...]
    references: tuple[PinnedPicture, ...]


@record
class Caption:
    """What a preview writes on a clip, which no request carries. lines: (start_s, end_s, speaker, text)."""

    shot: str
    lines: tuple[tuple[float, float, str, str], ...]


@record
class Painting:
    """A clip that a studio wants painted now, and where. job: the studio's id of it."""

    job: str
    order: PaintOrder
    out: Path
