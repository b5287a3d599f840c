"""The panels of the arrival: teal rain, and one amber light that is a trap."""

from __future__ import annotations

import numpy as np

from . import figures, marks, places, props
from .easel import Easel, gradient
from .marks import curve, place

FRAME = (
    (0, 0, 1080, 180),
    (0, 330, 1080, 352),
    (0, 0, 60, 1440),
    (1020, 0, 1080, 1440),
    (236, 180, 262, 1440),
    (818, 180, 844, 1440),
    (0, 1404, 1080, 1440),
    (262, 352, 282, 1404),
    (798, 352, 818, 1404),
)


def glass() -> Easel:
    """Mei outside the tall doors, seen from the wet black floor of the lobby."""
    easel = Easel(
        gradient((0, "#020b10"), (460, "#07262f"), (950, "#1d6670"), (1250, "#7cc6bb"), (1420, "#2f7276"))
    )
    _street(easel)
    _mei(easel)
    easel.paint(marks.box(0, 1440, 1080, 1920), gradient((1440, "#04090b"), (1920, "#020506")))
    _doors(easel)
    easel.daub(4)
    _weather(easel)
    easel.mirror(1440, depth=0.62, ripple=22, seed=5, fade=330)
    _lamp(easel)
    _orchid(easel)
    easel.bloom(0.5, 0.5, 46)
    easel.finish(11, shadows="#02080b")
    return easel


def _street(easel: Easel) -> None:
    far = places.skyline(3, base=1330, height=(260, 980), width=(70, 150))
    easel.paint(far, gradient((300, "#082a33"), (1250, "#4f9a9a")))
    easel.light(places.windows(4, far, share=0.26), "#ffd9a0", 0.9)
    near = places.skyline(9, base=1400, height=(160, 560), width=(90, 190))
    easel.paint(near, gradient((700, "#0a2a33"), (1380, "#2c6a70")), 0.9)
    easel.light(places.windows(10, near, share=0.26), "#ffcf8a", 0.9)
    easel.soften(5)
    cold = ["#d8fff4", "#7fe0dc", "#ffffff"]
    warm = ["#ffb45a", "#ff7a3c", "#ff4d3d"]
    places.bokeh(easel, 21, 34, x=(0, 1080), y=(700, 1330), radius=(10, 62), colours=cold, strength=0.26)
    places.bokeh(easel, 22, 34, x=(0, 1080), y=(760, 1340), radius=(10, 54), colours=warm, strength=1.0)
    for x in (385, 700):
        places.glow(easel, x, 1262, 120, "#ffffff", 1.0)
        places.glow(easel, x, 1262, 460, "#dffff6", 0.75, flat=1.6)
        easel.light(
            np.exp(-(((marks.rows() - 1262) / 5) ** 2) - np.abs(marks.columns() - x) / 260), "#c9fff4", 0.5
        )


def _weather(easel: Easel) -> None:
    panes = marks.box(60, 180, 1020, 1404) * (1 - places.bars(*FRAME))
    easel.light(panes * places.rain(31, 700, length=(50, 190), width=(1.4, 3.0)), "#c8fff6", 0.26)
    easel.light(places.trickles(33, 110, x=(60, 1020), y=(190, 1250)) * panes, "#e6fff8", 0.38)
    easel.light(places.beads(34, 900, x=(60, 1020), y=(190, 1400), radius=(1.0, 4)) * panes, "#dffff6", 0.26)


def _lamp(easel: Easel) -> None:
    """Lay the lamp behind us on the floor, and on the door handles."""
    floor = marks.ramp(1438, 1446)
    spread = 50 + (marks.rows() - 1440) * 0.34
    path = np.exp(-(((marks.columns() - 190) / spread) ** 2)).astype(np.float32)
    broken = np.clip(0.55 + marks.noise(71, 300, 10, 3), 0, 1)
    easel.light(floor * path * broken, "#ff8f2e", 0.8)
    places.glow(easel, 190, 1990, 460, "#ff8a2a", 0.5)


def _mei(easel: Easel) -> None:
    parts = figures.cut(figures.MEI_STANDING, place(540, 1436, 0.93))
    body = np.clip(sum(parts.values()), 0, 1)
    easel.light(marks.blur(body, 46) * (1 - body), "#cffff2", 0.34)
    easel.paint(body, gradient((560, "#0b1a20"), (1436, "#10262c")))
    easel.light(marks.rim(body, 7, 2, 2), "#e6fff8", 0.95)
    easel.light(marks.rim(body, 26, 6, 14), "#4fc4c4", 0.40)
    easel.light(marks.rim(body, -4, 2, 2), "#9fe8e0", 0.55)
    easel.light(marks.rim(parts["hair"], 2, 6, 3), "#e6fff8", 0.6)
    easel.shade(parts["belt"], 0.5)
    splash = marks.blur(marks.rim(body, 0, 6, 3), 3) * marks.noise(40, 14, 8, 2).clip(0, 1)
    easel.light(splash, "#ffffff", 0.9)


def _doors(easel: Easel) -> None:
    frame = places.bars(*FRAME)
    easel.shade(marks.blur(frame, 12) * (1 - frame), 0.4)
    easel.paint(frame, gradient((0, "#060c0f"), (1440, "#0a1519")))
    easel.light(marks.rim(frame, -3, 0, 2), "#ff9d45", 0.65)
    easel.light(marks.rim(frame, 3, 0, 2), "#5fd0cf", 0.35)
    for x in (302, 770):
        handle = places.bars((x, 820, x + 10, 1180), (x - 20, 850, x + 10, 858), (x - 20, 1142, x + 10, 1150))
        easel.paint(handle, "#2a1a0c")
        easel.light(marks.rim(handle, -3, 0, 2), "#ffc070", 0.9)


