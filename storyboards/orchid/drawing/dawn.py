"""The panels of the dawn: a window the size of a wall, and one reflection too many."""

from __future__ import annotations

import numpy as np

from . import cast, figures, marks, places
from .easel import Easel, gradient
from .marks import Mask, place

SKY = (
    (0, "#0c1a38"),
    (420, "#234a7c"),
    (800, "#5f8fb4"),
    (1010, "#c9c4b8"),
    (1090, "#ffd08a"),
    (1150, "#ff9a5c"),
)


def window() -> Easel:
    """Mei from behind, small against the waking city."""
    easel = Easel(gradient(*SKY))
    _town(easel, base=1446)
    _room(easel)
    easel.daub(4)
    _panes(easel)
    easel.paint(marks.box(0, 1500, 1080, 1920), gradient((1500, "#0c1628"), (1920, "#04070e")))
    easel.mirror(1500, depth=0.6, ripple=8, seed=61, fade=360)
    _mei(easel)
    easel.bloom(0.45, 0.55, 56)
    easel.finish(41, shadows="#03060e")
    return easel


def _town(easel: Easel, *, base: float) -> None:
    places.glow(easel, 700, 1120, 640, "#ffd9a0", 0.75, flat=2.2)
    layers = (
        (62, (160, 620), (50, 120), "#7a98b0", "#d8b898", 0.05),
        (64, (140, 520), (60, 150), "#3f6488", "#8a8690", 0.12),
        (66, (90, 360), (80, 190), "#1a3354", "#33405c", 0.16),
    )
    for seed, height, width, top, foot, share in layers:
        towers = places.skyline(seed, base=base, height=height, width=width)
        easel.paint(towers, gradient((base - 600, top), (base, foot)))
        easel.light(marks.rim(towers, -3, 2, 1.5), "#ffdcae", 0.35)
        easel.light(places.windows(seed + 1, towers, share=share), "#ffd08a", 0.7)
        easel.light(marks.ramp(base - 260, base) * 0.5, "#f0b888", 0.22)


def _room(easel: Easel) -> None:
    """Close the sides with curtains and the top with a dark lintel."""
    for left, right in ((0, 120), (960, 1080)):
        curtain = marks.box(left, 0, right, 1500)
        folds = (0.5 + 0.5 * np.sin(marks.columns() / 8 + marks.noise(68, 300, 900, 2))).astype(np.float32)
        easel.paint(curtain, "#0a1222", 0.94)
        easel.light(curtain * folds, "#4a6a94", 0.28)
    easel.paint(marks.box(0, 0, 1080, 70), "#070d18")


def _panes(easel: Easel) -> None:
    frame = places.bars(
        (120, 0, 132, 1500),
        (948, 0, 960, 1500),
        (404, 70, 414, 1500),
        (676, 70, 686, 1500),
        (0, 1440, 1080, 1500),
    )
    easel.paint(frame, gradient((0, "#0a1424"), (1500, "#0c1524")))
    easel.light(marks.rim(frame, -2, 2, 1.5), "#ffd9a8", 0.6)
    easel.light(places.beads(69, 260, x=(132, 948), y=(90, 1430), radius=(0.8, 3)), "#ffffff", 0.35)
    for edge in ((140, 90, 300, 1440), (690, 70, 790, 1440)):
        sheen = places.beam(
            [(edge[0], edge[3]), (edge[0] + 120, edge[3]), (edge[2] + 120, edge[1]), (edge[2], edge[1])], 10
        )
        easel.light(sheen, "#bcd8f0", 0.08)


def _mei(easel: Easel) -> None:
    parts = figures.cut(figures.MEI_STANDING, place(545, 1560, 0.80))
    body = np.clip(sum(parts.values()), 0, 1)
    easel.shade(marks.blur(marks.polygon([(490, 1555), (600, 1555), (560, 1920), (330, 1920)]), 16), 0.6)
    easel.paint(marks.flipped(body, 1558), "#060b16", 0.75)
    easel.paint(body, gradient((760, "#0a1220"), (1560, "#131c2e")))
    upper = np.clip(body - parts["legs"], 0, 1)
    easel.light(marks.rim(upper, -5, 2, 2), "#ffd2a0", 0.95)
    easel.light(marks.rim(upper, -20, 4, 10), "#c98a6a", 0.35)
    easel.light(marks.rim(upper, 5, 2, 2), "#8fb8e0", 0.55)
    easel.light(marks.rim(parts["legs"], -2, 0, 1), "#ffd2a0", 0.5)
    easel.shade(parts["belt"], 0.4)


