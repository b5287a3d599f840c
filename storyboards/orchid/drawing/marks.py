"""Turns outlines and seeds into masks: arrays of coverage, 0 to 1, one number a pixel of the sheet.

Knows nothing of colour; `easel` lays paint through these masks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Mask: TypeAlias = NDArray[np.float32]
Point: TypeAlias = tuple[float, float]
Transform: TypeAlias = Callable[[Point], Point]

WIDTH, HEIGHT = 1080, 1920
FINE = 3  # outlines are drawn this many times larger and averaged down


def place(x: float, y: float, scale: float = 1.0, *, flip: bool = False, turn: float = 0.0) -> Transform:
    """Give the move that sets a figure drawn around (0, 0) on the sheet; `turn` is in degrees, clockwise."""
    cos, sin, side = np.cos(np.radians(turn)), np.sin(np.radians(turn)), -1.0 if flip else 1.0

    def move(point: Point) -> Point:
        px, py = point[0] * scale * side, point[1] * scale
        return (float(x + px * cos - py * sin), float(y + px * sin + py * cos))

    return move


def curve(outline: str, move: Transform | None = None, *, closed: bool = True) -> list[Point]:
    """Read "x,y x,y! x,y" as a smooth line through the points; `!` makes a point a corner."""
    marks = outline.split()
    points = [_pair(mark.rstrip("!")) for mark in marks]
    corners = [mark.endswith("!") for mark in marks]
    count = len(points)
    line: list[Point] = []
    for index in range(count if closed else count - 1):
        line += _segment(points, corners, index, closed=closed)
    if not closed:
        line.append(points[-1])
    return [move(point) for point in line] if move else line


def _pair(text: str) -> Point:
    x, y = text.split(",")
    return float(x), float(y)


def _segment(points: list[Point], corners: list[bool], index: int, *, closed: bool) -> list[Point]:
    """Give one Catmull-Rom stretch; at a corner, or at an open end, the tangent is the chord's own."""
    count = len(points)
    after = (index + 1) % count
    a, b = np.array(points[index]), np.array(points[after])
    before, beyond = points[index - 1], points[(index + 2) % count]
    at_start = corners[index] or (not closed and index == 0)
    at_end = corners[after] or (not closed and after == count - 1)
    chord = float(np.hypot(*(b - a)))
    leave = (b - a) if at_start else _tangent(a, np.array(before), b, chord)
    arrive = (b - a) if at_end else _tangent(b, a, np.array(beyond), chord)
    t = np.linspace(0, 1, max(2, min(40, int(chord / 3))), endpoint=False)[:, None]
    path = (
        (2 * t**3 - 3 * t**2 + 1) * a
        + (t**3 - 2 * t**2 + t) * leave
        + (-2 * t**3 + 3 * t**2) * b
        + (t**3 - t**2) * arrive
    )
    return [(float(x), float(y)) for x, y in path]


def _tangent(
    here: NDArray[np.float64], before: NDArray[np.float64], after: NDArray[np.float64], chord: float
) -> NDArray[np.float64]:
    reach = float(np.hypot(*(here - before)) + np.hypot(*(after - here))) or 1.0
    return (after - before) / reach * chord


def polygon(*outlines: Sequence[Point]) -> Mask:
    """Cover the inside of each outline."""
    return _drawn(outlines, lambda pen, line: pen.polygon(line, fill=255))


def polyline(line: Sequence[Point], width: float) -> Mask:
    return ribbon(line, width, width)


def ribbon(line: Sequence[Point], start: float, end: float, *, swell: float = 0.0) -> Mask:
    """Cover a stroke whose width runs from `start` to `end`, and swells between them."""
    return polygon(ribbon_outline(line, start, end, swell=swell))


def ribbon_outline(line: Sequence[Point], start: float, end: float, *, swell: float = 0.0) -> list[Point]:
    path = np.array(line, dtype=np.float64)
    along = np.gradient(path, axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)
    normal = np.stack([-along[:, 1] / length, along[:, 0] / length], axis=1)
    t = np.linspace(0, 1, len(path))
    half = ((1 - t) * start + t * end + swell * np.sin(np.pi * t))[:, None] / 2
    return [
        (float(x), float(y)) for x, y in np.concatenate([path + normal * half, (path - normal * half)[::-1]])
    ]


def _drawn(
    outlines: Sequence[Sequence[Point]], draw: Callable[[ImageDraw.ImageDraw, list[Point]], None]
) -> Mask:
    """Draw enlarged inside the outlines' own box, average down, and lay the box into an empty sheet."""
    sheet = empty()
    everything = [point for line in outlines for point in line]
    left = max(0, int(min(x for x, _ in everything)) - 2)
    top = max(0, int(min(y for _, y in everything)) - 2)
    right = min(WIDTH, int(max(x for x, _ in everything)) + 3)
    bottom = min(HEIGHT, int(max(y for _, y in everything)) + 3)
    if right <= left or bottom <= top:
        return sheet
    image = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
    pen = ImageDraw.Draw(image)
    for line in outlines:
        draw(pen, [((x - left) * FINE, (y - top) * FINE) for x, y in line])
    sheet[top:bottom, left:right] = np.asarray(image.reduce(FINE), dtype=np.float32) / 255
    return sheet


