"""Turns the name of a missing shot into the planes of a still card. Knows no film and no time."""

from __future__ import annotations

import hashlib

from pipeline.adapters.media.cards import words_on
from pipeline.adapters.media.colour import Planes, to_planes
from pipeline.adapters.media.ground import ground
from pipeline.adapters.media.layout import layout_of
from pipeline.adapters.media.palettes import STEEL
from pipeline.model import House


def slate(text: str, house: House) -> Planes:
    """A quiet card that says what is not there yet."""
    layout = layout_of(house.width_px, house.height_px)
    digest = hashlib.sha256(text.encode()).digest()
    plain = ground(STEEL, "ridges", digest, (house.width_px, house.height_px))
    return to_planes(words_on(plain, text, "not made yet", STEEL, layout))
