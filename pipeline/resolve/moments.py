"""Turns the spellings of time into numbers and moments: `2.5s`, `80f`, `last`. Knows no clip and no length.

The schema has seen each of them, so what cannot be read here is our own mistake.
"""

from __future__ import annotations

from pipeline.model import FIRST, JSON, LAST, Moment


def read_seconds(value: JSON) -> float:
    """`2`, `2.5` or `2.5s`, in seconds."""
    if isinstance(value, str):
        return float(value.removesuffix("s"))
    assert isinstance(value, (int, float))
    return float(value)


def read_at(value: JSON) -> Moment:
    """A moment of another shot's clip: `first`, `last`, `80f`, `2.5s`, or seconds without a unit."""
    if isinstance(value, str) and value.endswith("f"):
        return _frame(int(value[:-1]))
    return _named(value) or _second(read_seconds(value))


def read_frame(value: JSON) -> Moment:
    """Where a keyframe is pinned: `first`, `last`, `2.5s`, or without a unit a frame counted from 0."""
    if isinstance(value, (int, float)):
        return _frame(int(value))
    return _named(value) or _second(read_seconds(value))


def _named(value: JSON) -> Moment | None:
    return FIRST if value == "first" else LAST if value == "last" else None


# Frame 0 and second 0 are the first frame: one picture has one spelling, in keys too.


def _frame(frame: int) -> Moment:
    return Moment("frame", frame) if frame else FIRST


def _second(second: float) -> Moment:
    return Moment("second", second) if second else FIRST
