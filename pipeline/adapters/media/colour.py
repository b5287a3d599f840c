"""Turns RGB pixels into the planes of a film and back, in whole numbers, so that a frame that is handed on
again and again does not drift. Knows arrays, and no file."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.records import record

Pixels: TypeAlias = NDArray[np.uint8]
"""Height x width x 3, RGB."""
Plane: TypeAlias = NDArray[np.uint8]
Planes: TypeAlias = tuple[Plane, Plane, Plane]
"""Y, U and V; U and V of half the width and height (rounded up), their samples left of the middle of four
pixels, as H.264 places them."""
_Wide: TypeAlias = NDArray[np.int32]

_BITS = 14


@record
class Matrix:
    """How a film weighs red and blue in its luma. Source: ITU-R BT.709-6, BT.601-7, BT.2020-2."""

    name: str
    red: float
    blue: float


BT709 = Matrix("bt709", 0.2126, 0.0722)
BT601 = Matrix("bt601", 0.299, 0.114)
BT2020 = Matrix("bt2020", 0.2627, 0.0593)


def to_planes(pixels: Pixels) -> Planes:
    """The planes of a picture as the house writes them: BT.709, limited range. Width and height are even."""
    wide = pixels.astype(np.int32)
    luma = _weighed(wide, _luma_row(), 0)
    shrunk = _shrunk(wide)
    return (
        luma + np.uint8(16),
        _weighed(shrunk, _chroma_row(BT709.blue, 2), 3, offset=128),
        _weighed(shrunk, _chroma_row(BT709.red, 0), 3, offset=128),
    )


def _luma_row() -> tuple[int, int, int]:
    rows = (BT709.red, 1 - BT709.red - BT709.blue, BT709.blue)
    red, green, blue = (round(weight * 219 / 255 * 2**_BITS) for weight in rows)
    return red, green, blue


def _chroma_row(weight: float, channel: int) -> tuple[int, int, int]:
    """The row of the blue (channel 2) or red (0) difference; its three weights add up to 0, so grey stays
    grey."""
    scale = 224 / 255 / (2 * (1 - weight)) * 2**_BITS
    rows = [-BT709.red * scale, -(1 - BT709.red - BT709.blue) * scale, -BT709.blue * scale]
    rows[channel] += scale
    whole = [round(row) for row in rows]
    whole[1] -= sum(whole)
    return whole[0], whole[1], whole[2]


def _weighed(wide: _Wide, row: tuple[int, int, int], extra_bits: int, offset: int = 0) -> Plane:
    shift = _BITS + extra_bits
    total = wide[..., 0] * row[0]
    total += wide[..., 1] * row[1]
    total += wide[..., 2] * row[2]
    total += (offset << shift) + (1 << (shift - 1))
    total >>= shift
    return np.clip(total, 0, 255).astype(np.uint8)


def _shrunk(wide: _Wide) -> _Wide:
    """Eight times the mean around each chroma sample: 1-2-1 across, 1-1 down."""
    rows = wide[0::2] + wide[1::2]
    left = np.concatenate([rows[:, :1], rows[:, 1:-1:2]], axis=1)
    total: _Wide = left + 2 * rows[:, 0::2] + rows[:, 1::2]
    return total


def to_pixels(planes: Planes, matrix: Matrix, *, is_full_range: bool) -> Pixels:
    """The picture that these planes show. U and V may be of full size too."""
    luma = planes[0]
    height, width = luma.shape
    if planes[1].shape == luma.shape:
        blue, red = (plane.astype(np.int32) * 8 for plane in planes[1:])
    else:
        blue, red = (_grown(plane)[:height, :width] for plane in planes[1:])
    luma_span, chroma_span, black = (255, 255, 0) if is_full_range else (219, 224, 16)
    base = (luma.astype(np.int32) - black) * (8 * round(255 / luma_span * 2**_BITS))
    return _rgb(base, blue - 1024, red - 1024, matrix, 255 / chroma_span * 2**_BITS)


def _rgb(base: _Wide, blue: _Wide, red: _Wide, matrix: Matrix, scale: float) -> Pixels:
    green_weight = 1 - matrix.red - matrix.blue
    from_red, from_blue = 2 * (1 - matrix.red) * scale, 2 * (1 - matrix.blue) * scale
    base = base + (1 << (_BITS + 2))
    channels = (
        base + red * round(from_red),
        base
        - red * round(from_red * matrix.red / green_weight)
        - blue * round(from_blue * matrix.blue / green_weight),
        base + blue * round(from_blue),
    )
    pixels = np.empty((*base.shape, 3), np.uint8)
    for number, channel in enumerate(channels):
        pixels[..., number] = np.clip(channel >> (_BITS + 3), 0, 255)
    return pixels


def _grown(plane: Plane) -> _Wide:
    """Eight times the plane at double width and height: between two samples across, and at 3 to 1 down."""
    wide = plane.astype(np.int32)
    above = np.concatenate([wide[:1], wide[:-1]])
    below = np.concatenate([wide[1:], wide[-1:]])
    rows = np.empty((wide.shape[0] * 2, wide.shape[1]), np.int32)
    rows[0::2] = 3 * wide + above
    rows[1::2] = 3 * wide + below
    after = np.concatenate([rows[:, 1:], rows[:, -1:]], axis=1)
    grown = np.empty((rows.shape[0], rows.shape[1] * 2), np.int32)
    grown[:, 0::2] = 2 * rows
    grown[:, 1::2] = rows + after
    return grown


def likeness(pixels: Pixels, other: Pixels) -> float:
    """Mean distance of two pictures, in levels a channel, each brought to 32x18 boxes first."""
    return float(np.abs(_boxes(pixels) - _boxes(other)).mean())


def _boxes(pixels: Pixels) -> NDArray[np.float64]:
    rows = np.array_split(np.arange(pixels.shape[0]), 18)
    columns = np.linspace(0, pixels.shape[1], 33)[:-1].astype(int)
    bands = np.stack([pixels[row].mean(axis=0) for row in rows])
    sums = np.add.reduceat(bands, columns, axis=1)
    widths = np.diff(np.append(columns, pixels.shape[1]))
    return sums / widths[:, None]
