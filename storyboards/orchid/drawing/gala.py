"""The panels of the gala: crimson, candle gold, and one white flower that does not stay white."""

from __future__ import annotations

import numpy as np

from . import marks, places, props
from .easel import Easel, gradient
from .marks import curve, place

GOLD = ["#ffcf7a", "#ffe6b8", "#ff9a4a", "#ff5a3c"]


def ballroom() -> Easel:
    """The double stair under the falling-glass chandelier, before anyone has come down."""
    easel = Easel(gradient((0, "#16040a"), (600, "#5c0f1e"), (1000, "#8a1c26"), (1300, "#3a0a12")))
    _walls(easel)
    _stairs(easel)
    easel.daub(4)
    _chandelier(easel)
    easel.paint(marks.box(0, 1490, 1080, 1920), gradient((1490, "#2a080e"), (1920, "#0a0204")))
    easel.mirror(1490, depth=0.8, ripple=14, seed=18, fade=300)
    _tables(easel)
    easel.bloom(0.55, 0.5, 50)
    easel.finish(21, shadows="#0a0204")
    return easel


def _walls(easel: Easel) -> None:
    for n, x in enumerate((60, 236, 844, 1020)):
        arch = marks.polygon(
            curve(
                f"{x - 70},1180! {x - 70},560! {x - 50},470 {x},430 {x + 50},470 {x + 70},560! {x + 70},1180!"
            )
        )
        easel.paint(arch, gradient((430, "#2c0610"), (1180, "#6a1420")))
        easel.light(marks.rim(arch, 4 if n < 2 else -4, 4, 3), "#ffb870", 0.45)
        places.glow(easel, x, 900, 150, "#ffb860", 0.55)
        easel.light(marks.ellipse(x, 880, 8, 20, soft=0.6), "#fff2d0", 1.0)
    door = marks.polygon(curve("420,930! 420,600! 450,500 540,450 630,500 660,600! 660,930!"))
    easel.paint(door, gradient((450, "#ffe2a8"), (930, "#f0963c")))
    places.glow(easel, 540, 720, 420, "#ffb055", 0.6)


def _stairs(easel: Easel) -> None:
    """Paint one great stair that widens as it comes down, a runner along its middle."""
    flight = marks.polygon(curve("400,930! 680,930! 720,1060 800,1220 960,1492! 120,1492! 280,1220 360,1060"))
    easel.paint(flight, gradient((930, "#d8604a"), (1120, "#7c1c26"), (1492, "#3a0a12")))
    runner = marks.polygon(curve("470,930! 610,930! 632,1060 672,1220 752,1492! 328,1492! 408,1220 448,1060"))
    easel.paint(runner, gradient((930, "#ff7a50"), (1100, "#c41c30"), (1492, "#6a0a18")))
    for step in range(17):
        t = step / 17
        y = 936 + 556 * t**1.45
        tread = flight * marks.box(0, y, 1080, y + 2 + 9 * t)
        easel.light(tread, "#ffc890", 0.34)
        easel.shade(
            flight * marks.blur(marks.box(0, y + 4 + 10 * t, 1080, y + 10 + 26 * t), 3), 0.5, "#2a0408"
        )
    for flip in (False, True):
        move = place(540, 0, 1.0, flip=flip)
        rail = curve("-150,850! -196,980 -282,1140 -470,1410!", move, closed=False)
        for t in np.linspace(0.02, 0.99, 15):
            x, y = rail[int(t * (len(rail) - 1))]
            easel.paint(marks.ribbon([(x, y), (x, y + 76 + 70 * t)], 4, 9), "#3a100c")
        bar = marks.ribbon(rail, 10, 30)
        easel.paint(bar, "#2a0a08")
        easel.light(marks.rim(bar, 2, 6, 2), "#ffcf8a", 0.95)
        x, y = move((-470, 1400))
        post = marks.box(x - 24, y - 20, x + 24, y + 110)
        easel.paint(post, "#2a0a08")
        easel.light(marks.rim(post, 5 if flip else -5, 4, 3), "#ffcf8a", 0.7)
        places.glow(easel, x, y - 70, 120, "#ffc070", 0.9)
        easel.light(marks.ellipse(x, y - 62, 24, 30, soft=0.5), "#fff2d0", 1.0)


