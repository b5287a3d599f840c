"""The panels of the conservatory: jade moonlight, a hundred copies of one flower, and a photograph."""

from __future__ import annotations

import numpy as np

from . import cast, figures, marks, places, props
from .easel import Easel, gradient
from .marks import Mask, curve, place

MOON = props.Bloom(bright="#eefff4", mid="#a8d8c4", deep="#2c5a52", heart="#6a3a86", gold="#e8f0a0")
VANISH = (540.0, 880.0)


def aisle() -> Easel:
    """The long glasshouse in one-point perspective, Mei walking away between the orchids."""
    easel = Easel(
        gradient((0, "#04120f"), (500, "#0f3a34"), (880, "#9fe0c4"), (1100, "#1c4a40"), (1920, "#040c0a"))
    )
    places.glow(easel, *VANISH, 520, "#d8ffec", 0.72)
    _sky_panes(easel)
    _ribs(easel)
    _path(easel)
    _banks(easel)
    easel.daub(3)
    _flowers(easel)
    _walker(easel)
    _moonbeams(easel)
    easel.bloom(0.5, 0.5, 50)
    easel.finish(31, shadows="#020806")
    return easel


def _sky_panes(easel: Easel) -> None:
    """Glaze the vault: each pane its own tone, as old glass has."""
    angle = np.arctan2(marks.rows() - VANISH[1], marks.columns() - VANISH[0])
    depth = np.log(np.hypot(marks.columns() - VANISH[0], marks.rows() - VANISH[1]) + 30)
    cells = np.floor(angle * 5.2) * 12.9898 + np.floor(depth * 3.4) * 78.233
    tone = np.modf(np.sin(cells) * 43758.5453)[0].astype(np.float32)
    above = marks.ramp(1000, 800)
    easel.light(above * np.clip(tone, 0, 1), "#7fd8c0", 0.16)
    easel.shade(above * np.clip(-tone, 0, 1), 0.30)


ARCH = "-1000,950! -1000,-350! -860,-870 -450,-1220 0,-1350 450,-1220 860,-870 1000,-350! 1000,950!"


def _arch(reach: float) -> list[marks.Point]:
    return curve(ARCH, place(*VANISH, reach / 1000), closed=False)


def _ribs(easel: Easel) -> None:
    for n in range(11):
        reach = 78 * 1.32**n
        rib = marks.ribbon(_arch(reach), 3 + reach * 0.035, 3 + reach * 0.035)
        fade = np.clip((n + 1) / 7, 0.25, 1)
        easel.paint(rib, "#0a1f1b" if n > 4 else "#1f5248", float(fade))
        easel.light(marks.rim(rib, 0, max(1, int(reach * 0.008)), 1.5), "#c9ffe8", 0.45)
    for angle in np.linspace(-165, -15, 11):
        x, y = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        bar = marks.ribbon(
            [(VANISH[0] + x * 110, VANISH[1] + y * 150), (VANISH[0] + x * 1500, VANISH[1] + y * 1700)], 2, 16
        )
        easel.paint(bar, "#0a1f1b", 0.85)


def _path(easel: Easel) -> None:
    x, y = VANISH
    path = marks.polygon([(x - 26, y + 66), (x + 26, y + 66), (x + 330, 1920), (x - 330, 1920)])
    easel.paint(path, gradient((940, "#bff0d8"), (1150, "#4a8a78"), (1920, "#0c2420")))
    below = np.maximum(marks.rows() - y, 40)
    grate = 0.5 + 0.5 * np.sin(26000 / (below + 30))
    easel.shade(path * (grate > 0.55) * marks.ramp(980, 1250), 0.55)
    lane = np.abs(np.modf((marks.columns() - x) / below * 9 + 40)[0] - 0.5)
    easel.shade(path * np.clip(0.12 - lane, 0, 1) * 8 * marks.ramp(1050, 1400), 0.5)


def _leaf(x: float, y: float, length: float, angle: float, bend: float) -> list[marks.Point]:
    tip = place(x, y, length / 100, turn=angle)
    return curve(f"0,0! 20,-14 60,{-18 + bend * 0.4} 100,{bend}! 60,{8 + bend * 0.5} 20,10", tip)


