"""The pictures of the cast that are sent as references: one face each, one strong light, no background."""

from __future__ import annotations

import numpy as np

from . import figures, marks, places
from .easel import Easel, gradient
from .marks import Mask, curve, place

Parts = dict[str, Mask]


def _cloth(easel: Easel, mask: Mask, light: str, dark: str, seed: int, *, from_left: bool = True) -> None:
    """Paint cloth that turns from the light into the dark, woven a little."""
    across = marks.columns() + 0.25 * marks.rows()
    stops = ((150.0, light), (1250.0, dark)) if from_left else ((250.0, dark), (1350.0, light))
    easel.paint(mask, gradient(*stops, along=across))
    easel.shade(mask * np.clip(marks.noise(seed, 7, 7, 2), 0, 1), 0.16)


def _strands(
    easel: Easel, mask: Mask, lines: tuple[str, ...], move: marks.Transform, colour: str, strength: float
) -> None:
    """Lay sheen on hair along its fall."""
    sheen = marks.empty()
    for line in lines:
        sheen = np.maximum(sheen, marks.ribbon(curve(line, move, closed=False), 2, 2, swell=26))
    streaks = np.clip(0.72 + 0.6 * marks.noise(97, 9, 500, 3), 0, 1)
    easel.light(marks.blur(sheen, 7) * mask * streaks, colour, strength)


def _face(easel: Easel, parts: Parts, skin: tuple[str, str, str], lips: str) -> None:
    """Paint a face in two planes, light and shadow, its features as shapes of shade."""
    lit, half, dark = skin
    easel.paint(parts["face"], gradient((480, half), (760, lit), (1100, half)))
    shadow = parts["shadow"] * parts["face"]
    easel.paint(shadow, dark, 0.94)
    easel.light(marks.blur(shadow, 30) * shadow * marks.ramp(800, 1150), half, 0.22)
    easel.paint(parts["brows"], "#120d10")
    easel.paint(parts["lips"], lips)
    easel.shade(parts["lips"] * shadow, 0.55)
    easel.light(marks.rim(parts["lips"], 0, -8, 4) * (1 - shadow), "#ffd0c0", 0.30)


def eyes(
    easel: Easel,
    parts: Parts,
    move: marks.Transform,
    irises: tuple[marks.Point, ...],
    colour: str,
    radius: float,
) -> None:
    """Paint eyes that look out of shade: a dim white, an iris under the lid, a lash line, a spark."""
    shape = parts["eyes"]
    dim = parts["shadow"] * parts["face"] * 0.62
    easel.paint(shape, "#cdbfb8")
    easel.shade(shape * dim, 1.0, "#2a2028")
    for point in irises:
        x, y = move(point)
        iris = marks.ellipse(x, y, radius, radius) * shape
        easel.paint(iris, colour)
        easel.paint(marks.ellipse(x, y, radius * 0.5, radius * 0.5) * shape, "#050405")
        easel.light(
            marks.ellipse(x - radius * 0.35, y - radius * 0.3, radius * 0.22, radius * 0.24, soft=0.5),
            "#ffffff",
            0.95,
        )
    easel.shade(marks.rim(shape, 0, 13, 5), 0.75, "#1c1214")
    lash = np.clip(marks.shift(shape, 0, -7) - shape, 0, 1) + np.clip(shape - marks.shift(shape, 0, 4), 0, 1)
    easel.paint(np.clip(lash, 0, 1), "#0c080a")


def _backdrop(top: str, low: str, glow: str, x: float) -> Easel:
    easel = Easel(gradient((0, top), (1920, low)))
    places.glow(easel, x, 760, 820, glow, 0.55)
    easel.brush(95, across=500, down=60, strength=0.14)
    return easel


