"""The things the story turns on: orchids on their stems, ink, and polished stone.

Knows nothing of scenes: the caller says where a thing is, in which colours, and under which light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import marks
from .easel import Easel, Paint, gradient, hue
from .marks import Mask, curve, place


@dataclass(frozen=True, slots=True)
class Bloom:
    """The colours of an orchid under one light, from bright to dark, and those of its heart."""

    bright: str = "#f6f3ee"
    mid: str = "#c9d3d6"
    deep: str = "#6d838c"
    heart: str = "#b0286a"
    gold: str = "#e9b44c"


SEPAL = "0,0! -26,-40 -40,-100 -26,-160 0,-186 26,-160 40,-100 26,-40"
PETAL = "0,0! 20,-50 70,-104 140,-112 186,-70 184,-6 140,44 70,46 24,20"
LIP = "0,-6! -20,10 -44,6 -50,32 -26,46 -14,62 -22,86 0,104 22,86 14,62 26,46 50,32 44,6 20,10"


def bloom(
    easel: Easel, x: float, y: float, size: float, tint: Bloom, *, turn: float = 0, squeeze: float = 1
) -> None:
    """Paint one moth orchid; `size` is its half width in pixels, `squeeze` below 1 turns it away from us."""
    scale = size / 190

    def move(angle: float, *, flip: bool = False, grow: float = 1.0) -> marks.Transform:
        inner, outer = place(0, 0, scale * grow, flip=flip, turn=angle), place(x, y, 1.0, turn=turn)
        return lambda point: outer((inner(point)[0] * squeeze, inner(point)[1]))

    tone, veins = _tissue(x, y, size, tint)
    for around in (0, 128, -128):
        _petal(easel, curve(SEPAL, move(around)), size, tint, tone * 0.94, veins)
    for flip in (False, True):
        _petal(easel, curve(PETAL, move(0, flip=flip, grow=1.05)), size, tint, tone, veins)
    _heart(easel, x, y, size, tint, curve(LIP, move(0)))


def _tissue(x: float, y: float, size: float, tint: Bloom) -> tuple[Paint, Mask]:
    """Give the tone of a bloom from its heart outwards, and the veins in it; empty beyond its own box."""
    reach_px = int(size * 1.3)
    down = slice(max(0, int(y) - reach_px), max(0, int(y) + reach_px))
    across = slice(max(0, int(x) - reach_px), max(0, int(x) + reach_px))
    tone, veins = np.zeros((marks.HEIGHT, marks.WIDTH, 3), dtype=np.float32), marks.empty()
    dx, dy = (marks.columns() - x)[down, across], (marks.rows() - y)[down, across]
    reach, angle = np.hypot(dx, dy) / size, np.arctan2(dy, dx)
    tone[down, across] = gradient(
        (0.0, tint.deep), (0.28, tint.mid), (0.62, tint.bright), (1.05, tint.mid), along=reach
    )
    veins[down, across] = (
        (0.5 + 0.5 * np.sin(angle * 46)) ** 4 * np.clip(1.1 - reach, 0, 1) * np.clip(reach * 3 - 0.4, 0, 1)
    )
    return tone, veins


def _petal(
    easel: Easel, outline: list[marks.Point], size: float, tint: Bloom, tone: Paint, veins: Mask
) -> None:
    mask = marks.polygon(outline)
    under = marks.blur(mask, size * 0.05)
    easel.shade(np.clip(marks.shift(under, int(size * 0.03), int(size * 0.05)) - mask, 0, 1), 0.35)
    easel.paint(mask, tone)
    easel.shade(mask * veins, 0.14, tint.deep)
    easel.light(marks.rim(mask, 0, max(1, int(size * 0.03)), 2), tint.bright, 0.35)
    easel.shade(marks.rim(mask, 0, -max(1, int(size * 0.07)), max(2, size * 0.03)), 0.4, tint.deep)


def _heart(easel: Easel, x: float, y: float, size: float, tint: Bloom, outline: list[marks.Point]) -> None:
    lip = marks.polygon(outline)
    easel.shade(marks.blur(lip, size * 0.06), 0.5, tint.deep)
    easel.paint(
        lip,
        gradient((y - size * 0.1, tint.gold), (y + size * 0.22, tint.heart), (y + size * 0.6, tint.heart)),
    )
    easel.light(marks.rim(lip, 0, max(1, int(size * 0.02)), 2), "#ffffff", 0.35)
    easel.paint(marks.ellipse(x, y - size * 0.02, size * 0.09 * 1, size * 0.11, soft=0.3), tint.bright)
    easel.paint(marks.ellipse(x, y + size * 0.03, size * 0.045, size * 0.05, soft=0.4), tint.gold)


def spray(
    easel: Easel,
    stem: str,
    move: marks.Transform,
    blooms: Sequence[tuple[float, float, float, float]],
    tint: Bloom,
    *,
    wood: str = "#10201a",
    thick: float = 10,
) -> None:
    """Paint an arching stem and its blooms, each: place on the stem (0 to 1), size, turn, squeeze."""
    line = curve(stem, move, closed=False)
    stalk = marks.ribbon(line, thick, thick * 0.45)
    easel.paint(stalk, wood)
    easel.light(marks.rim(stalk, 2, 2, 1), tint.mid, 0.4)
    for where, size, turn, squeeze in blooms:
        x, y = line[min(len(line) - 1, int(where * len(line)))]
        if size < 30:
            easel.paint(marks.ellipse(x, y, size * 0.7, size, turn=turn), tint.mid)
        else:
            bloom(easel, x, y, size, tint, turn=turn, squeeze=squeeze)


def ink(line: list[marks.Point], width: float) -> Mask:
    """Cover a pen stroke: thick on the way down, thin on the way up, a little ragged."""
    path = np.array(line)
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    along = np.linspace(0, steps[-1], max(2, int(steps[-1] / 1.2)))
    x, y = np.interp(along, steps, path[:, 0]), np.interp(along, steps, path[:, 1])
    lean = np.gradient(y) / (np.hypot(np.gradient(x), np.gradient(y)) + 1e-6)
    press = np.convolve(np.pad(0.42 + 0.5 * lean, 30, mode="edge"), np.ones(61) / 61, mode="valid")
    press = np.clip(press, 0.2, 1) * np.clip(np.minimum(along, along[-1] - along) / (width * 2) + 0.25, 0, 1)
    circle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    dots = [
        [(float(px + r * np.cos(a)), float(py + r * np.sin(a))) for a in circle]
        for px, py, r in zip(x, y, press * width / 2, strict=True)
    ]
    ragged = 1 - 0.2 * np.clip(marks.noise(7, 24, 24, 3), 0, 1)
    return (marks.polygon(*dots) * ragged).astype(np.float32)


def marble(easel: Easel, mask: Mask, seed: int, *, base: str, vein: str, strength: float = 0.5) -> None:
    """Lay polished stone through a mask: clouds of the base, and veins where two noises cross."""
    cloud = marks.noise(seed, 420, 260, 4)
    easel.paint(mask, np.clip(hue(base) * (1 + 0.22 * cloud[..., None]), 0, 1))
    wave = marks.noise(seed + 1, 520, 380, 5) + 0.3 * cloud
    thread = np.exp(-np.abs(wave) * 38).astype(np.float32)
    easel.light(mask * thread * np.clip(marks.noise(seed + 2, 300, 300, 2) + 0.4, 0, 1), vein, strength)
