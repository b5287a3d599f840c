"""Turns seeds into surroundings: city lights, rain, skylines, window frames, beams and floors.

Knows nothing of the story; whoever calls it says where and in which colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import marks
from .easel import Easel
from .marks import HEIGHT, WIDTH, Mask, Point

Span = tuple[float, float]


def bokeh(
    easel: Easel,
    seed: int,
    count: int,
    *,
    x: Span,
    y: Span,
    radius: Span,
    colours: Sequence[str],
    strength: float,
) -> None:
    """Scatter lights that are out of focus: soft discs, brighter at the edge."""
    chance = np.random.default_rng(seed)
    for _ in range(count):
        cx, cy = chance.uniform(*x), chance.uniform(*y)
        size = radius[0] + (radius[1] - radius[0]) * chance.random() ** 2
        colour = colours[int(chance.integers(len(colours)))]
        easel.light(disc(cx, cy, size), colour, strength * chance.uniform(0.35, 1.0))


def disc(x: float, y: float, radius: float) -> Mask:
    """Cover one light out of focus."""
    sheet = marks.empty()
    left, right = max(0, int(x - radius) - 2), min(WIDTH, int(x + radius) + 3)
    top, bottom = max(0, int(y - radius) - 2), min(HEIGHT, int(y + radius) + 3)
    if left >= right or top >= bottom:
        return sheet
    dx = np.arange(left, right, dtype=np.float32)[None, :] - x
    dy = np.arange(top, bottom, dtype=np.float32)[:, None] - y
    reach = np.hypot(dx, dy) / radius
    sheet[top:bottom, left:right] = marks.smooth((1 - reach) * radius / 2.5) * (0.55 + 0.45 * reach**4)
    return sheet


def glow(
    easel: Easel, x: float, y: float, radius: float, colour: str, strength: float, *, flat: float = 1.0
) -> None:
    """Add a soft pool of light around a point; `flat` squeezes it from above."""
    reach = np.hypot(marks.columns() - x, (marks.rows() - y) * flat) / radius
    easel.light(np.exp(-3 * reach**1.3).astype(np.float32), colour, strength)


def rain(seed: int, count: int, *, length: Span, width: Span, slant: float = 0.08) -> Mask:
    """Cover falling streaks over the whole sheet."""
    chance = np.random.default_rng(seed)
    sheet = marks.empty()
    streaks = []
    for _ in range(count):
        x, y = chance.uniform(-60, WIDTH + 60), chance.uniform(-200, HEIGHT)
        size, half = chance.uniform(*length), chance.uniform(*width) / 2
        streaks.append(
            [(x, y), (x + half, y + size * 0.7), (x - size * slant, y + size), (x - half, y + size * 0.7)]
        )
    for start in range(0, count, 200):
        sheet = np.maximum(sheet, marks.polygon(*streaks[start : start + 200]) * chance.uniform(0.5, 1.0))
    return sheet


def trickles(seed: int, count: int, *, x: Span, y: Span, width: Span = (2, 6)) -> Mask:
    """Cover water that runs down a pane: wandering threads that end in a bead."""
    chance = np.random.default_rng(seed)
    sheet = marks.empty()
    for _ in range(count):
        px, py = chance.uniform(*x), chance.uniform(*y)
        steps = int(chance.integers(6, 26))
        line: list[Point] = [(px, py)]
        for _ in range(steps):
            px += chance.normal(0, 4.5)
            py += chance.uniform(10, 26)
            line.append((px, py))
        size = chance.uniform(*width)
        thread = marks.ribbon(line, size * 0.25, size * 0.9)
        bead = marks.ellipse(px, py, size * 0.85, size * 1.25, soft=0.4)
        sheet = np.maximum(sheet, np.maximum(thread * 0.6, bead) * chance.uniform(0.4, 1.0))
    return sheet


def beads(seed: int, count: int, *, x: Span, y: Span, radius: Span) -> Mask:
    """Cover standing drops on a pane."""
    chance = np.random.default_rng(seed)
    outlines = []
    for _ in range(count):
        cx, cy, size = chance.uniform(*x), chance.uniform(*y), radius[0] + radius[1] * chance.random() ** 4
        angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        outlines.append([(cx + size * np.cos(a), cy + size * 1.15 * np.sin(a)) for a in angles])
    return marks.polygon(*outlines)


def skyline(seed: int, *, base: float, height: Span, width: Span, span: Span = (0, WIDTH)) -> Mask:
    """Cover a row of towers that stand on `base`."""
    chance = np.random.default_rng(seed)
    towers: list[list[Point]] = []
    x = span[0] - 20
    while x < span[1]:
        wide, high = chance.uniform(*width), height[0] + (height[1] - height[0]) * chance.random() ** 1.8
        top = base - high
        tower: list[Point] = [(x, base), (x, top), (x + wide, top), (x + wide, base)]
        if chance.random() < 0.4:
            inset = wide * 0.22
            tower[2:2] = [(x + inset, top), (x + inset, top - high * 0.09)]
            tower[4:4] = [(x + wide - inset, top - high * 0.09), (x + wide - inset, top)]
        if chance.random() < 0.25:
            towers.append(
                [(x + wide / 2 - 2, top), (x + wide / 2, top - high * 0.3), (x + wide / 2 + 2, top)]
            )
        towers.append(tower)
        x += wide * chance.uniform(0.75, 1.15)
    return marks.polygon(*towers)


def windows(
    seed: int, where: Mask, *, step: Span = (14, 20), size: Span = (5, 8), share: float = 0.3
) -> Mask:
    """Cover small lit windows, on a grid, inside a skyline."""
    chance = np.random.default_rng(seed)
    sheet = marks.empty()
    for top in range(0, HEIGHT - 12, int(step[1])):
        for left in range(4, WIDTH - 12, int(step[0])):
            patch = where[top : top + int(size[1]), left : left + int(size[0])]
            lit = chance.random() < share
            if lit and patch.min() > 0.9:
                sheet[top : top + int(size[1]), left : left + int(size[0])] = chance.uniform(0.25, 1.0)
    return sheet


def bars(*boxes: tuple[float, float, float, float]) -> Mask:
    """Cover several upright boxes: frames, mullions, shelves."""
    return marks.polygon(*([(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in boxes))


def beam(outline: Sequence[Point], soft: float) -> Mask:
    """Cover a shaft of light with soft edges."""
    return marks.blur(marks.polygon(outline), soft)