def mei_front() -> Easel:
    easel = _backdrop("#0b2a33", "#041116", "#4fb3b0", 300)
    move = place(540, 1180, 1.72)
    parts = figures.cut(figures.MEI_FRONT_BUST, move)
    _cloth(easel, parts["coat"], "#6c7c82", "#141d22", 96)
    easel.paint(parts["neck"], gradient((900, "#8a5f4c"), (1100, "#b98a6c")))
    easel.shade(marks.blur(parts["face"], 24) * parts["neck"], 0.6, "#4a2a24")
    _cloth(easel, parts["collar"], "#8a9a9e", "#1c272c", 98)
    easel.shade(marks.rim(parts["collar"], -6, -10, 6), 0.5)
    _face(easel, parts, ("#f2cfae", "#d2a482", "#4b3038"), "#9c2236")
    easel.shade(marks.blur(marks.shift(parts["hair"], 0, 26), 16) * parts["face"], 0.6, "#3a2226")
    eyes(easel, parts, move, ((-64, -257), (64, -257)), "#2a1810", 22)
    easel.paint(parts["hair"], gradient((380, "#15181e"), (1000, "#07090c")))
    _strands(
        easel,
        parts["hair"],
        ("-120,-330 -60,-400 40,-410 110,-370", "-150,-260 -158,-200 -160,-130"),
        move,
        "#9fd8dc",
        0.85,
    )
    whole = np.clip(sum(parts.values()), 0, 1)
    easel.light(marks.rim(whole, 9, 4, 4), "#b8fff4", 0.8)
    easel.light(marks.rim(whole, -8, 3, 4), "#ff9a50", 0.75)
    easel.light(places.rain(99, 160, length=(30, 110), width=(1.0, 2.2)), "#c8fff6", 0.16)
    easel.bloom(0.3, 0.6, 40)
    easel.finish(51, shadows="#03080a")
    return easel


def mei_profile() -> Easel:
    easel = _backdrop("#3a1c0c", "#0a0503", "#ff9a3c", 260)
    move = place(560, 1180, 1.72)
    parts = figures.cut(figures.PROFILE_BUST, move)
    _cloth(easel, parts["coat"], "#5c5a58", "#0e1013", 101)
    easel.paint(parts["neck"], gradient((920, "#5c3426"), (1150, "#8a5638")))
    _cloth(easel, parts["collar"], "#8a8278", "#15181b", 102)
    easel.paint(
        parts["face"],
        gradient((250.0, "#ffdcae"), (420.0, "#dca070"), (620.0, "#5c3024"), along=marks.columns()),
    )
    easel.shade(marks.rim(parts["face"], 0, -26, 26), 0.45, "#4a2218")
    eye = marks.polygon(curve("-138,-262! -120,-272 -98,-262! -112,-252 -128,-252", move))
    brow = marks.polygon(curve("-148,-300! -112,-308 -84,-294! -112,-298", move))
    easel.paint(np.clip(eye + brow, 0, 1), "#180c0a")
    easel.paint(
        marks.polygon(curve("-172,-152! -150,-150 -128,-138! -148,-126 -168,-124! -158,-138", move)),
        "#9a2430",
        0.9,
    )
    easel.shade(marks.blur(marks.shift(parts["hair"], -22, 16), 14) * parts["face"], 0.5, "#3a1810")
    easel.paint(parts["hair"], gradient((380, "#1a1412"), (1000, "#080606")))
    _strands(
        easel,
        parts["hair"],
        ("-120,-360 -60,-406 40,-400 110,-340", "-40,-300 -20,-200 -34,-110"),
        move,
        "#ffb870",
        0.8,
    )
    whole = np.clip(sum(parts.values()), 0, 1)
    easel.light(marks.rim(whole, 8, 4, 3), "#fff0d0", 0.95)
    easel.light(marks.rim(whole, 34, 8, 20), "#ff9a40", 0.35)
    easel.light(marks.rim(whole, -6, 3, 4), "#5c8a94", 0.45)
    easel.bloom(0.35, 0.6, 40)
    easel.finish(52, shadows="#080403")
    return easel


def mei_gala() -> Easel:
    easel = _backdrop("#4a0a16", "#120206", "#ff7a4a", 760)
    _candles(easel, 104, 40, strength=0.22)
    move = place(560, 1150, 1.66)
    parts = figures.cut(figures.GALA_BACK_BUST, move)
    _bare_back(easel, parts, move)
    easel.paint(parts["gown"], gradient((1300, "#1a0c10"), (1920, "#050204")))
    easel.light(marks.rim(parts["gown"], -6, 8, 4), "#ff9a7a", 0.7)
    easel.paint(np.clip(parts["hair"] + parts["wisp"], 0, 1), gradient((380, "#1c0e0e"), (900, "#070405")))
    sweep = ("-90,-350 0,-400 90,-370", "64,-400 110,-420 150,-390", "20,-230 70,-200 110,-240")
    _strands(easel, parts["hair"], sweep, move, "#ffb48a", 0.9)
    x, y = move((4, -190))
    jewel = marks.polygon([(x - 5, y), (x + 5, y), (x + 9, y + 60), (x, y + 78), (x - 9, y + 60)])
    easel.light(jewel, "#fff0d4", 1.0)
    whole = np.clip(sum(parts.values()), 0, 1)
    easel.light(marks.rim(whole, -9, 5, 4), "#ffdcb0", 0.9)
    easel.light(marks.rim(whole, 7, 4, 4), "#e0304a", 0.55)
    easel.bloom(0.35, 0.6, 40)
    easel.finish(53, shadows="#0a0204")
    return easel