def _orchid(easel: Easel) -> None:
    tint = props.Bloom(bright="#ffe6cf", mid="#d79a72", deep="#3c2a2c", heart="#c22a5c", gold="#ffc45a")
    move = place(1010, 2120, 1.22)
    blooms = [
        (0.40, 128, -24, 0.8),
        (0.57, 138, 8, 0.95),
        (0.73, 116, -12, 0.86),
        (0.88, 78, -34, 0.7),
        (0.985, 26, 30, 1),
    ]
    props.spray(
        easel,
        "40,0 20,-200 -30,-380 -130,-520 -270,-590 -400,-580",
        move,
        blooms,
        tint,
        wood="#0c1511",
        thick=14,
    )


def lift() -> Easel:
    """The lift doors closing on a blade of amber light, and Mei inside it."""
    easel = Easel(gradient((0, "#03080a"), (900, "#0a2026"), (1500, "#061216")))
    _wall(easel)
    _car(easel)
    _leaves(easel)
    easel.daub(3)
    easel.paint(marks.box(0, 1500, 1080, 1920), gradient((1500, "#04080a"), (1920, "#010304")))
    easel.mirror(1500, depth=0.8, ripple=14, seed=8, fade=300)
    _blade(easel)
    easel.bloom(0.55, 0.5, 50)
    easel.finish(17, shadows="#020608")
    return easel


def _wall(easel: Easel) -> None:
    props.marble(easel, marks.box(0, 0, 1080, 1500), 45, base="#12303a", vein="#8fd8d4", strength=0.22)
    side = marks.smooth(np.abs(marks.columns() - 540) / 540)
    easel.shade(side, 0.55)
    portal = places.bars((170, 330, 910, 1500)) - places.bars((214, 374, 866, 1500))
    easel.paint(portal, gradient((330, "#6a4420"), (900, "#2c1a0c"), (1500, "#4a2c12")))
    easel.light(marks.rim(portal, -4, 4, 2), "#ffc27a", 0.6)
    dial = np.clip(marks.ellipse(540, 332, 150, 150) - marks.ellipse(540, 332, 138, 138), 0, 1) * marks.ramp(
        331, 326
    )
    easel.paint(dial, "#c98a42")
    for step in range(9):
        angle = np.pi * (0.06 + 0.11 * step)
        tick = [(540 - np.cos(angle) * r, 326 - np.sin(angle) * r) for r in (104, 130)]
        easel.paint(marks.polyline(tick, 5), "#e8b468" if step != 7 else "#fff2d0")
    easel.paint(marks.ribbon([(540, 328), (630, 246)], 9, 2), "#ffd28a")
    places.glow(easel, 540, 300, 260, "#ff9a3c", 0.35)


def _car(easel: Easel) -> None:
    """Paint the lit inside of the lift, seen through the gap, and the figure that stands in it."""
    inside = marks.box(214, 374, 866, 1500)
    easel.paint(inside, gradient((374, "#ffe3a4"), (760, "#f2a544"), (1250, "#b5601c"), (1500, "#6a3210")))
    places.glow(easel, 540, 470, 420, "#fff6dc", 0.8)
    parts = figures.cut(figures.MEI_STANDING, place(540, 1496, 0.98))
    body = np.clip(sum(parts.values()), 0, 1)
    easel.paint(body, gradient((520, "#150b08"), (1496, "#24120a")))
    lapel = marks.polygon(curve("488,684! 540,900! 592,684! 560,676 520,676"))
    easel.paint(lapel, "#3a1f10", 0.8)
    easel.paint(marks.polygon(curve("512,612! 568,612! 566,654 540,676 514,654")), "#7a4424")
    easel.light(marks.rim(body, 5, 4, 3), "#ffe2a8", 0.8)
    easel.light(marks.rim(body, -5, 4, 3), "#ffd08a", 0.6)


def _leaves(easel: Easel) -> None:
    """Paint the two bronze leaves, engraved with rays that rise from the gap."""
    for left, right, inner in ((214, 468, 468), (612, 866, 612)):
        leaf = marks.box(left, 374, right, 1500)
        easel.paint(leaf, gradient((374, "#4a2f18"), (800, "#22150b"), (1500, "#35200f")))
        near = np.exp(-np.abs(marks.columns() - inner) / 60).astype(np.float32)
        easel.light(leaf * near, "#ff9f40", 0.35)
        rays = []
        for step in range(9):
            away = left if inner == right else right
            rays.append(marks.ribbon_outline([(inner, 1500 - step * 40), (away, 1330 - step * 118)], 3, 5))
        easel.light(leaf * marks.polygon(*rays), "#ffc070", 0.42)
        edge = (
            marks.box(min(inner, inner + 10), 374, max(inner, inner + 10), 1500)
            if inner == left
            else marks.box(inner - 10, 374, inner, 1500)
        )
        easel.light(edge, "#ffd9a0", 0.8)
        tint = props.Bloom(bright="#c9873e", mid="#8a5524", deep="#3a200c", heart="#6a3a14", gold="#ffcf8a")
        props.bloom(easel, (left + right) / 2, 900, 92, tint)


def _blade(easel: Easel) -> None:
    """Let the light of the gap fall out on the floor towards us."""
    fan = marks.polygon([(468, 1500), (612, 1500), (900, 1920), (180, 1920)])
    shadow = marks.polygon([(505, 1500), (575, 1500), (700, 1920), (380, 1920)])
    easel.light(
        marks.blur(fan, 14) * marks.ramp(1496, 1504) * (1 - 0.85 * marks.blur(shadow, 10)), "#ff9d3c", 0.42
    )
    places.glow(easel, 540, 900, 700, "#ff9a3c", 0.22, flat=0.6)