def _chandelier(easel: Easel) -> None:
    """Hang strings of glass from the top, longest in the middle."""
    chance = np.random.default_rng(23)
    places.glow(easel, 540, 240, 640, "#ff9a4a", 0.55)
    threads, drops = [], []
    for _ in range(230):
        x = float(np.clip(chance.normal(540, 105), 270, 810))
        end = 90 + 430 * float(np.exp(-(((x - 540) / 120) ** 2))) * chance.uniform(0.45, 1.0)
        threads.append(marks.ribbon_outline([(x, -5), (x, end)], 1.4, 1.4))
        for y in np.arange(end, 0.0, -float(chance.uniform(34, 90))):
            size = chance.uniform(3, 10)
            drops.append([(x, y - size * 1.6), (x + size * 0.7, y), (x, y + size * 1.6), (x - size * 0.7, y)])
    easel.light(marks.polygon(*threads), "#ffdca0", 0.30)
    easel.light(marks.polygon(*drops[::2]), "#fff6e0", 0.95)
    easel.light(marks.polygon(*drops[1::2]), "#ffcf8a", 0.7)
    places.bokeh(easel, 24, 60, x=(330, 750), y=(20, 470), radius=(5, 22), colours=GOLD, strength=0.5)


def _tables(easel: Easel) -> None:
    """Put guests and candles in front, dark and out of focus."""
    chance = np.random.default_rng(25)
    heads = marks.empty()
    for row, (y, size) in enumerate(((1560, 34), (1680, 52), (1850, 84))):
        for x in np.arange(-20 + 40 * row, 1120, size * 2.6):
            px = x + chance.uniform(-14, 14)
            if abs(px - 540) < 120 + 40 * row:
                continue
            head = marks.ellipse(px, y, size * 0.42, size * 0.55)
            trunk = marks.ellipse(px, y + size * 1.45, size * 0.9, size * 1.1)
            heads = np.maximum(heads, np.maximum(head, trunk))
    heads = marks.blur(heads, 3)
    easel.paint(heads, gradient((1500, "#3a0a12"), (1900, "#120306")))
    easel.light(marks.rim(heads, 0, 5, 2), "#ffb070", 0.85)
    places.bokeh(easel, 26, 46, x=(0, 1080), y=(1520, 1900), radius=(7, 30), colours=GOLD, strength=0.75)


def wine() -> Easel:
    """Red wine running over white linen towards an orchid."""
    easel = Easel(gradient((0, "#1a0308"), (520, "#6a0f1c"), (860, "#a8321f"), (1000, "#4a0c14")))
    places.bokeh(easel, 27, 70, x=(0, 1080), y=(60, 900), radius=(18, 96), colours=GOLD, strength=0.42)
    places.bokeh(easel, 28, 40, x=(0, 1080), y=(500, 920), radius=(8, 34), colours=GOLD, strength=0.7)
    _linen(easel)
    easel.daub(3)
    _goblet(easel)
    _spill(easel)
    tint = props.Bloom(bright="#fffaf4", mid="#f2d3c8", deep="#a8424e", heart="#a8123c", gold="#ffcf6a")
    move = place(900, 1130, 1.0)
    props.spray(
        easel,
        "260,60! 120,10 0,40 -120,120",
        move,
        [(0.22, 120, 40, 0.8), (0.55, 30, 10, 1)],
        tint,
        wood="#2a1a10",
        thick=14,
    )
    props.bloom(easel, 770, 1330, 270, tint, turn=-14)
    _soak(easel)
    easel.bloom(0.4, 0.6, 46)
    easel.finish(22, shadows="#0a0204")
    return easel


