"""The panels of the offer: one lamp, one sheet of marble, and a name that was there before the pen."""

from __future__ import annotations

import numpy as np

from . import figures, hands, marks, places, props
from .easel import Easel, gradient
from .marks import Mask, curve, place

INK = "#161c3e"
HERS = hands.Skin(light="#f2cfae", mid="#cf9a78", dark="#5a342c", glow="#fff0d4")


def desk() -> Easel:
    """The office at night: Adrian at the window, the lamp, the contract waiting on marble."""
    easel = Easel(gradient((0, "#0a1013"), (700, "#1c2f38"), (1050, "#4b5a55"), (1200, "#2b2418")))
    _city(easel)
    _window_frame(easel)
    man = _adrian(easel)
    _room(easel)
    easel.daub(4)
    easel.light(
        places.trickles(15, 70, x=(150, 930), y=(120, 1000)) * marks.box(150, 120, 930, 1110) * (1 - man),
        "#ffe2b8",
        0.30,
    )
    _table(easel)
    _lamp(easel)
    easel.bloom(0.5, 0.5, 50)
    easel.finish(12, shadows="#080503")
    return easel


def _city(easel: Easel) -> None:
    far = places.skyline(51, base=1250, height=(250, 900), width=(60, 140))
    easel.paint(far, gradient((300, "#16262e"), (1200, "#46504a")))
    easel.light(places.windows(52, far, share=0.22), "#ffc477", 0.8)
    near = places.skyline(54, base=1250, height=(120, 480), width=(80, 170))
    easel.paint(near, gradient((750, "#0d171b"), (1250, "#1d2421")))
    easel.light(places.windows(55, near, share=0.26), "#ffb45c", 0.9)
    easel.soften(4)
    places.bokeh(
        easel,
        56,
        60,
        x=(140, 940),
        y=(720, 1180),
        radius=(8, 34),
        colours=["#ffb04a", "#ff7a30", "#ffe0a8", "#8fd0d0"],
        strength=0.5,
    )


def _window_frame(easel: Easel) -> None:
    frame = places.bars(
        (0, 0, 150, 1260),
        (930, 0, 1080, 1260),
        (0, 0, 1080, 110),
        (398, 0, 416, 1200),
        (664, 0, 682, 1200),
        (150, 430, 930, 444),
        (0, 1110, 1080, 1290),
    )
    easel.paint(frame, gradient((0, "#0a0806"), (900, "#1b110a"), (1290, "#24160b")))
    easel.light(marks.rim(frame, -3, -3, 2), "#ff9d45", 0.35)
    for left in (0, 930):
        curtain = marks.box(left, 0, left + 150, 1270)
        folds = (0.5 + 0.5 * np.sin(marks.columns() / 9.5 + marks.noise(57, 200, 700, 2))).astype(np.float32)
        easel.light(curtain * folds * marks.ramp(100, 1250), "#8a4a1c", 0.5)


def _adrian(easel: Easel) -> Mask:
    """Paint him from behind, the lamp on his right side; gives where he stands."""
    parts = figures.cut(figures.ADRIAN_STANDING, place(420, 1330, 0.98))
    body = np.clip(sum(parts.values()), 0, 1)
    easel.paint(body, gradient((380, "#07090b"), (1100, "#120d0a")))
    easel.paint(parts["collar"], "#8a6238")
    easel.light(marks.rim(body, 7, 2, 4), "#8fb4b4", 0.40)
    easel.light(marks.rim(body, -9, 3, 4), "#ffa550", 0.95)
    easel.light(marks.rim(body, -30, 4, 18), "#c8691c", 0.35)
    vent = marks.polyline([(421, 720), (422, 900)], 3)
    easel.light(vent, "#8a4a1c", 0.5)
    return body


def _room(easel: Easel) -> None:
    shelf = marks.box(0, 1180, 1080, 1420)
    easel.paint(shelf, gradient((1180, "#1c1108"), (1420, "#0c0704")))
    places.glow(easel, 800, 1180, 620, "#ff9a3a", 0.55)