def _candles(easel: Easel, seed: int, count: int, *, strength: float) -> None:
    warm = ["#ffcf7a", "#ffe6b8", "#ff9a4a", "#ff5a3c"]
    places.bokeh(
        easel, seed, count, x=(0, 1080), y=(100, 1300), radius=(14, 76), colours=warm, strength=strength
    )


def _crease(line: str, move: marks.Transform, swell: float, soft: float) -> Mask:
    """Cover a soft hollow or fold along a line."""
    return marks.blur(marks.ribbon(curve(line, move, closed=False), 4, 4, swell=swell), soft)


def _bare_back(easel: Easel, parts: Parts, move: marks.Transform) -> None:
    """Paint nape, shoulders and spine, lit from the right."""
    warm = marks.columns() - 0.1 * marks.rows()
    skin = gradient((150.0, "#4a1c1c"), (480.0, "#b8765a"), (760.0, "#ffd9b4"), along=warm)
    for name in ("skin", "cheek"):
        easel.paint(parts[name], skin)
    easel.shade(_crease("0,20 -6,200 4,440", move, 22, 10) * parts["skin"], 0.40, "#5a2420")
    for blade in ("-120,120 -90,230 -130,330", "120,120 92,230 130,330"):
        easel.shade(_crease(blade, move, 40, 14) * parts["skin"], 0.28, "#5a2420")
    easel.shade(marks.blur(marks.shift(parts["hair"], 0, 40), 24) * parts["skin"], 0.6, "#3a1214")
    easel.paint(parts["ear"], "#c98a6a")
    easel.shade(marks.rim(parts["ear"], 4, 4, 4), 0.5, "#4a1c1c")


def adrian() -> Easel:
    easel = _backdrop("#2a1a10", "#080503", "#c8782c", 300)
    move = place(540, 1190, 1.70)
    parts = figures.cut(figures.ADRIAN_BUST, move)
    _suit(easel, parts, move)
    easel.paint(parts["ears"], "#9a6a4c")
    _face(easel, parts, ("#e8bd94", "#b9855f", "#2c1a18"), "#8a4c40")
    eyes(easel, parts, move, ((-60, -256), (62, -256)), "#33241a", 20)
    stubble = parts["face"] * marks.ramp(930, 1060) * np.clip(0.6 + marks.noise(107, 3, 3, 1), 0, 1)
    easel.shade(stubble, 0.26, "#3a2820")
    easel.paint(parts["hair"], gradient((360, "#1f1a18"), (800, "#0a0808")))
    sweep = (
        "-110,-330 -60,-420 40,-452 120,-410",
        "-90,-330 -20,-400 60,-420 130,-360",
        "-60,-370 10,-420 90,-440",
    )
    _strands(easel, parts["hair"], sweep, move, "#ffb870", 0.7)
    whole = np.clip(sum(parts.values()), 0, 1)
    easel.light(marks.rim(whole, 8, 4, 4), "#ffd29a", 0.85)
    easel.light(marks.rim(whole, -6, 3, 4), "#5c8a94", 0.6)
    easel.bloom(0.3, 0.6, 40)
    easel.finish(54, shadows="#070403")
    return easel


