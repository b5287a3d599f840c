"""Turns `inputs.frameImages` into pictures pinned to frames of the clip, or into complaints. Knows no other
field.

Sources: Runware's examples of SkyReels V4 for the forms; SkyReels' own reference for how many, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from pipeline.model import JSON
from pipeline.studio.complaints import Complaint, is_integer, unknown_fields

FIELD = "inputs.frameImages"
MOST = 8
NOMINAL_FPS = 32
"""What frame numbers count: the model makes up to 32 a second, and the vendor's 80 and 180 in 10 s fit
that."""

Place: TypeAlias = str | int


def complaints(items: JSON, duration_s: float) -> Iterator[Complaint]:
    if not isinstance(items, list) or not items:
        yield Complaint("arrayTooSmall", "frame images are a list of at least one", FIELD)
        return
    if len(items) > MOST:
        yield Complaint("maxFrameImagesExceeded", f"at most {MOST} frame images", FIELD)
    for item in items:
        yield from _of_item(item, duration_s)
    if sum(_written_place(item) is None for item in items) > 2:
        yield Complaint("validationFailed", "only two frame images may leave their frame open", FIELD)
    elif len(set(placed := places(items))) < len(placed):
        yield Complaint("validationFailed", "two frame images stand at one frame", FIELD)


def _of_item(item: JSON, duration_s: float) -> Iterator[Complaint]:
    if isinstance(item, str):
        return
    if not isinstance(item, dict) or not isinstance(item.get("image"), str):
        yield Complaint("validationFailed", "a frame image is text, or an object with an image", FIELD)
        return
    yield from unknown_fields(item, {"image", "frame"}, f"{FIELD}.")
    last = round(duration_s * NOMINAL_FPS) - 1
    place = item.get("frame")
    if "frame" in item and place not in ("first", "last") and not is_integer(place, 0, last):
        words = f"frame is first, last, or a number from 0 to {last}"
        yield Complaint("valueTooLarge" if is_integer(place, 0, 2**63) else "validationFailed", words, FIELD)


def _written_place(item: JSON) -> Place | None:
    place = item.get("frame") if isinstance(item, dict) else None
    return place if isinstance(place, str | int) else None


def places(items: Sequence[JSON]) -> list[Place]:
    """Where each image stands. Those that do not say are first and then last, in their order."""
    written = [_written_place(item) for item in items]
    free: Iterator[Place] = iter(("first", "last"))
    return [next(free, "last") if place is None else place for place in written]


def frame_of(place: Place, frames: int, fps: int) -> int:
    """The index in a clip of `frames` frames at `fps`; numbers are of the nominal rate, so they go by
    time."""
    match place:
        case "first":
            return 0
        case int():
            return min(round(place * fps / NOMINAL_FPS), frames - 1)
        case _:
            return frames - 1


def image_of(item: JSON) -> JSON:
    return item.get("image") if isinstance(item, dict) else item
