"""Hands as flat planes of light and shadow, the sleeve they come out of, and the pen one of them holds.

Each is laid on an easel where its move puts it; knows nothing of whose hand it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import marks
from .easel import Easel
from .marks import Transform, curve


@dataclass(frozen=True, slots=True)
class Skin:
    """The planes of a hand under one light."""

    light: str = "#e3b48c"
    mid: str = "#b67f5c"
    dark: str = "#4a2b22"
    glow: str = "#ffd9a0"


THUMB = "20,-52! 90,-96 150,-124 200,-134 240,-128 256,-112 246,-98 204,-94 160,-80 130,-50!"
BACK = "0,-66! 80,-82 150,-84 214,-72 250,-40 262,0 258,60 240,104 206,122 150,112 80,88 0,70!"
FINGERS = (
    "206,-74! 300,-62 372,-50 404,-36 408,-22 394,-12 330,-14 240,-20!",
    "226,-24! 330,-14 402,-6 430,8 430,22 412,32 330,30 240,26!",
    "230,24! 310,34 372,44 392,56 388,70 370,76 300,70 236,66!",
    "220,64! 286,78 326,90 336,104 326,114 280,110 210,112!",
)


def reaching(easel: Easel, move: Transform, skin: Skin, *, ink: bool = False) -> None:
    """Paint a hand laid flat and reaching along +x, its wrist at (0, 0), 430 units long."""
    parts = [marks.polygon(curve(outline, move)) for outline in (BACK, *reversed(FINGERS), THUMB)]
    whole = np.clip(sum(parts), 0, 1)
    easel.shade(marks.blur(marks.shift(whole, 10, 26), 16) * (1 - whole), 0.75)
    for part in parts:
        easel.shade(marks.blur(part, 8), 0.45)
        easel.paint(part, skin.mid)
        easel.paint(marks.rim(part, 4, 16, 8), skin.light, 0.95)
        easel.shade(marks.rim(part, -4, -14, 8), 0.62, skin.dark)
        easel.light(marks.rim(part, 2, 4, 2), skin.glow, 0.6)
    for outline in FINGERS:
        _nail(easel, curve(outline, move), skin)
    if ink:
        stain = marks.polygon(curve("330,-54! 404,-40 410,-22 392,-10 340,-16!", move))
        stain = stain + marks.polygon(curve("370,-6! 430,6 432,24 408,34 372,30!", move))
        easel.shade(np.clip(stain, 0, 1) * (0.6 + 0.4 * marks.noise(61, 40, 40, 3)), 0.8, "#141b3a")


def _nail(easel: Easel, outline: list[marks.Point], skin: Skin) -> None:
    path = np.array(outline)
    tip = path[int(len(path) * 0.47)]
    root = path[[0, -1]].mean(axis=0)
    x, y = tip + (root - tip) * 0.12
    turn = float(np.degrees(np.arctan2(tip[1] - root[1], tip[0] - root[0])))
    reach = float(np.hypot(*(tip - root)))
    easel.light(
        marks.ellipse(float(x), float(y), reach * 0.085, reach * 0.05, soft=0.4, turn=turn), skin.glow, 0.4
    )


def sleeve(easel: Easel, move: Transform, *, cloth: str, edge: str, cuff: str | None = "#e8dfd0") -> None:
    """Paint the sleeve of a hand that reaches along +x: it ends at the wrist and comes from far behind it."""
    if cuff:
        linen = marks.polygon(curve("-40,-92! 26,-80! 30,80! -40,96!", move))
        easel.shade(marks.blur(marks.shift(linen, 8, 20), 12), 0.6)
        easel.paint(linen, cuff)
        easel.shade(marks.rim(linen, -2, -26, 14), 0.6, "#3a2418")
        easel.paint(marks.polygon(curve("-14,52 -4,42 6,52 -4,62", move)), "#c98a3a")
    arm = marks.polygon(curve("-900,-190! -400,-140 -20,-112! -8,0 -16,118! -400,170 -900,240!", move))
    easel.shade(marks.blur(marks.shift(arm, 10, 30), 22) * (1 - arm), 0.7)
    easel.paint(arm, cloth)
    easel.light(marks.rim(arm, 3, 22, 16), edge, 0.5)
    for fold in ("-300,-120! -240,-20 -260,100!", "-130,-110! -100,-10 -120,90!"):
        easel.shade(marks.blur(marks.ribbon(curve(fold, move, closed=False), 4, 4, swell=16), 5), 0.5)


def pen(easel: Easel, move: Transform) -> None:
    """Paint a black fountain pen that lies along +x, 560 units long, its nib at the far end."""
    barrel = marks.polygon(curve("0,-20! 40,-26 380,-24 430,-18! 430,18! 380,24 40,26 0,20!", move))
    grip = marks.polygon(curve("430,-17! 490,-12! 490,12! 430,17!", move))
    nib = marks.polygon(curve("488,-12! 520,-13 562,0! 520,13 488,12!", move))
    whole = np.clip(barrel + grip + nib, 0, 1)
    easel.shade(marks.blur(marks.shift(whole, 8, 20), 10) * (1 - whole), 0.8)
    easel.paint(barrel, "#0b0a0c")
    easel.paint(grip, "#141216")
    easel.paint(nib, "#d9a441")
    for band in ("150,-26! 162,-26! 162,26! 150,26!", "424,-19! 434,-19! 434,19! 424,19!"):
        easel.paint(marks.polygon(curve(band, move)), "#e2b25a")
    easel.light(marks.polygon(curve("20,-14! 400,-13! 400,-7! 20,-8!", move)), "#ffe2b0", 0.75)
    easel.light(marks.rim(nib, 1, 4, 2), "#fff2cf", 0.9)
    easel.paint(marks.ribbon(curve("505,0! 552,0!", move, closed=False), 2, 1), "#3a2408")