def _suit(easel: Easel, parts: Parts, move: marks.Transform) -> None:
    """Paint linen, neck, tie, waistcoat and coat, one over the other."""
    under = marks.polygon(curve("-170,40! 170,40! 260,700! -260,700!", move))
    linen = gradient((250.0, "#fff2dc"), (640.0, "#7a6a5c"), along=marks.columns())
    easel.paint(under, linen)
    easel.paint(parts["neck"], gradient((900, "#6a4434"), (1150, "#a87656")))
    easel.shade(marks.blur(parts["face"], 26) * parts["neck"], 0.65, "#3a2018")
    easel.paint(parts["shirt"], linen)
    easel.paint(parts["tie"], gradient((1350, "#5c1420"), (1920, "#22070c")))
    easel.light(marks.rim(parts["tie"], 5, 2, 3), "#ff8a7a", 0.5)
    _cloth(easel, parts["vest"], "#33383e", "#0c0e10", 105)
    easel.light(marks.rim(parts["vest"], 2, 6, 2), "#c98a50", 0.5)
    for button in (470, 540, 610):
        easel.paint(marks.ellipse(*move((0, button)), 9, 9), "#0a0a0c")
    easel.shade(marks.blur(parts["coat"], 16) * (1 - parts["coat"]) * under, 0.5)
    _cloth(easel, parts["coat"], "#4a4e54", "#0a0c0f", 106)
    easel.light(marks.rim(parts["coat"], 3, 5, 2), "#c98a50", 0.55)


def vivian() -> Easel:
    easel = _backdrop("#5c0c18", "#140206", "#ffb05a", 780)
    _candles(easel, 108, 46, strength=0.20)
    move = place(540, 1160, 1.66)
    parts = figures.cut(figures.VIVIAN_BUST, move)
    easel.paint(parts["back"], gradient((400, "#4a1710"), (1400, "#1f0806")))
    _bare_shoulders(easel, parts, move)
    _face(easel, parts, ("#ffdcbc", "#e0a884", "#5c2a2c"), "#c0142c")
    eyes(easel, parts, move, ((66, -252), (-58, -252)), "#2c4a34", 22)
    easel.shade(marks.blur(marks.shift(parts["hair"], 14, 24), 18) * parts["face"], 0.5, "#5a2420")
    _satin(easel, parts["gown"], move)
    easel.paint(parts["hair"], gradient((380, "#7c3018"), (900, "#4a1a0e"), (1350, "#2c0e08")))
    _strands(easel, parts["hair"], WAVES, move, "#ffa45c", 0.95)
    easel.light(marks.ellipse(*move((126, -150)), 9, 12, soft=0.4), "#fff2dc", 1.0)
    whole = np.clip(sum(parts.values()), 0, 1)
    easel.light(marks.rim(whole, -9, 5, 4), "#ffe0ac", 0.85)
    easel.light(marks.rim(whole, 7, 4, 4), "#ff3a4a", 0.45)
    easel.bloom(0.35, 0.6, 40)
    easel.finish(55, shadows="#0a0204")
    return easel


WAVES = (
    "-60,-440 -120,-380 -160,-300 -150,-200 -180,-100 -160,0",
    "60,-420 130,-350 140,-260 160,-180 150,-100 170,-20",
    "10,-410 -50,-330 -110,-250",
    "90,-430 150,-340 150,-250",
    "-170,-100 -160,-30 -170,40",
)
FOLDS = (
    "-260,180 -170,330 -150,520",
    "-120,280 -60,420 -70,600",
    "0,340 20,480 0,640",
    "120,280 90,420 110,600",
    "250,190 200,330 190,520",
    "-300,300 -250,420 -240,560",
    "300,320 270,430 280,560",
)


def _bare_shoulders(easel: Easel, parts: Parts, move: marks.Transform) -> None:
    warm = marks.columns() - 0.1 * marks.rows()
    skin = gradient((200.0, "#7a4030"), (560.0, "#dca07c"), (800.0, "#ffdcb8"), along=warm)
    easel.paint(parts["skin"], skin)
    easel.shade(marks.blur(marks.shift(parts["face"], -10, 40), 26) * parts["skin"], 0.6, "#5a2420")
    for bone in ("-40,20 -130,60 -230,64", "40,20 130,60 230,64"):
        easel.shade(_crease(bone, move, 14, 7) * parts["skin"], 0.35, "#6a2c24")


def _satin(easel: Easel, gown: Mask, move: marks.Transform) -> None:
    easel.paint(gown, gradient((1400, "#c01a34"), (1920, "#4a0612")))
    for fold in FOLDS:
        satin = _crease(fold, move, 34, 12)
        easel.light(gown * satin, "#ff8a8a", 0.42)
        easel.shade(gown * marks.shift(satin, 46, 10), 0.45, "#4a0612")
    easel.light(marks.rim(gown, -4, 7, 4), "#ffc0b0", 0.8)
