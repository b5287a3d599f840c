"""Turns what was drawn in RGBA into a patch that can be laid over planes, and lays it. Knows no text and no
time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.adapters.media.colour import Plane, Planes, to_planes
from pipeline.records import record


@record
class Patch:
    """Planes for a corner at (x, y), both even. alpha: 0 to 256 for luma and for chroma; None: it hides
    all."""

    x: int
    y: int
    planes: Planes
    alpha: tuple[NDArray[np.uint16], NDArray[np.uint16]] | None


def patch_of(image: Image.Image, x: int, y: int) -> Patch:
    """image: RGB or RGBA, of even width and height."""
    planes = to_planes(np.asarray(image.convert("RGB")))
    if image.mode != "RGBA":
        return Patch(x, y, planes, None)
    alpha = np.asarray(image.getchannel("A")).astype(np.uint16)
    alpha = alpha + (alpha >> 7)
    half = alpha[0::2, 0::2] + alpha[0::2, 1::2] + alpha[1::2, 0::2] + alpha[1::2, 1::2] + 2
    return Patch(x, y, planes, (alpha, half >> np.uint16(2)))


def lay(patch: Patch, onto: Planes) -> None:
    """Changes the planes in place."""
    for number, (plane, ground) in enumerate(zip(patch.planes, onto, strict=True)):
        step = 1 if number == 0 else 2
        height, width = plane.shape
        window = ground[patch.y // step : patch.y // step + height, patch.x // step : patch.x // step + width]
        if patch.alpha is None:
            window[:] = plane
        else:
            window[:] = blended(window, plane, patch.alpha[min(number, 1)])


def blended(before: Plane, after: Plane, weight: NDArray[np.uint16] | int) -> Plane:
    """Between two planes: weight 0 is the first, 256 the second."""
    share = np.asarray(weight, np.uint16)
    total = before * (np.uint16(256) - share) + after * share
    total += 128
    total >>= 8
    mixed: Plane = total.astype(np.uint8)
    return mixed
