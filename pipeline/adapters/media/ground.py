"""Turns a palette and a motif into a picture to stand where a shot has none: soft, calm, and the same for the
same digest. Knows no prompt."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pipeline.adapters.media.colour import Pixels
from pipeline.adapters.media.palettes import Colour, Motif, Palette

_SHRUNK = 2
"""Drawn at half size: what is enlarged looks a little out of focus, as a backdrop should."""


def ground(palette: Palette, motif: Motif, digest: bytes, size_px: tuple[int, int]) -> Pixels:
    """A picture of this size. digest: at least 32 bytes; decides where things stand."""
    width, height = (-(-side // _SHRUNK) for side in size_px)
    dice = _dice(digest)
    image = _gradient((width, height), palette.top, palette.middle, palette.foot)
    match motif:
        case "ridges":
            image = _ridges(image, palette, dice)
        case "lights":
            image = _lights(image, palette, dice)
        case "beams":
            image = _beams(image, palette, dice)
    large = image.resize(size_px, Image.Resampling.BICUBIC)
    return _grained(_darker_at_the_edges(np.asarray(large)), digest)


def _dice(digest: bytes) -> Iterator[int]:
    """Numbers of 0 to 65535, without end, the same for the same digest (a linear congruence, Knuth's
    MMIX)."""
    state = int.from_bytes(digest[:8], "big")
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 48


def _within(dice: Iterator[int], low: int, high: int) -> int:
    return low + next(dice) * max(high - low, 1) // 65536


def _mixed(one: Colour, other: Colour, percent: int) -> Colour:
    red, green, blue = ((a * (100 - percent) + b * percent) // 100 for a, b in zip(one, other, strict=True))
    return red, green, blue


def _gradient(size: tuple[int, int], *colours: Colour) -> Image.Image:
    """Down the picture, through all the colours."""
    row = np.array(colours, np.uint8)[:, None, :]
    return Image.fromarray(row).resize((1, size[1]), Image.Resampling.BICUBIC).resize(size)


def _ridges(image: Image.Image, palette: Palette, dice: Iterator[int]) -> Image.Image:
    """A low light over hills, the nearest the darkest."""
    width, height = image.size
    side = min(width, height)
    centre = _within(dice, width // 4, width * 3 // 4), _within(dice, height * 34 // 100, height * 46 // 100)
    image = _glow(image, centre, side * 5 // 8, palette.light, 46)
    image = _glow(image, centre, side // 5, palette.light, 70)
    image = _disc(image, centre, side // 12, _mixed(palette.light, (255, 255, 255), 40))
    for step in range(5):
        level = height * (52 + 9 * step) // 100
        colour = _mixed(_mixed(palette.middle, palette.light, 18), palette.foot, 14 + 20 * step)
        image = _ridge(image, level, height * (3 + step) // 100, colour, 4 + 2 * (step % 3), dice)
    return image


def _ridge(
    image: Image.Image, level: int, swing: int, colour: Colour, bends: int, dice: Iterator[int]
) -> Image.Image:
    """Everything under a smooth line."""
    width, height = image.size
    heights = np.array([[_within(dice, 44, 212) for _ in range(bends)]], np.uint8)
    line = np.asarray(Image.fromarray(heights).resize((width, 1), Image.Resampling.BICUBIC))[0]
    outline = [(x, level - int(line[x]) * 2 * swing // 256) for x in range(width)]
    shape = Image.new("L", image.size)
    ImageDraw.Draw(shape).polygon([(0, height), *outline, (width, height)], fill=255)
    haze = _gradient(image.size, colour, colour, _mixed(colour, (0, 0, 0), 30))
    return Image.composite(haze, image, shape.filter(ImageFilter.BoxBlur(0.7)))


def _lights(image: Image.Image, palette: Palette, dice: Iterator[int]) -> Image.Image:
    """Lamps far out of focus, a few large, many small."""
    width, height = image.size
    side = min(width, height)
    image = _glow(image, (width // 2, height * 55 // 100), side * 3 // 4, palette.middle, 60)
    for number in range(26):
        radius = side * (_within(dice, 3, 7) if number > 7 else _within(dice, 8, 15)) // 100
        centre = _within(dice, 0, width), _within(dice, height * 14 // 100, height * 76 // 100)
        colour = _mixed(palette.light, (palette.accent, palette.middle, (255, 255, 255))[number % 3], 45)
        image = _bokeh(image, centre, radius, colour, _within(dice, 12, 34))
    return image


def _bokeh(
    image: Image.Image, centre: tuple[int, int], radius: int, colour: Colour, percent: int
) -> Image.Image:
    """A disc of light with a brighter rim, added to what is there."""
    layer = Image.new("RGB", image.size)
    draw = ImageDraw.Draw(layer)
    box = _box(centre, radius)
    draw.ellipse(
        box, fill=_mixed((0, 0, 0), colour, percent), outline=_mixed((0, 0, 0), colour, percent * 3 // 2)
    )
    return ImageChops.screen(image, layer.filter(ImageFilter.BoxBlur(max(radius // 14, 1))))


def _beams(image: Image.Image, palette: Palette, dice: Iterator[int]) -> Image.Image:
    """Light that falls through a window on to a wall."""
    width, height = image.size
    lean = _within(dice, width // 6, width // 3) * (1 if next(dice) % 2 else -1)
    image = _glow(image, (width // 2 - lean, height // 5), min(width, height) * 3 // 4, palette.light, 34)
    layer = Image.new("L", image.size)
    draw = ImageDraw.Draw(layer)
    panes, gap = 3, width // 22
    pane = (width * 8 // 10 - gap * (panes - 1)) // panes
    left, top, foot = width // 10, height * 24 // 100, height * 66 // 100
    for number in range(panes):
        x = left + number * (pane + gap)
        for low, high in ((top, (top + foot) // 2 - gap // 2), ((top + foot) // 2 + gap // 2, foot)):
            shift_low, shift_high = ((y - height // 2) * lean // height for y in (low, high))
            corners = [(x + shift_low, low), (x + pane + shift_low, low), (x + pane + shift_high, high)]
            draw.polygon([*corners, (x + shift_high, high)], fill=_within(dice, 84, 130))
    soft = layer.filter(ImageFilter.GaussianBlur(max(width // 60, 1)))
    return Image.composite(Image.new("RGB", image.size, palette.light), image, soft)


def _glow(
    image: Image.Image, centre: tuple[int, int], radius: int, colour: Colour, percent: int
) -> Image.Image:
    """A round light that fades to nothing at its radius."""
    fade = Image.radial_gradient("L").resize((2 * radius, 2 * radius), Image.Resampling.BILINEAR)
    strength = fade.point([max(255 - 2 * value, 0) * percent // 100 for value in range(256)])
    mask = Image.new("L", image.size)
    mask.paste(strength, (centre[0] - radius, centre[1] - radius))
    return Image.composite(Image.new("RGB", image.size, colour), image, mask)


def _disc(image: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> Image.Image:
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).ellipse(_box(centre, radius), fill=235)
    return Image.composite(Image.new("RGB", image.size, colour), image, mask.filter(ImageFilter.BoxBlur(1)))


def _box(centre: tuple[int, int], radius: int) -> tuple[int, int, int, int]:
    return centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius


def _darker_at_the_edges(pixels: Pixels) -> Pixels:
    """As a lens does: a quarter less light in the corners."""
    height, width = pixels.shape[:2]
    down = (np.arange(height, dtype=np.int32) * 2 - height) ** 2 * 1024 // height**2
    across = (np.arange(width, dtype=np.int32) * 2 - width) ** 2 * 1024 // width**2
    light = (4096 - (down[:, None] + across) // 2).astype(np.uint32)
    dimmed: Pixels = (pixels * light[..., None] >> 12).astype(np.uint8)
    return dimmed


def _grained(pixels: Pixels, digest: bytes) -> Pixels:
    """A level of noise, so that slow gradients show no steps."""
    noise = np.random.Generator(np.random.PCG64(int.from_bytes(digest[8:16], "big")))
    grain = noise.integers(-1, 2, pixels.shape[:2], dtype=np.int16)
    grained: Pixels = np.clip(pixels.astype(np.int16) + grain[..., None], 0, 255).astype(np.uint8)
    return grained