def _banks(easel: Easel) -> None:
    """Heap leaves on both sides, small and pale far off, large and black close by."""
    chance = np.random.default_rng(33)
    for n, t in enumerate(np.linspace(0.03, 1.0, 15) ** 2.2):
        reach = 60 + 640 * t
        tone = gradient(
            (0, "#2a6a5a"),
            (0.25, "#12382f"),
            (0.6, "#081c18"),
            (1, "#030b09"),
            along=np.full((1, 1), t, dtype=np.float32),
        )
        leaves = []
        for side in (-1, 1):
            for _ in range(26):
                x = VANISH[0] + side * reach * chance.uniform(0.62, 1.5)
                y = VANISH[1] + reach * chance.uniform(0.35, 1.45)
                angle = chance.uniform(-160, -20)
                leaves.append(_leaf(x, y, reach * chance.uniform(0.3, 0.62), angle, chance.uniform(10, 50)))
        mass = marks.polygon(*leaves)
        easel.paint(mass, tone)
        easel.light(marks.rim(mass, 0, 2 + n // 4, 2), "#a8ffe0", 0.30 * (1 - 0.5 * t))


def _flowers(easel: Easel) -> None:
    chance = np.random.default_rng(36)
    for t in np.linspace(0.0, 1.0, 24) ** 2.0:
        reach = 80 + 600 * t
        for side in (-1, 1):
            x = VANISH[0] + side * reach * chance.uniform(0.66, 1.0)
            y = VANISH[1] + reach * chance.uniform(0.05, 1.0)
            size = reach * chance.uniform(0.10, 0.16)
            if size < 16:
                easel.light(marks.ellipse(x, y, size, size * 0.8, soft=0.6), "#eafff4", 0.9)
            elif 0 < x < marks.WIDTH and y < marks.HEIGHT:
                props.bloom(easel, x, y, size * 1.25, MOON, turn=float(chance.uniform(-24, 24)), squeeze=0.78)


def _walker(easel: Easel) -> None:
    parts = figures.cut(figures.GOWN_WALKING, place(540, 1420, 0.62))
    body = np.clip(sum(parts.values()), 0, 1)
    easel.light(marks.blur(body, 30) * (1 - body), "#dcfff0", 0.30)
    easel.shade(marks.blur(marks.polygon([(450, 1412), (660, 1412), (800, 1740), (360, 1740)]), 20), 0.45)
    easel.paint(body, "#06110f")
    easel.paint(parts["skin"], gradient((850, "#7fae9e"), (1120, "#3a665c")))
    easel.shade(marks.rim(parts["skin"], -8, -2, 5), 0.5, "#12302a")
    easel.paint(np.clip(parts["hair"] + parts["gown"] + parts["shoes"], 0, 1), "#050d0c")
    for dx in (-3, 3):
        easel.light(marks.rim(body, dx, 1, 1), "#e6fff4", 0.75)


def _moonbeams(easel: Easel) -> None:
    for left, right, strength in ((620, 700, 0.22), (780, 930, 0.16), (330, 380, 0.12)):
        shaft = places.beam([(left, -20), (right, -20), (right - 420, 1500), (left - 520, 1500)], 26)
        easel.light(shaft * marks.ramp(1500, 500), "#d4fff0", strength)
    places.bokeh(
        easel, 37, 40, x=(120, 960), y=(500, 1500), radius=(1.5, 5), colours=["#eafff6"], strength=0.6
    )


def photograph() -> Easel:
    """The silver frame behind the leaves: a man, a bride with a bob, and Mei's reflection over her face."""
    easel = Easel(gradient((0, "#061512"), (900, "#16443c"), (1920, "#030a08")))
    _thicket(easel, 41, tone="#0e2e28", count=120, size=(200, 420))
    easel.daub(4)
    _picture(easel)
    _reflected(easel)
    _silver(easel)
    _thicket(easel, 43, tone="#020907", count=56, size=(240, 520), edge=True)
    for x, y, size, turn in (
        (150, 360, 150, -20),
        (960, 1560, 190, 16),
        (90, 1700, 120, 10),
        (985, 250, 96, 30),
    ):
        props.bloom(easel, x, y, size, MOON, turn=turn, squeeze=0.9)
    _shoulder(easel)
    easel.bloom(0.35, 0.55, 50)
    easel.finish(32, shadows="#020806")
    return easel


def _thicket(
    easel: Easel, seed: int, *, tone: str, count: int, size: places.Span, edge: bool = False
) -> None:
    chance = np.random.default_rng(seed)
    for _ in range(4):
        leaves = []
        for _ in range(count // 4):
            x, y = chance.uniform(-80, 1160), chance.uniform(-80, 2000)
            if edge and 150 < x < 930 and 240 < y < 1640:
                continue
            leaves.append(_leaf(x, y, chance.uniform(*size), chance.uniform(0, 360), chance.uniform(-30, 40)))
        mass = marks.polygon(*leaves)
        easel.shade(marks.blur(mass, 14) * (1 - mass), 0.5)
        easel.paint(mass, tone)
        easel.light(marks.rim(mass, 2, 4, 2), "#8fe8c8", 0.32)


def _glassed() -> Mask:
    return marks.box(246, 372, 834, 1468)


def _picture(easel: Easel) -> None:
    """Paint the wedding photograph: faded silver tones, two figures, flowers."""
    glassed = _glassed()
    easel.paint(glassed, gradient((372, "#8aa89c"), (900, "#c4d6c8"), (1468, "#4a6a60")))
    easel.shade(glassed * np.clip(marks.noise(44, 300, 300, 4), 0, 1), 0.25)
    groom = figures.cut(figures.ADRIAN_BUST, place(640, 950, 1.0))
    tones = {
        "coat": "#16211e",
        "vest": "#22302c",
        "shirt": "#dfe8e0",
        "tie": "#10181a",
        "neck": "#8fa298",
        "ears": "#9fb2a6",
        "face": "#c2d0c4",
        "shadow": "#6a8076",
        "hair": "#121a18",
        "eyes": "#1c2624",
        "brows": "#1c2624",
        "lips": "#5f7068",
    }
    for part, tone in tones.items():
        easel.paint(groom[part] * glassed, tone)
    bride = figures.cut(figures.MEI_FRONT_BUST, place(430, 1080, 0.95))
    veil = marks.polygon(
        curve("430,600 560,640 620,780 660,1000 700,1468! 160,1468! 210,1000 250,780 310,640")
    )
    easel.paint(veil * glassed, "#eef6ee", 0.62)
    tones = {"coat": "#f2f8f2", "neck": "#a8bab0", "face": "#d4e0d6", "shadow": "#8aa096", "hair": "#0e1614"}
    for part, tone in tones.items():
        easel.paint(bride[part] * glassed, tone)
    folds = (
        0.5 + 0.5 * np.sin((marks.columns() - 430) / (14 + np.maximum(marks.rows() - 1080, 0) / 40))
    ).astype(np.float32)
    easel.shade(bride["coat"] * glassed * folds * marks.ramp(1100, 1468), 0.35, "#3a5a50")
    easel.shade(glassed * marks.ramp(1180, 1500), 0.5, "#1c3a34")
    faded = props.Bloom(bright="#f4fbf4", mid="#b8ccc0", deep="#4a665c", heart="#6a7a74", gold="#dfe8d8")
    for x, y, size, turn in (
        (340, 1330, 92, -30),
        (520, 1350, 88, 24),
        (430, 1370, 108, 0),
        (390, 1270, 64, -10),
        (480, 1276, 60, 20),
    ):
        props.bloom(easel, x, y, size, faded, turn=turn)


def _reflected(easel: Easel) -> None:
    """Lay Mei's own reflection on the glass: the same face, where the face of the bride is."""
    glassed = _glassed()
    move = place(430, 1080, 0.95)
    mine = figures.cut(figures.MEI_FRONT_BUST, move)
    for part, tone in (("brows", "#04100e"), ("lips", "#3c2a30")):
        easel.paint(mine[part] * glassed, tone, 0.9)
    cast.eyes(easel, mine, move, ((-64, -257), (64, -257)), "#0c1a16", 13)
    ghost = figures.cut(figures.MEI_FRONT_BUST, place(446, 1092, 1.04))
    easel.light(marks.rim(ghost["face"], 8, 6, 6) * glassed, "#d8fff0", 0.6)
    sheen = places.beam([(246, 700), (560, 372), (700, 372), (246, 900)], 5)
    easel.light(sheen * glassed, "#e6fff4", 0.16)
    easel.light(places.beam([(246, 1010), (834, 420), (834, 470), (246, 1070)], 3) * glassed, "#e6fff4", 0.12)


def _silver(easel: Easel) -> None:
    outer, inner = marks.box(180, 306, 900, 1534), _glassed()
    frame = np.clip(outer - inner, 0, 1)
    easel.shade(marks.blur(marks.shift(outer, 12, 30), 30) * (1 - outer), 0.8)
    across = (0.5 + 0.5 * np.sin(marks.columns() / 40 + marks.rows() / 70)).astype(np.float32)
    easel.paint(frame, gradient((0, "#25403a"), (0.5, "#8fb0a6"), (1, "#eafff6"), along=across))
    easel.shade(marks.rim(frame, -4, -4, 2), 0.7)
    easel.light(marks.rim(frame, 5, 5, 2), "#ffffff", 0.6)
    groove = np.clip(marks.box(208, 334, 872, 1506) - marks.box(216, 342, 864, 1498), 0, 1)
    easel.shade(groove, 0.65)
    easel.shade(marks.blur(frame, 14) * inner, 0.7)


def _shoulder(easel: Easel) -> None:
    parts = figures.cut(figures.GALA_BACK_BUST, place(960, 1730, 1.5, flip=True))
    body = marks.blur(np.clip(sum(parts.values()), 0, 1), 5)
    easel.paint(body, "#030a08", 0.97)
    easel.light(marks.rim(body, 10, 6, 8), "#b8ffe4", 0.5)
