"""Turns a shot's name, words and lines into the two bands that an animatic carries, and moves their mark of
time. Knows no clip; what it draws hides all that lay there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from pipeline.adapters.media.colour import Planes, to_planes
from pipeline.adapters.media.layout import Layout
from pipeline.adapters.media.lettering import lettered, wrapped
from pipeline.adapters.media.palettes import Colour, Palette
from pipeline.adapters.media.patches import Patch, lay, patch_of
from pipeline.records import record

_INK = (15, 16, 21)
_PAPER = (244, 242, 236)
_DIM = (168, 170, 178)
_CELLS = 48
_TINTS = (14, 38, 66, 100)
"""How strong each of the four cells of the strip is, in percent: far enough apart to outlive the encoder."""


@record
class Words:
    """What the bands say. lines: (start_s, end_s, speaker, text). digest: of all that was asked for."""

    title: str
    note: str
    prompt: str
    lines: Sequence[tuple[float, float, str, str]]
    digest: bytes


class Bands:
    """The bands of one clip, drawn once and laid on each of its frames."""

    def __init__(self, words: Words, palette: Palette, layout: Layout) -> None:
        self._layout = layout
        self._lines = words.lines
        self._top = patch_of(_top(words, palette, layout), 0, 0)
        self._quiet = _foot_patch(_quiet(words.prompt, layout), layout)
        self._spoken = [
            _foot_patch(_spoken(speaker, text, palette, layout), layout)
            for _, _, speaker, text in words.lines
        ]
        self._mark = _one_pixel(palette.accent)

    def lay(self, onto: Planes, second: float, share: float) -> None:
        """Draws the bands of this second. share: how much of the clip has been seen, 0 to 1."""
        lay(self._top, onto)
        lay(self._foot(second), onto)
        width = round(self._layout.width_px * share / 2) * 2
        height = self._layout.even(6)
        for number, (plane, colour) in enumerate(zip(onto, self._mark, strict=True)):
            step = 1 if number == 0 else 2
            top = self._layout.foot_y // step
            plane[top : top + height // step, : width // step] = colour

    def _foot(self, second: float) -> Patch:
        for (start_s, end_s, _, _), patch in zip(self._lines, self._spoken, strict=True):
            if start_s <= second < end_s:
                return patch
        return self._quiet


def _top(words: Words, palette: Palette, layout: Layout) -> Image.Image:
    """The shot's name, what it is made of, and the strip."""
    image = Image.new("RGB", (layout.width_px, layout.top_px), _INK)
    draw = ImageDraw.Draw(image)
    strip = layout.even(8)
    middle = (layout.top_px - strip) / 2
    note, small = lettered(words.note, layout.px(24))
    room = layout.width_px - 2 * layout.margin_px - round(small.getlength(note)) - layout.margin_px
    title, large = lettered(words.title, layout.px(36))
    draw.text((layout.margin_px, middle), wrapped(title, large, room, 1)[0], _PAPER, large, anchor="lm")
    draw.text((layout.width_px - layout.margin_px, middle), note, _DIM, small, anchor="rm")
    for left, right, tint in _cells(words.digest, layout.width_px):
        draw.rectangle(
            (left, layout.top_px - strip, right, layout.top_px), fill=_tinted(palette.accent, tint)
        )
    return image


def _cells(digest: bytes, width_px: int) -> Iterator[tuple[int, int, int]]:
    """(left, right, tint): two bits a cell, so that what was asked for can be seen in every frame."""
    number = int.from_bytes(digest[:12], "big")
    for cell in range(_CELLS):
        left, right = (width_px * edge // _CELLS for edge in (cell, cell + 1))
        yield left, right - 1, _TINTS[number >> (2 * cell) & 3]


def _quiet(prompt: str, layout: Layout) -> Image.Image:
    """The beginning of the prompt, for the time in which nobody speaks."""
    image, draw = _foot_page(layout)
    step = layout.px(37)
    text, font = lettered(prompt, layout.px(28))
    room = layout.foot_px - layout.px(24)
    lines = wrapped(text, font, layout.width_px - 2 * layout.margin_px, max(room // step, 1))
    _write(draw, lines, layout, step, font, _DIM, (layout.foot_px + layout.even(6) - step * len(lines)) // 2)
    return image


def _spoken(speaker: str, text: str, palette: Palette, layout: Layout) -> Image.Image:
    """Who speaks, and what is said."""
    image, draw = _foot_page(layout)
    step, head = layout.px(46), layout.px(40) if speaker else 0
    words, font = lettered(text, layout.px(38))
    room = layout.foot_px - layout.px(16) - head
    lines = wrapped(words, font, layout.width_px - 2 * layout.margin_px, max(room // step, 1))
    top = (layout.foot_px + layout.even(6) - step * len(lines) - head) // 2
    if speaker:
        name, small = lettered(speaker.upper(), layout.px(24))
        draw.text((layout.margin_px, top + head / 2), name, palette.accent, small, anchor="lm")
    _write(draw, lines, layout, step, font, _PAPER, top + head)
    return image


def _foot_page(layout: Layout) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (layout.width_px, layout.foot_px), _INK)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, layout.width_px, layout.even(6) - 1), fill=(44, 46, 54))
    return image, draw


def _write(
    draw: ImageDraw.ImageDraw,
    lines: Sequence[str],
    layout: Layout,
    step: int,
    font: FreeTypeFont,
    colour: Colour,
    top: int,
) -> None:
    for number, line in enumerate(lines):
        draw.text((layout.margin_px, top + step * number + step / 2), line, colour, font, anchor="lm")


def _foot_patch(image: Image.Image, layout: Layout) -> Patch:
    return patch_of(image, 0, layout.foot_y)


def _tinted(colour: Colour, percent: int) -> Colour:
    red, green, blue = (ink + (part - ink) * percent // 100 for ink, part in zip(_INK, colour, strict=True))
    return red, green, blue


def _one_pixel(colour: Colour) -> tuple[int, int, int]:
    """The colour as a film writes it."""
    luma, blue, red = to_planes(np.full((2, 2, 3), colour, np.uint8))
    return int(luma[0, 0]), int(blue[0, 0]), int(red[0, 0])
