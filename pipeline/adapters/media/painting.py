"""Turns what was asked of a shot into its frames: pinned pictures met exactly, a slow camera between them, a
ground where there is none. Knows no encoder and no sound."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import numpy as np
from PIL import Image, ImageOps

from pipeline.adapters.media.camera import ONE, View, eased, seen
from pipeline.adapters.media.cards import MOST_CARDS, cards, words_on
from pipeline.adapters.media.colour import Pixels, Planes, to_planes
from pipeline.adapters.media.ground import ground
from pipeline.adapters.media.layout import Layout
from pipeline.adapters.media.palettes import Motif, Palette
from pipeline.adapters.media.patches import Patch, blended, lay
from pipeline.adapters.media.pictures import pixels_of
from pipeline.model import PinnedPicture
from pipeline.records import record

_CLOSER = ONE * 7 // 100
"""How far the camera closes in, at most: enough to be felt, too little to soften a picture."""


@record
class Pin:
    """A picture that is seen as it is at one frame."""

    frame: int
    planes: Planes


@record
class Backdrop:
    """What a ground is made of. digest: of the prompt and the seed."""

    palette: Palette
    motif: Motif
    digest: bytes


def pins_of(pictures: Sequence[PinnedPicture], frames: int, backdrop: Backdrop, layout: Layout) -> list[Pin]:
    """The pictures at their frames, in order, filling the frame without being distorted.

    Raises MediaRefused for a picture that is none.
    """
    pinned = {min(max(picture.frame, 0), frames - 1): picture for picture in pictures}
    return [Pin(frame, to_planes(_picture(pinned[frame], backdrop, layout))) for frame in sorted(pinned)]


def _picture(picture: PinnedPicture, backdrop: Backdrop, layout: Layout) -> Pixels:
    size = layout.width_px, layout.height_px
    if picture.content is None:
        plain = ground(backdrop.palette, backdrop.motif, backdrop.digest, size)
        name, site = _called(picture.name)
        return words_on(plain, name, site, backdrop.palette, layout)
    pixels = pixels_of(picture.content)
    if pixels.shape[:2] == size[::-1]:
        return pixels
    return np.asarray(ImageOps.fit(Image.fromarray(pixels), size, Image.Resampling.LANCZOS))


def _called(name: str) -> tuple[str, str]:
    """What to write for a picture that nobody may fetch: of a link, its file and its site."""
    link = urlsplit(name)
    return PurePosixPath(link.path).name or name, link.hostname or "a picture that is not here"


def pinned_frames(pins: Sequence[Pin], frames: int, fps: int, focus: tuple[int, int]) -> Iterator[Planes]:
    """Every frame of a shot with pictures: each alone at its frame, one turning into the next half-way.

    pins: at least one, ascending. focus: the point that stays in place while the camera closes in. The planes
    are to be read only.
    """
    starts = [pin.frame for pin in pins]
    for number in range(frames):
        index = bisect_right(starts, number) - 1
        left, right = max(index, 0), min(index + 1, len(pins) - 1)
        planes = seen(pins[left].planes, View(_zoom(starts, left, number, frames), focus))
        share = _turn(starts[left], starts[right], number, fps) if index >= 0 else 0
        if share:
            other = seen(pins[right].planes, View(_zoom(starts, right, number, frames), focus))
            planes = _mixed(planes, other, share)
        yield planes


def _turn(start: int, end: int, number: int, fps: int) -> int:
    """The share of the next picture, of 256: it comes within half of the time, and within a second."""
    gap = end - start
    soft = max(min(gap // 2, fps), 1)
    return eased(2 * number - start - end + soft, 2 * soft) * 256 // ONE if gap else 0


def _zoom(starts: Sequence[int], index: int, number: int, frames: int) -> int:
    """None at the picture's own frame, the most at its neighbours'."""
    start = starts[index]
    if number < start:
        reach = start - (starts[index - 1] if index else 0)
    else:
        reach = (starts[index + 1] if index + 1 < len(starts) else frames - 1) - start
    return ONE + eased(abs(number - start), reach) * _CLOSER // ONE


def _mixed(before: Planes, after: Planes, share: int) -> Planes:
    luma, blue, red = (blended(*pair, share) for pair in zip(before, after, strict=True))
    return luma, blue, red


def focus_of(digest: bytes, layout: Layout) -> tuple[int, int]:
    """A point between the bands: with such a one, bands in a picture that was handed on move outward, under
    the new ones."""
    open_px = layout.foot_y - layout.top_px
    y = layout.top_px + open_px // 4 + open_px * digest[4] // 512
    return layout.width_px // 4 + layout.width_px * digest[3] // 512, y


def free_frames(
    backdrop: Backdrop, references: Sequence[PinnedPicture], frames: int, layout: Layout
) -> Iterator[Planes]:
    """Every frame of a shot without pictures: a ground, and cards that show who and where.

    Raises MediaRefused for a reference that is no picture.
    """
    pixels = ground(backdrop.palette, backdrop.motif, backdrop.digest, (layout.width_px, layout.height_px))
    stills = [(_still(still), still.name) for still in references[:MOST_CARDS]]
    wall = cards(stills, layout) if stills else None
    planes, focus = to_planes(pixels), focus_of(backdrop.digest, layout)
    is_leaving = backdrop.digest[5] % 2
    for number in range(frames):
        position = frames - 1 - number if is_leaving else number
        zoom = ONE + position * _CLOSER // max(frames - 1, 1)
        yield _with(wall, seen(planes, View(zoom, focus)))


def _still(picture: PinnedPicture) -> Pixels | None:
    return None if picture.content is None else pixels_of(picture.content)


def _with(wall: Patch | None, planes: Planes) -> Planes:
    if wall is None:
        return planes
    luma, blue, red = (plane.copy() for plane in planes)
    lay(wall, (luma, blue, red))
    return luma, blue, red
