"""Turns a decoded frame into planes or pixels, by the colour rules that it carries or that are told. Knows no
file and no time."""

from __future__ import annotations

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Interpolation

from pipeline.adapters.media.colour import BT601, BT709, BT2020, Matrix, Pixels, Plane, Planes, to_pixels

UNTAGGED_IS_709_FROM_PX = 720
"""Height from which players take an untagged film for BT.709 (mpv, VLC; read 2026-11-21)."""

_TAGS = {1: BT709, 4: BT601, 5: BT601, 6: BT601, 7: BT709, 9: BT2020, 10: BT2020}
"""By H.273 table 4. FCC (4) is half a level from BT.601, SMPTE 240M (7) one from BT.709."""
EXACTLY = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
"""Without the last two the scaler's rounding drifts by two levels a generation (measured)."""
_READ_AS_THEY_ARE = ("yuv420p", "yuvj420p", "yuv444p", "yuvj444p")


def tagged_matrix(frame: VideoFrame) -> Matrix | None:
    """The matrix that the film says; None where it says nothing."""
    return _TAGS.get(int(frame.colorspace))


def usual_matrix(frame: VideoFrame) -> Matrix:
    """The matrix that the film says, else the one that players take for its height."""
    return tagged_matrix(frame) or (BT709 if frame.height >= UNTAGGED_IS_709_FROM_PX else BT601)


def is_full_range(frame: VideoFrame) -> bool:
    """Whether black is 0 and not 16."""
    return frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")


def planes_of(frame: VideoFrame) -> Planes:
    """The planes of an 8-bit 4:2:0 or 4:4:4 frame, to be read only."""
    luma, blue, red = (_plane(plane) for plane in frame.planes)
    return luma, blue, red


def pixels_of_frame(frame: VideoFrame, matrix: Matrix) -> Pixels:
    """The frame as it is meant to be seen, turned as the film says."""
    if frame.format.is_rgb:
        pixels = np.asarray(frame.reformat(format="rgb24").to_ndarray(), np.uint8)
    else:
        pixels = to_pixels(_eight_bit(frame), matrix, is_full_range=is_full_range(frame))
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns(frame)))


def quarter_turns(frame: VideoFrame) -> int:
    """How often the frame is to be turned to the left by 90 degrees, 0 to 3."""
    return round(frame.rotation / 90) % 4


def _eight_bit(frame: VideoFrame) -> Planes:
    """Deeper and otherwise halved frames as 4:2:0 or 4:4:4 of 8 bits; matrix and range stay as they are."""
    if frame.format.name in _READ_AS_THEY_ARE:
        return planes_of(frame)
    span = ColorRange.JPEG if is_full_range(frame) else ColorRange.MPEG
    is_halved = (frame.format.chroma_width(16), frame.format.chroma_height(16)) == (8, 8)
    plain = frame.reformat(
        format="yuv420p" if is_halved else "yuv444p",
        src_color_range=span,
        dst_color_range=span,
        interpolation=EXACTLY,
    )
    return planes_of(plain)


def _plane(plane: VideoPlane) -> Plane:
    rows: Plane = np.frombuffer(bytes(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
