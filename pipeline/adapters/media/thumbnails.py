"""Turns clips and stills into small pictures for people to look at, made once. Nothing is keyed by them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.adapters import durable
from pipeline.adapters.media.colour import Pixels
from pipeline.adapters.media.frames import pixels_of_frame, usual_matrix
from pipeline.adapters.media.pictures import pixels_of
from pipeline.adapters.media.reading import frames_at, timetable

LONG_SIDE_PX = 320
QUALITY = 72
_FORM = f"thumbnail 1 {LONG_SIDE_PX} {QUALITY}"


class Thumbnails:
    """WebP pictures of 320 pixels on the longer side; implements `ports.Thumbnails`.

    derived: the place of something that can be made again, by a name of hex digits.
    """

    def __init__(self, derived: Callable[[str], Path]) -> None:
        self._derived = derived

    def of_clip(self, path: Path, sha256: str, numbers: Sequence[int]) -> tuple[bytes, ...]:
        """The frames of these numbers, ascending; beyond the last one, the last. Raises MediaRefused."""
        places = [self._derived(_name(f"{sha256} {number}")) for number in numbers]
        if not all(place.is_file() for place in places):
            table = timetable(path)
            there = [min(number, len(table.starts) - 1) for number in numbers]
            for place, frame in zip(places, frames_at(path, table, there), strict=True):
                _keep(place, _small(pixels_of_frame(frame, usual_matrix(frame))))
        return tuple(place.read_bytes() for place in places)

    def of_picture(self, content: bytes) -> bytes:
        """A still. Raises MediaRefused for what is none."""
        place = self._derived(_name(hashlib.sha256(content).hexdigest()))
        if not place.is_file():
            _keep(place, _small(pixels_of(content)))
        return place.read_bytes()


def _name(what: str) -> str:
    return hashlib.sha256(f"{_FORM} {what}".encode("ascii")).hexdigest()


def _keep(place: Path, content: bytes) -> None:
    with durable.told("a thumbnail cannot be stored"):
        durable.write(place, content)


def _small(pixels: Pixels) -> bytes:
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((LONG_SIDE_PX, LONG_SIDE_PX), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