def _linen(easel: Easel) -> None:
    cloth = marks.polygon([(0, 940), (1080, 880), (1080, 1920), (0, 1920)])
    easel.paint(cloth, gradient((900, "#d98a5c"), (1050, "#f6dcc0"), (1500, "#e2b394"), (1920, "#7c4034")))
    fold = marks.noise(29, 900, 150, 3)
    easel.shade(cloth * np.clip(fold, 0, 1), 0.30, "#7a2c28")
    easel.light(cloth * np.clip(-fold, 0, 1), "#fff6e8", 0.30)


POOL = (
    "452,1226! 520,1218 590,1252 640,1310 680,1390 740,1450 770,1530 740,1590 690,1580 650,1620 660,1680 "
    "616,1712 560,1668 500,1640 420,1650 380,1700 396,1780 350,1824 290,1790 270,1710 210,1660 130,1650 "
    "80,1590 100,1520 190,1480 250,1420 330,1390 400,1340 420,1280"
)
GLEAMS = (
    "140,1570 210,1520 300,1480",
    "300,1450 400,1400 450,1350",
    "480,1270 540,1260 590,1300",
    "330,1770 310,1740 330,1690",
)


def _spill(easel: Easel) -> None:
    beads = ("500,1760 532,1774 536,1804 504,1814 480,1792", "800,1690 822,1700 820,1720 798,1722 788,1706")
    pool = marks.polygon(curve(POOL), *(curve(bead) for bead in beads))
    soak = marks.blur(pool, 16)
    easel.shade(np.clip(soak * 1.3, 0, 1), 0.75, "#a01830")
    easel.paint(pool, gradient((1220, "#8e1026"), (1500, "#5c0616"), (1780, "#7a0c20")), 0.94)
    easel.shade(marks.rim(pool, -4, -14, 8), 0.6, "#200006")
    easel.light(marks.rim(pool, 3, 9, 3), "#ff8f7a", 0.75)
    for gleam in GLEAMS:
        shine = marks.ribbon(curve(gleam, closed=False), 2, 2, swell=20)
        easel.light(pool * marks.blur(shine, 2), "#ffd8b8", 0.9)


def _goblet(easel: Easel) -> None:
    """Paint the glass on its side: mouth towards the pool, wine still in the lower curve."""
    move = place(236, 1140, 1.42, turn=17)
    bowl = marks.polygon(
        curve("176,-96! 60,-128 -60,-112 -140,-56 -168,0 -140,56 -60,112 60,128 176,96! 192,0", move)
    )
    stem = marks.ribbon([move((-160, 0)), move((-420, 4))], 26, 20)
    easel.shade(marks.blur(marks.shift(bowl, 6, 56), 30), 0.5, "#5c1418")
    easel.shade(bowl, 0.30, "#7a2a28")
    easel.light(bowl, "#ffe2c8", 0.10)
    held = marks.polygon(curve("184,60! 176,96! 60,128 -60,112 -120,74! 0,66 100,44!", move))
    easel.paint(held, gradient((1100, "#b01830"), (1340, "#4a0410")), 0.94)
    mouth = marks.ellipse(*move((178, 0)), 38, 138, turn=17)
    easel.light(np.clip(mouth - marks.ellipse(*move((178, 0)), 30, 129, turn=17), 0, 1), "#fff2e0", 0.95)
    easel.light(mouth, "#ffd9c0", 0.10)
    for part in (bowl, stem):
        easel.light(marks.rim(part, 3, 9, 3), "#fff4e4", 0.9)
        easel.light(marks.rim(part, -3, -7, 3), "#ffb884", 0.75)
    for line in ("-110,-56 -30,-96 90,-104", "-96,-30 -60,-58 -20,-72"):
        easel.light(
            marks.blur(marks.ribbon(curve(line, move, closed=False), 3, 3, swell=16), 2), "#ffffff", 0.95
        )


def _soak(easel: Easel) -> None:
    """Let the wine climb the lower petals."""
    edge = marks.noise(32, 60, 120, 4) * 46
    rise = marks.smooth((marks.rows() + edge - 1430) / 80) * np.exp(
        -((np.hypot(marks.columns() - 710, marks.rows() - 1540) / 200) ** 2)
    )
    easel.shade(rise.astype(np.float32), 0.92, "#b01432")