def _table(easel: Easel) -> None:
    top = marks.polygon([(0, 1392), (1080, 1340), (1080, 1920), (0, 1920)])
    props.marble(easel, top, 71, base="#3a2a1e", vein="#ffdcae", strength=0.3)
    easel.shade(
        top * (1 - np.exp(-((np.hypot((marks.columns() - 700) / 520, (marks.rows() - 1560) / 300)) ** 2))),
        0.88,
    )
    easel.light(
        top * np.exp(-((np.hypot((marks.columns() - 700) / 420, (marks.rows() - 1530) / 190)) ** 2)),
        "#ffb35c",
        0.55,
    )
    easel.light(marks.rim(top, 0, 5, 2), "#ffcf94", 0.6)
    sheet = marks.polygon([(300, 1640), (640, 1560), (860, 1660), (500, 1768)])
    easel.shade(marks.blur(marks.shift(sheet, 6, 26), 14) * (1 - sheet), 0.8)
    easel.paint(sheet, gradient((1560, "#fff0d4"), (1768, "#d9a76a")))
    fold = marks.polygon([(300, 1640), (640, 1560), (716, 1594), (374, 1684)])
    easel.paint(fold, "#fff6e2", 0.9)
    easel.shade(marks.ribbon([(374, 1684), (716, 1594)], 4, 4), 0.4, "#6a3c14")
    seal = marks.ellipse(620, 1668, 34, 24)
    easel.paint(seal, "#8e1c2a")
    easel.light(marks.rim(seal, 3, 6, 3), "#ff9d84", 0.7)
    hands.pen(easel, place(150, 1560, 0.52, turn=16))


def _lamp(easel: Easel) -> None:
    cone = marks.polygon([(730, 1150), (950, 1150), (1250, 1660), (420, 1640)])
    easel.light(marks.blur(cone, 36), "#ff9a3a", 0.22)
    stand = places.bars((832, 1130, 846, 1440))
    foot = marks.ellipse(839, 1446, 96, 24)
    shade = marks.polygon(curve("760,1020! 918,1020! 968,1160! 712,1160!"))
    for part in (stand, foot):
        easel.paint(part, "#24150a")
        easel.light(marks.rim(part, -3, 2, 2), "#ffcf8a", 0.9)
    easel.paint(shade, gradient((1020, "#8a3d10"), (1100, "#f08a2c"), (1160, "#ffe0a0")))
    easel.light(marks.ellipse(839, 1164, 130, 16, soft=0.6), "#fff4d8", 1.0)
    places.glow(easel, 839, 1150, 520, "#ff9838", 0.62)


def desk_end() -> Easel:
    """The hand, the pen and the folded contract, from above."""
    easel = Easel("#1a110b")
    _stone(easel, 81)
    _folded(easel)
    easel.daub(3)
    _pool(easel, 560, 940, 1150)
    move = place(118, 560, 1.38, turn=28)
    hands.sleeve(easel, move, cloth="#14161a", edge="#c9803a")
    hands.pen(easel, place(430, 742, 1.0, turn=33))
    hands.reaching(easel, move, hands.Skin())
    tint = props.Bloom(bright="#fff1da", mid="#dba673", deep="#5a3420", heart="#b3204c")
    props.spray(
        easel,
        "0,0! -60,-60 -140,-90 -230,-80",
        place(1090, 1830, 1.9),
        [(0.1, 190, 20, 0.95), (0.62, 168, -30, 0.85), (0.98, 30, 10, 1)],
        tint,
    )
    easel.bloom(0.35, 0.55, 50)
    easel.finish(13, shadows="#070402")
    return easel


def _stone(easel: Easel, seed: int) -> None:
    props.marble(easel, marks.box(0, 0, 1080, 1920), seed, base="#4a3626", vein="#ffe3bd", strength=0.42)


def _pool(easel: Easel, x: float, y: float, radius: float) -> None:
    """Let only a pool of lamp light stand; the rest of the sheet falls into the dark."""
    away = np.hypot(marks.columns() - x, (marks.rows() - y) * 0.8) / radius
    easel.shade((1 - np.exp(-(away**2.2))).astype(np.float32), 0.95, "#0a0402")
    easel.light(np.exp(-((away * 1.5) ** 2)).astype(np.float32), "#ff9f48", 0.22)


