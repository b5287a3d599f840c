"""Turns reference stills into framed cards, and words into a card of their own, in the room between the
bands. Knows no time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from pipeline.adapters.media.colour import Pixels
from pipeline.adapters.media.layout import Layout
from pipeline.adapters.media.lettering import lettered, wrapped
from pipeline.adapters.media.palettes import Palette
from pipeline.adapters.media.patches import Patch, patch_of

MOST_CARDS = 4
_FRAME = (246, 244, 238)
_BACK = (30, 31, 38)


def cards(stills: Sequence[tuple[Pixels | None, str]], layout: Layout) -> Patch:
    """Up to four stills with their names, side by side or in two rows. stills: at least one; a still that
    nobody may fetch is its name alone."""
    shown = stills[:MOST_CARDS]
    columns = min(len(shown), 2 if layout.height_px > layout.width_px else MOST_CARDS)
    rows = -(-len(shown) // columns)
    room = _Room(layout)
    image = Image.new("RGBA", (layout.width_px, room.height_px), (0, 0, 0, 0))
    cell = layout.width_px // columns, room.height_px // rows
    for number, (pixels, name) in enumerate(shown):
        row, column = divmod(number, columns)
        left_over = (columns - (len(shown) - row * columns)) if row == rows - 1 else 0
        x = cell[0] * column + cell[0] * left_over // 2
        _hang(
            image, _card(pixels, name, cell, layout), (x + cell[0] // 2, cell[1] * row + cell[1] // 2), layout
        )
    return patch_of(image, 0, room.top_px)


def words_on(pixels: Pixels, text: str, note: str, palette: Palette, layout: Layout) -> Pixels:
    """A picture with a text in its middle, framed: it stands for one that is not here."""
    image = Image.fromarray(pixels)
    words, font = lettered(text, layout.px(44))
    step, width = layout.px(58), layout.width_px * 3 // 4
    lines = wrapped(words, font, width - 2 * layout.px(36), 5)
    height = step * len(lines) + layout.px(120)
    left, top = (layout.width_px - width) // 2, (layout.top_px + layout.foot_y - height) // 2
    veil = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(veil)
    box = (left, top, left + width, top + height)
    draw.rounded_rectangle(
        box, layout.px(18), fill=(12, 13, 18, 150), outline=(*palette.accent, 255), width=layout.px(2)
    )
    image = Image.alpha_composite(image.convert("RGBA"), veil).convert("RGB")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        place = (layout.width_px / 2, top + layout.px(34) + step * number + step / 2)
        draw.text(place, line, (244, 242, 236), font, anchor="mm")
    small_words, small = lettered(note, layout.px(24))
    draw.text(
        (layout.width_px / 2, top + height - layout.px(40)), small_words, palette.accent, small, anchor="mm"
    )
    return np.asarray(image)


class _Room:
    """The part of the picture between the bands."""

    def __init__(self, layout: Layout) -> None:
        self.top_px = layout.top_px
        self.height_px = max((layout.foot_y - layout.top_px) // 2 * 2, 2)


def _card(pixels: Pixels | None, name: str, cell: tuple[int, int], layout: Layout) -> Image.Image:
    """A still in a white frame with its name under it."""
    edge, label = layout.px(10), layout.px(46)
    widest, tallest = cell[0] * 84 // 100 - 2 * edge, cell[1] * 80 // 100 - edge - label
    shape = _shape(pixels)
    width = max(min(widest, tallest * shape[0] // shape[1]), 2)
    height = max(width * shape[1] // shape[0], 2)
    card = Image.new("RGB", (width + 2 * edge, height + edge + label), _FRAME)
    still = Image.new("RGB", (width, height), _BACK)
    if pixels is not None:
        still = ImageOps.fit(Image.fromarray(pixels), (width, height), Image.Resampling.LANCZOS)
    card.paste(still, (edge, edge))
    words, font = lettered(name, layout.px(26))
    place = (card.width / 2, height + edge + label / 2)
    ImageDraw.Draw(card).text(place, wrapped(words, font, width, 1)[0], _BACK, font, anchor="mm")
    return card


def _shape(pixels: Pixels | None) -> tuple[int, int]:
    """Upright stills 3 to 4, broad ones 4 to 3, the others square: a wall of pictures looks calm so."""
    if pixels is None:
        return 1, 1
    height, width = pixels.shape[:2]
    if width * 10 > height * 12:
        return 4, 3
    return (3, 4) if height * 10 > width * 12 else (1, 1)


def _hang(wall: Image.Image, card: Image.Image, centre: tuple[int, int], layout: Layout) -> None:
    """Puts a card on the wall, with its shadow."""
    left, top = centre[0] - card.width // 2, centre[1] - card.height // 2
    spread = layout.px(14)
    shadow = Image.new("L", wall.size)
    box = (left - 2, top + spread // 2, left + card.width + 2, top + card.height + spread)
    ImageDraw.Draw(shadow).rectangle(box, fill=150)
    dark = Image.new("RGBA", wall.size, (0, 0, 0, 255))
    dark.putalpha(shadow.filter(ImageFilter.GaussianBlur(spread)))
    wall.alpha_composite(dark)
    wall.paste(card, (left, top))