def reflection() -> Easel:
    """In the glass: Mei, and behind her, in a lit doorway, Mei."""
    easel = Easel(
        gradient((0, "#0a1730"), (600, "#2c5484"), (1200, "#7c9cb8"), (1500, "#e0b890"), (1640, "#b0705c"))
    )
    _town(easel, base=1760)
    easel.soften(6)
    easel.shade(np.ones_like(marks.empty()), 0.26, "#1c2c4c")
    easel.daub(3)
    _doorway(easel)
    _reflected_face(easel)
    _glass(easel)
    places.bokeh(
        easel,
        74,
        90,
        x=(0, 1080),
        y=(1450, 1860),
        radius=(5, 26),
        colours=["#ffd9a8", "#ff9a5c", "#a8d0f4"],
        strength=0.5,
    )
    _herself(easel)
    easel.bloom(0.5, 0.5, 56)
    easel.finish(42, shadows="#03060e")
    return easel


def _doorway(easel: Easel) -> None:
    """Paint the room behind her as the glass shows it: dark, one open door, someone in it."""
    room = marks.box(60, 330, 470, 1480)
    easel.shade(marks.blur(room, 90), 0.55, "#0a1224")
    door = marks.box(120, 600, 372, 1290)
    easel.light(marks.blur(door, 60), "#ff9d4a", 0.55)
    easel.paint(door, gradient((640, "#ffe8b8"), (960, "#ffb45c"), (1270, "#d9701f")), 0.96)
    floor = marks.polygon([(120, 1290), (372, 1290), (470, 1520), (-20, 1520)])
    easel.light(marks.blur(floor, 8), "#ff9a45", 0.5)
    parts = figures.cut(figures.MEI_STANDING, place(250, 1320, 0.62))
    body = np.clip(sum(parts.values()), 0, 1)
    hand = marks.polygon(
        marks.curve(
            "284,812! 316,828 362,872 404,900 440,906 458,902 464,912 446,930 404,932 350,914 300,900!"
        )
    )
    both = np.clip(body + hand, 0, 1)
    easel.paint(both, gradient((730, "#140c0c"), (1300, "#2a1610")))
    easel.light(marks.rim(both, 3, 3, 2), "#ffe2ac", 0.8)
    easel.light(marks.rim(both, -3, 2, 2), "#ffd090", 0.7)


def _reflected_face(easel: Easel) -> None:
    move = place(700, 1290, 1.62)
    parts = figures.cut(figures.MEI_FRONT_BUST, move)
    shape = np.clip(sum(parts[name] for name in ("hair", "face", "neck", "coat", "collar")), 0, 1)
    easel.paint(shape, "#0c1a30", 0.34)
    _tone(easel, parts, move)
    easel.light(marks.rim(shape, -8, 4, 6), "#ffc890", 0.45)
    easel.light(marks.rim(shape, 8, 4, 6), "#9cc4ec", 0.4)


def _tone(easel: Easel, parts: dict[str, Mask], move: marks.Transform) -> None:
    """Put the reflected face together from cool planes, never quite solid."""
    tones = (
        ("coat", "#22324c", 0.42),
        ("neck", "#4a6484", 0.6),
        ("collar", "#3a4f70", 0.5),
        ("face", "#9cb8d0", 0.72),
        ("shadow", "#33496a", 0.72),
        ("brows", "#0a1222", 0.9),
        ("lips", "#7a3a4c", 0.85),
        ("hair", "#0a1428", 0.97),
    )
    for name, tone, strength in tones:
        mask = parts[name] * (parts["face"] if name == "shadow" else 1)
        easel.paint(mask, tone, strength)
    cast.eyes(easel, parts, move, ((-64, -257), (64, -257)), "#101c30", 21)


def _glass(easel: Easel) -> None:
    easel.light(places.beam([(-40, 1500), (420, 200), (560, 200), (100, 1500)], 12), "#cfe4f8", 0.07)
    easel.light(places.trickles(72, 16, x=(20, 1060), y=(60, 1300)), "#dcecff", 0.35)
    easel.light(places.beads(73, 360, x=(0, 1080), y=(0, 1700), radius=(0.8, 3.4)), "#ffffff", 0.3)
    bar = marks.box(44, 0, 58, 1920)
    easel.paint(bar, "#0a1322")
    easel.light(marks.rim(bar, -2, 0, 1.5), "#ffd2a0", 0.6)


def _herself(easel: Easel) -> None:
    """Put Mei in front, from behind, dark and close."""
    parts = figures.cut(figures.MEI_BACK_BUST, place(1010, 1830, 1.7))
    nape = marks.polygon(marks.curve("-96,-120 96,-120 130,0 -100,0", place(1010, 1830, 1.7)))
    body = marks.blur(np.clip(sum(parts.values()) + nape, 0, 1), 1.5)
    easel.shade(marks.blur(body, 40) * (1 - body), 0.5)
    easel.paint(body, gradient((1000, "#02040a"), (1920, "#060b16")))
    easel.light(marks.rim(body, 7, 4, 4), "#bcdcff", 0.75)
    easel.light(marks.rim(body, 30, 8, 20), "#5c8ac4", 0.10)
