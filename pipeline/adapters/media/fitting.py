"""Turns frames of a clip into planes of the house's size, rate and colour. Knows clips and frame numbers, and
encodes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from pipeline.adapters.media.colour import BT601, BT709, BT2020, Plane, Planes
from pipeline.adapters.media.frames import EXACTLY, is_full_range, planes_of, quarter_turns, usual_matrix
from pipeline.adapters.media.ratios import exact
from pipeline.adapters.media.reading import frames_at, opened, picture_track, timetable
from pipeline.model import House
from pipeline.records import record

_COLOURS = {BT709: Colorspace.ITU709, BT601: Colorspace.ITU601, BT2020: Colorspace.BT2020}


@record
class Fit:
    """The size to which a stored frame is scaled, before it is cut to fill the house and turned upright."""

    scaled_px: tuple[int, int]
    kept_px: tuple[int, int]


def pictures_between(path: Path, start: int, end: int, house: House) -> Iterator[Planes]:
    """Frames [start, end) of a clip, counted at the house's rate; each is the clip's frame nearest in time.

    Raises MediaRefused (F021) where the clip is damaged.
    """
    table = timetable(path)
    with opened(path) as container:
        shape = exact(picture_track(container).codec_context.sample_aspect_ratio) or Fraction(1)
    rate = Fraction(*house.fps)
    numbers = [table.nearest(number / rate) for number in range(start, end)]
    for frame in frames_at(path, table, numbers):
        yield fitted(frame, house, shape or Fraction(1))


def fitted(frame: VideoFrame, house: House, pixel_shape: Fraction) -> Planes:
    """A frame in the house's form: cropped to fill where its shape is another. pixel_shape: width by
    height."""
    if _is_at_home(frame, house, pixel_shape):
        return planes_of(frame)
    turns = quarter_turns(frame)
    wanted = (house.width_px, house.height_px)
    fit = fit_of(
        (frame.width * pixel_shape, Fraction(frame.height)), wanted if turns % 2 == 0 else wanted[::-1]
    )
    luma, blue, red = planes_of(_in_house_colours(frame, fit.scaled_px))
    halves = [_turned(_middle(plane, fit, 2), turns) for plane in (blue, red)]
    return _turned(_middle(luma, fit, 1), turns), halves[0], halves[1]


def fit_of(seen_px: Sequence[Fraction], wanted_px: tuple[int, int]) -> Fit:
    """The smallest even size of this shape that covers what is wanted."""
    scale = max(wanted_px[0] / seen_px[0], wanted_px[1] / seen_px[1])
    width, height = (
        max(2 * round(side * scale / 2), least) for side, least in zip(seen_px, wanted_px, strict=True)
    )
    return Fit((width, height), wanted_px)


def _is_at_home(frame: VideoFrame, house: House, pixel_shape: Fraction) -> bool:
    return (
        frame.format.name == "yuv420p"
        and (frame.width, frame.height) == (house.width_px, house.height_px)
        and usual_matrix(frame) is BT709
        and not is_full_range(frame)
        and not quarter_turns(frame)
        and pixel_shape == 1
    )


def _in_house_colours(frame: VideoFrame, size_px: tuple[int, int]) -> VideoFrame:
    is_full = is_full_range(frame) or frame.format.is_rgb
    return frame.reformat(
        *size_px,
        format="yuv420p",
        src_colorspace=None if frame.format.is_rgb else _COLOURS[usual_matrix(frame)],
        dst_colorspace=Colorspace.ITU709,
        interpolation=EXACTLY,
        src_color_range=ColorRange.JPEG if is_full else ColorRange.MPEG,
        dst_color_range=ColorRange.MPEG,
        threads=1,
    )


def _middle(plane: Plane, fit: Fit, step: int) -> Plane:
    """The part that is kept; it starts at an even pixel, so that colours stay in place."""
    left, top = (
        (scaled - kept) // 4 * 2 // step for scaled, kept in zip(fit.scaled_px, fit.kept_px, strict=True)
    )
    width, height = (kept // step for kept in fit.kept_px)
    return plane[top : top + height, left : left + width]


def _turned(plane: Plane, turns: int) -> Plane:
    return np.ascontiguousarray(np.rot90(plane, turns))
