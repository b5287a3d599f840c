"""Turns masks and colours into a picture: paint laid over paint, light added to it, and one finishing pass.

Knows nothing of what is drawn; colours are sRGB, 0 to 1, written as hex."""

from __future__ import annotations

from io import BytesIO
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import marks
from .marks import HEIGHT, WIDTH, Mask

Paint: TypeAlias = NDArray[np.float32]  # height x width x 3, or 3


def hue(colour: str) -> Paint:
    """Read "#1c2b33" as three numbers from 0 to 1."""
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def gradient(*stops: tuple[float, str], along: Mask | None = None) -> Paint:
    """Mix colours along a measure (down the sheet, in pixels, when none is given); stops rise."""
    measure = np.arange(HEIGHT, dtype=np.float32)[:, None] if along is None else along
    places = np.array([stop for stop, _ in stops], dtype=np.float32)
    colours = np.stack([hue(colour) for _, colour in stops])
    return np.stack([np.interp(measure, places, colours[:, c]) for c in range(3)], axis=-1).astype(np.float32)


def _within(paint: Paint, window: tuple[slice, slice]) -> Paint:
    """Cut the part of a paint that a window needs; a size of one stretches over the sheet."""
    if paint.ndim == 1:
        return paint
    down, across = window
    return paint[down if paint.shape[0] > 1 else slice(None), across if paint.shape[1] > 1 else slice(None)]


class Easel:
    """A sheet of 1080 by 1920 that is painted from back to front."""

    def __init__(self, ground: str | Paint = "#000000") -> None:
        colour = hue(ground) if isinstance(ground, str) else ground
        self.sheet: Paint = np.zeros((HEIGHT, WIDTH, 3), dtype=np.float32) + colour

    def paint(self, mask: Mask, colour: str | Paint, strength: float = 1.0) -> None:
        """Cover the sheet with opaque colour through the mask."""
        window = marks.extent(mask)
        rgb = hue(colour) if isinstance(colour, str) else _within(colour, window)
        self.sheet[window] += (rgb - self.sheet[window]) * (mask[window] * strength)[..., None]

    def light(self, mask: Mask, colour: str, strength: float = 1.0) -> None:
        """Add light through the mask; it never goes beyond white."""
        window = marks.extent(mask)
        glow = np.clip(mask[window] * strength, 0, None)[..., None] * hue(colour)
        self.sheet[window] = 1 - (1 - self.sheet[window]) * np.clip(1 - glow, 0, 1)

    def shade(self, mask: Mask, strength: float = 1.0, colour: str = "#000000") -> None:
        """Multiply what is there towards a dark colour."""
        window = marks.extent(mask)
        self.sheet[window] *= 1 - np.clip(mask[window] * strength, 0, 1)[..., None] * (1 - hue(colour))

    def brush(self, seed: int, *, across: float = 90, down: float = 14, strength: float = 0.05) -> None:
        """Vary the tone as a wide dry brush does."""
        self.sheet *= 1 + (marks.noise(seed, across, down, 4) * strength)[..., None]
        np.clip(self.sheet, 0, 1, out=self.sheet)

    def mirror(self, line: int, *, depth: float, ripple: float, seed: int, fade: float) -> None:
        """Reflect what stands above `line` into the floor below it, broken by ripples."""
        rows_below = HEIGHT - line
        source = 2 * line - np.arange(line, HEIGHT)
        wave = marks.noise(seed, 260, 9, 3)[line:] * ripple
        grow = np.linspace(0.2, 1.6, rows_below, dtype=np.float32)[:, None]
        across = np.clip(np.arange(WIDTH)[None, :] + wave * grow, 0, WIDTH - 1).astype(np.int32)
        seen = self.sheet[np.clip(source, 0, HEIGHT - 1)[:, None], across]
        strength = depth * np.exp(-np.arange(rows_below, dtype=np.float32) / fade)[:, None, None]
        self.sheet[line:] = 1 - (1 - self.sheet[line:]) * (1 - seen * strength)

    def soften(self, radius: float, mask: Mask | None = None) -> None:
        """Put the sheet, or the part under the mask, out of focus."""
        soft = _soft(self.sheet, radius)
        self.sheet = soft if mask is None else self.sheet + (soft - self.sheet) * mask[..., None]

    def daub(self, radius: int = 3) -> None:
        """Gather tones into strokes: each pixel takes the mean of its calmest neighbourhood (Kuwahara)."""
        padded = np.pad(self.sheet, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
        luma = padded @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
        half = max(1, radius // 2)
        mean = marks.boxes(luma, half, 1)
        spread = marks.boxes(luma * luma, half, 1) - mean * mean
        colour = np.stack(
            [marks.boxes(np.ascontiguousarray(padded[..., c]), half, 1) for c in range(3)], axis=-1
        )
        best = np.full((HEIGHT, WIDTH), np.inf, dtype=np.float32)
        for dy in (0, 2 * half):
            for dx in (0, 2 * half):
                top, left = radius - half + dy, radius - half + dx
                window = (slice(top, top + HEIGHT), slice(left, left + WIDTH))
                calm = spread[window] < best
                best = np.where(calm, spread[window], best)
                self.sheet[calm] = colour[window][calm]

    def bloom(self, strength: float = 0.35, threshold: float = 0.55, radius: float = 40) -> None:
        """Let bright parts glow into their surroundings."""
        soft = _soft(np.clip(self.sheet - threshold, 0, 1), radius)
        self.sheet = 1 - (1 - self.sheet) * (1 - np.clip(soft * strength * 2, 0, 1))

    def finish(
        self, seed: int, *, vignette: float = 0.55, grain: float = 0.016, shadows: str = "#000000"
    ) -> None:
        """Darken the corners, lift the blacks to a tint, curve the tones, and lay film grain over all."""
        dx, dy = (marks.columns() / WIDTH - 0.5) * 1.15, marks.rows() / HEIGHT - 0.5
        self.sheet *= (1 - vignette * marks.smooth((np.hypot(dx, dy) - 0.25) / 0.6))[..., None]
        self.sheet = np.clip(self.sheet, 0, 1)
        self.sheet = self.sheet * 0.82 + 0.18 * self.sheet * self.sheet * (3 - 2 * self.sheet)
        self.sheet = hue(shadows) + self.sheet * (1 - hue(shadows))
        speck = np.random.default_rng(seed).normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32)
        speck = 0.5 * speck + 1.1 * marks.boxes(speck, 1, 1)
        luma = self.sheet.mean(axis=2)
        self.sheet += (speck * grain * (0.4 + 1.2 * np.sqrt(np.clip(luma * (1 - luma), 0, 1))))[..., None]

    def jpeg(self, quality: int = 86) -> bytes:
        """Give the picture as JPEG bytes; the same sheet gives the same bytes."""
        pixels = (np.clip(self.sheet, 0, 1) * 255 + 0.5).astype(np.uint8)
        out = BytesIO()
        Image.fromarray(pixels).save(
            out, "JPEG", quality=quality, subsampling=0, optimize=True, progressive=True
        )
        return out.getvalue()


def _soft(sheet: Paint, radius: float) -> Paint:
    return np.stack([marks.blur(np.ascontiguousarray(sheet[..., c]), radius) for c in range(3)], axis=-1)
