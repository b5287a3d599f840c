"""Turns a prompt into the colours and the motif of its ground: by a word that sets a mood, else by its
digest. Draws nothing."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from pipeline.records import record

Colour: TypeAlias = tuple[int, int, int]
Motif: TypeAlias = Literal["ridges", "lights", "beams"]


@record
class Palette:
    """Colours from the top of a picture to its foot, a light in it, and a tone for letters and marks."""

    top: Colour
    middle: Colour
    foot: Colour
    light: Colour
    accent: Colour


DUSK = Palette((28, 24, 58), (120, 58, 96), (38, 18, 40), (255, 176, 112), (255, 190, 138))
NIGHT = Palette((8, 14, 34), (22, 48, 86), (6, 10, 22), (255, 206, 128), (250, 204, 134))
RAIN = Palette((14, 30, 38), (36, 84, 92), (8, 18, 24), (188, 232, 224), (150, 214, 206))
DAWN = Palette((62, 92, 140), (240, 170, 140), (72, 52, 78), (255, 238, 200), (255, 205, 160))
LAMP = Palette((40, 22, 16), (128, 70, 30), (22, 12, 10), (255, 206, 120), (250, 190, 104))
FOREST = Palette((30, 62, 60), (98, 136, 98), (14, 34, 30), (238, 236, 180), (190, 216, 150))
WINTER = Palette((70, 88, 112), (184, 200, 214), (46, 60, 82), (250, 250, 246), (206, 224, 238))
ROSE = Palette((52, 16, 36), (160, 52, 78), (28, 8, 22), (255, 196, 190), (250, 172, 176))
STEEL = Palette((22, 26, 34), (76, 88, 104), (12, 14, 20), (226, 232, 240), (180, 196, 214))
SEA = Palette((12, 40, 66), (40, 124, 146), (8, 26, 44), (220, 246, 236), (138, 216, 216))

_PALETTES = (DUSK, NIGHT, RAIN, DAWN, LAMP, FOREST, WINTER, ROSE, STEEL, SEA)
_MOTIFS: tuple[Motif, ...] = ("ridges", "lights", "beams")
_MOODS: tuple[tuple[str, Palette, Motif], ...] = (
    ("rain wet storm tears", RAIN, "lights"),
    ("night midnight moon dark stars neon", NIGHT, "lights"),
    ("dusk sunset evening twilight", DUSK, "ridges"),
    ("dawn sunrise morning daylight sun noon", DAWN, "ridges"),
    ("lamp candle fire tungsten amber gold lantern warm", LAMP, "beams"),
    ("forest garden tree trees leaves grass field conservatory", FOREST, "ridges"),
    ("snow ice winter fog mist cold", WINTER, "ridges"),
    ("river sea ocean water lake harbour harbor beach", SEA, "ridges"),
    ("rose red blood wine silk kiss heart", ROSE, "beams"),
    ("office lift elevator corridor hospital steel concrete glass", STEEL, "beams"),
)
_WORDS = {word: (palette, motif) for words, palette, motif in _MOODS for word in words.split()}
_WORD = re.compile(r"[a-z]+")


def mood_of(prompt: str, digest: bytes) -> tuple[Palette, Motif]:
    """The same prompt has the same mood; the digest decides where no word does. digest: at least two
    bytes."""
    for word in _WORD.findall(prompt.lower()):
        if word in _WORDS:
            palette, motif = _WORDS[word]
            return palette, motif
    return _PALETTES[digest[0] % len(_PALETTES)], _MOTIFS[digest[1] % len(_MOTIFS)]