def empty() -> Mask:
    return np.zeros((HEIGHT, WIDTH), dtype=np.float32)


def rows() -> Mask:
    return np.arange(HEIGHT, dtype=np.float32)[:, None] + np.zeros((1, WIDTH), dtype=np.float32)


def columns() -> Mask:
    return np.arange(WIDTH, dtype=np.float32)[None, :] + np.zeros((HEIGHT, 1), dtype=np.float32)


def box(left: float, top: float, right: float, bottom: float) -> Mask:
    return polygon([(left, top), (right, top), (right, bottom), (left, bottom)])


def ellipse(x: float, y: float, rx: float, ry: float, *, soft: float = 0.02, turn: float = 0.0) -> Mask:
    """Cover an ellipse; `soft` is the share of its radius over which the edge fades inwards."""
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    dx, dy = columns() - x, rows() - y
    reach = np.hypot((dx * cos + dy * sin) / rx, (dy * cos - dx * sin) / ry)
    return smooth((1 - reach) / max(soft, 1.0 / max(rx, ry)))


def smooth(values: NDArray[np.floating]) -> Mask:
    """Ease a ramp: 0 below 0, 1 above 1, level at both ends."""
    t: Mask = np.clip(values, 0, 1).astype(np.float32)
    return t * t * (3 - 2 * t)


def ramp(start: float, end: float, *, across: bool = False) -> Mask:
    """Give 0 at `start` and 1 at `end`, down the sheet or across it."""
    line = columns() if across else rows()
    return smooth((line - start) / (end - start))


def extent(mask: Mask, margin: int = 0) -> tuple[slice, slice]:
    """Give the rows and columns that the mask touches, widened by a margin."""
    high, wide = mask.shape
    down, across = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(down):
        return slice(0, 0), slice(0, 0)
    return (
        slice(max(0, int(down[0]) - margin), min(high, int(down[-1]) + 1 + margin)),
        slice(max(0, int(across[0]) - margin), min(wide, int(across[-1]) + 1 + margin)),
    )


def blur(mask: Mask, radius: float) -> Mask:
    """Blur by three boxes, at a smaller size where the radius is large; close to a Gaussian of that sigma."""
    window = extent(mask, int(radius * 4) + 4)
    soft = np.zeros_like(mask)
    part = mask[window]
    if part.size:
        soft[window] = _blurred(part, radius)
    return soft


def _blurred(part: Mask, radius: float) -> Mask:
    shrink = max(1, int(radius / 3))
    if shrink == 1:
        return boxes(part, max(1, round(radius)))
    height, width = part.shape
    size = (max(2, width // shrink), max(2, height // shrink))
    small = Image.fromarray(np.ascontiguousarray(part)).resize(size, Image.Resampling.BOX)
    soft = boxes(np.asarray(small, dtype=np.float32), max(1, round(radius / shrink)))
    return np.array(Image.fromarray(soft).resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def boxes(part: Mask, radius: int, times: int = 3) -> Mask:
    """Average every pixel with its neighbours, down and across, so many times."""
    for axis in (0, 1) * times:
        part = _box(part, radius, axis)
    return part


def _box(part: Mask, radius: int, axis: int) -> Mask:
    turned = part if axis == 0 else part.T
    padded = np.pad(turned, ((radius + 1, radius), (0, 0)), mode="edge")
    total = np.cumsum(padded, axis=0, dtype=np.float64)
    mean = ((total[2 * radius + 1 :] - total[: -2 * radius - 1]) / (2 * radius + 1)).astype(np.float32)
    return mean if axis == 0 else mean.T


def shift(mask: Mask, dx: int, dy: int) -> Mask:
    """Move a mask by whole pixels; what lies at the border goes on beyond it."""
    height, width = mask.shape
    down = np.clip(np.arange(height) - dy, 0, height - 1)
    across = np.clip(np.arange(width) - dx, 0, width - 1)
    return mask[down][:, across]


def flipped(mask: Mask, line: int) -> Mask:
    """Give what a level floor at `line` shows of a mask that stands on it."""
    below = empty()
    rows_below = min(HEIGHT - line, line)
    below[line : line + rows_below] = mask[line - rows_below : line][::-1]
    return below


def rim(mask: Mask, dx: int, dy: int, soft: float = 3.0) -> Mask:
    """Cover the inner edge of a shape on the side that (-dx, -dy) points to, as a light there would."""
    edge: Mask = np.clip(mask - blur(shift(mask, dx, dy), soft), 0, 1) * mask
    return edge


def noise(seed: int, size_x: float, size_y: float, octaves: int = 3) -> Mask:
    """Give smooth noise, about -1 to 1, whose largest grains measure `size_x` by `size_y` pixels."""
    chance = np.random.default_rng(seed)
    total, weight, weights = empty(), 1.0, 0.0
    for octave in range(octaves):
        width = max(2, int(WIDTH / size_x * 2**octave) + 2)
        height = max(2, int(HEIGHT / size_y * 2**octave) + 2)
        grain = chance.uniform(-1, 1, (min(height, HEIGHT), min(width, WIDTH))).astype(np.float32)
        total += weight * np.asarray(
            Image.fromarray(grain).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), dtype=np.float32
        )
        weights += weight
        weight *= 0.55
    return np.asarray(total / weights * 1.6, dtype=np.float32)