def _folded(easel: Easel) -> None:
    sheet = [(430, 930), (960, 1080), (800, 1640), (250, 1470)]
    mask = marks.polygon(sheet)
    easel.shade(marks.blur(marks.shift(mask, 16, 34), 26) * (1 - mask), 0.85)
    easel.paint(mask, gradient((930, "#fbe7c4"), (1640, "#d8b27c")))
    flap = marks.polygon([(430, 930), (960, 1080), (906, 1262), (372, 1108)])
    easel.shade(marks.blur(marks.shift(flap, 2, 16), 10) * mask * (1 - flap), 0.55, "#5c3210")
    easel.paint(flap, gradient((930, "#fff4dc"), (1262, "#f0d3a0")))
    easel.brush(91, across=30, down=30, strength=0.03)
    seal = marks.polygon(curve("650,1130 700,1120 742,1150 748,1200 716,1240 664,1244 628,1210 622,1160"))
    easel.shade(marks.blur(marks.shift(seal, 4, 10), 6), 0.5, "#3a1408")
    easel.paint(seal, gradient((1120, "#b02438"), (1240, "#6c0f1e")))
    easel.light(marks.rim(seal, 5, 8, 4), "#ff9a8a", 0.7)
    stamp = props.Bloom(bright="#c23a4c", mid="#9c2236", deep="#5c0c1a", heart="#7c1426", gold="#b02c40")
    props.bloom(easel, 686, 1182, 42, stamp, turn=16)


def _page(easel: Easel, corners: list[marks.Point]) -> Mask:
    mask = marks.polygon(corners)
    easel.shade(marks.blur(marks.shift(mask, 12, 26), 26) * (1 - mask), 0.85)
    easel.paint(mask, gradient((200, "#fdeecf"), (1000, "#f2d9ad"), (1900, "#c99a62")))
    fibre = marks.noise(92, 26, 26, 4)
    easel.shade(mask * np.clip(fibre, 0, 1), 0.10, "#8a5a2a")
    return mask


def _lines(
    easel: Easel, move: marks.Transform, rows: list[tuple[float, float, float]], *, thick: float = 9
) -> None:
    """Print rows of text too small to read: words are dashes of uneven length."""
    chance = np.random.default_rng(93)
    words = []
    for y, start, end in rows:
        x = start
        while x < end - 20:
            wide = min(float(chance.uniform(22, 96)), end - x)
            words.append([move(p) for p in ((x, y), (x + wide, y), (x + wide, y + thick), (x, y + thick))])
            x += wide + 16
    easel.shade(marks.polygon(*words), 0.62, "#3c2616")


def signature_closed() -> Easel:
    """The contract closed, a thumb holding it down."""
    easel = Easel("#1a110b")
    _stone(easel, 82)
    _page(easel, [(150, 330), (960, 240), (1130, 1720), (230, 1890)])
    move = place(150, 330, 1.0, turn=-6.3)
    _lines(easel, move, [(180, 180, 640), (214, 240, 580)], thick=16)
    tint = props.Bloom(bright="#c9995c", mid="#b9864a", deep="#7d5226", heart="#8e5c2a", gold="#d8aa6a")
    props.bloom(easel, 590, 660, 150, tint, turn=-6)
    _lines(easel, move, [(620 + 42 * n, 130, 700 - 40 * (n % 3)) for n in range(7)], thick=7)
    easel.daub(3)
    _pool(easel, 520, 760, 900)
    move = place(1060, 1590, 1.36, turn=214)
    hands.sleeve(easel, move, cloth="#2d343a", edge="#d99a5a", cuff=None)
    hands.reaching(easel, move, HERS, ink=True)
    easel.bloom(0.3, 0.6, 50)
    easel.finish(14, shadows="#070402")
    return easel


NAME = (
    "0,40! 30,-90 60,-180 78,-196 82,-150 84,-40 96,0 130,-70 168,-170 184,-190 186,-150 182,-40 200,0 "
    "236,-30 262,-70 280,-66 270,-34 244,-28 250,-2 280,4 318,-20 340,-62 346,-58 340,-20 352,4 380,-8",
    "470,-60 500,-130 520,-196 508,-206 484,-140 470,-40 478,-2 520,2 570,-14 604,-64 610,-60 600,-18 "
    "612,4 636,-14 654,-62 660,-58 654,-2! 668,-40 692,-62 704,-50 700,-10 716,6 770,-10 860,-60 960,-140",
    "20,78! 240,52 480,64 640,92 560,104 470,72 700,30 900,0",
)


def _sign(easel: Easel, move: marks.Transform, width: float) -> None:
    strokes = [props.ink(curve(line, move, closed=False), width) for line in NAME]
    dots = [
        marks.ellipse(*move(point), width * 0.34, width * 0.34, soft=0.3)
        for point in ((352, -104), (618, -108))
    ]
    name = np.clip(sum(strokes) + sum(dots), 0, 1)
    easel.shade(marks.blur(name, 2), 0.35, INK)
    easel.paint(name, INK, 0.95)
    easel.light(marks.rim(name, 1, 2, 1), "#8a8fd0", 0.35)


