"""Turns the planes of a still into the planes that a slow camera sees, to a fraction of a pixel and in whole
numbers. Knows no pictures' names and no time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.adapters.media.colour import Plane, Planes
from pipeline.records import record

ONE = 1 << 16
"""1 in the fixed point of zooms and eased times."""


@record
class View:
    """What the camera does: it closes in by `zoom` (ONE is none, never less) on a point that stays in
    place."""

    zoom: int
    focus: tuple[int, int]


def eased(position: int, length: int) -> int:
    """0 to ONE, slow at both ends, for a position of 0 to length; beyond them it rests."""
    share = min(max(position, 0), length) * ONE // max(length, 1)
    return share * share * (3 * ONE - 2 * share) >> 32


def seen(planes: Planes, view: View) -> Planes:
    """The picture through this view, at its own size; the picture itself at a zoom of ONE."""
    if view.zoom <= ONE:
        return planes
    x, y = view.focus
    luma, blue, red = planes
    half = (x // 2, y // 2)
    return _closer(luma, view.zoom, (x, y)), _closer(blue, view.zoom, half), _closer(red, view.zoom, half)


def _closer(plane: Plane, zoom: int, focus: tuple[int, int]) -> Plane:
    height, width = plane.shape
    rows, row_shares = _places(height, zoom, focus[1])
    columns, column_shares = _places(width, zoom, focus[0])
    tall = _between(plane[rows], plane[np.minimum(rows + 1, height - 1)], row_shares[:, None])
    return _between(
        tall.take(columns, axis=1), tall.take(np.minimum(columns + 1, width - 1), axis=1), column_shares
    )


def _places(length: int, zoom: int, focus: int) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """For each pixel, the one of the picture that it shows, and the share of the next one, of 256."""
    offsets = (np.arange(length, dtype=np.int64) - focus) * (ONE * 256) // zoom + focus * 256
    offsets = np.clip(offsets, 0, (length - 1) * 256)
    return offsets >> 8, (offsets & 255).astype(np.uint16)


def _between(before: Plane, after: Plane, shares: NDArray[np.uint16]) -> Plane:
    total = before * (np.uint16(256) - shares)
    total += after * shares
    total += 128
    total >>= 8
    return total.astype(np.uint8)