def signature_found() -> Easel:
    """The last page, and her own name already on it."""
    easel = Easel("#1a110b")
    _stone(easel, 83)
    _page(easel, [(60, 60), (1010, -40), (1160, 1640), (120, 1800)])
    move = place(70, 100, 1.0, turn=-5.8)
    _lines(easel, move, [(120 + 46 * n, 110, 840 - 90 * (n % 4 == 3)) for n in range(14)], thick=9)
    rule = marks.ribbon([move((100, 1165)), move((880, 1165))], 4, 4)
    easel.shade(rule, 0.7, "#3c2616")
    _lines(easel, move, [(1195, 110, 330)], thick=8)
    _sign(easel, place(190, 1225, 0.84, turn=-7.5), 17)
    easel.daub(2)
    _turning_page(easel)
    _pool(easel, 560, 1080, 880)
    move = place(1090, 1800, 1.36, turn=222)
    hands.sleeve(easel, move, cloth="#2d343a", edge="#d99a5a", cuff=None)
    hands.reaching(easel, move, HERS, ink=True)
    easel.bloom(0.3, 0.6, 50)
    easel.finish(15, shadows="#070402")
    return easel


def _turning_page(easel: Easel) -> None:
    """Paint the page before this one on its way over the top: its dark underside, its bright fold."""
    leaf = marks.polygon(curve("-40,-60! -40,250! 200,330 460,300 700,210 900,180 1120,240! 1120,-60!"))
    easel.shade(marks.blur(marks.shift(leaf, 10, 90), 60) * (1 - leaf), 0.8, "#2c1606")
    easel.paint(leaf, gradient((-60, "#3a2210"), (120, "#8a5c2c"), (240, "#e6c48c"), (330, "#fff0cf")))
    easel.light(marks.rim(leaf, 0, -10, 5), "#fff6e0", 0.6)


def signature_drop() -> Easel:
    """A drop of rain stands on the name; the old ink does not run."""
    easel = Easel(gradient((0, "#d9b27c"), (900, "#f6deb2"), (1920, "#b98a54")))
    fibre = marks.noise(94, 60, 34, 5)
    easel.shade(np.clip(fibre, 0, 1), 0.16, "#8a5a2a")
    easel.light(np.clip(-fibre, 0, 1), "#fff1d4", 0.18)
    rule = marks.ribbon([(-40, 1325), (1140, 1150)], 9, 9)
    easel.shade(rule, 0.7, "#3c2616")
    _sign(easel, place(-560, 1270, 2.05, turn=-8.5), 40)
    tint = props.Bloom(bright="#fff6ea", mid="#ecc9b4", deep="#9a5a52", heart="#b02456")
    props.bloom(easel, 170, 1650, 330, tint, turn=-24)
    easel.soften(9, np.maximum(1 - marks.ramp(240, 620), marks.ramp(1450, 1850)))
    _drop(easel, 610, 985, 150)
    _drop(easel, 770, 1260, 44)
    _drop(easel, 420, 1420, 26)
    _pool(easel, 560, 1000, 980)
    easel.bloom(0.3, 0.6, 50)
    easel.finish(16, shadows="#070402")
    return easel


def _drop(easel: Easel, x: float, y: float, size: float) -> None:
    """Lay a drop of water: it magnifies what is under it and throws a bright edge."""
    drop = marks.ellipse(x, y, size, size * 0.94, soft=0.04)
    easel.shade(
        marks.blur(marks.shift(drop, int(size * 0.1), int(size * 0.16)), size * 0.12) * (1 - drop),
        0.55,
        "#4a2810",
    )
    dx, dy = (marks.columns() - x) / size, (marks.rows() - y) / size
    pull = 0.45 + 0.4 * np.clip(np.hypot(dx, dy), 0, 1) ** 2
    seen = easel.sheet[
        np.clip(y + dy * size * pull, 0, marks.HEIGHT - 1).astype(int),
        np.clip(x + dx * size * pull, 0, marks.WIDTH - 1).astype(int),
    ]
    easel.paint(drop, seen.astype(np.float32))
    easel.shade(marks.rim(drop, int(size * 0.2), int(size * 0.24), size * 0.2), 0.5, "#4a2810")
    easel.light(marks.rim(drop, -int(size * 0.16), -int(size * 0.2), size * 0.14), "#fff2d8", 0.75)
    easel.light(
        marks.ellipse(x - size * 0.38, y - size * 0.42, size * 0.2, size * 0.12, soft=0.5, turn=-40),
        "#ffffff",
        1.0,
    )
