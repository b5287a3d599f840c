"""Turns a resolution, a pair of numbers or a picture's shape into the size of a clip. Knows no request.

Source: Runware's page of SkyReels V4, read in November 2026: the 480p rows and 1280x720 stand there; 720x1280
and 960x960 are confirmed by another reader of the page; the 1080p rows follow their pattern.
"""

from __future__ import annotations

import math

SIZES_PX = {
    "480p": ((848, 480), (480, 848), (736, 560), (560, 736), (640, 640)),
    "720p": ((1280, 720), (720, 1280), (960, 960)),
    "1080p": ((1920, 1080), (1080, 1920), (1440, 1440)),
}
USD_PER_SECOND = {"480p": 0.11, "720p": 0.14, "1080p": 0.35}
LEAST_PX, MOST_PX = 256, 2048
_PIXELS = {name: max(width * height for width, height in sizes) for name, sizes in SIZES_PX.items()}


def is_allowed(width_px: int, height_px: int) -> bool:
    """A pair of the table; or any other beyond 480p, since only that part of the vendor's table is known
    whole."""
    is_listed = any((width_px, height_px) in sizes for sizes in SIZES_PX.values())
    is_near = all(LEAST_PX <= side <= MOST_PX and side % 8 == 0 for side in (width_px, height_px))
    return is_listed or (is_near and _PIXELS["480p"] < width_px * height_px <= _PIXELS["1080p"])


def resolution_of(width_px: int, height_px: int) -> str:
    """What a size is charged as: the smallest resolution that has as many pixels."""
    return next(name for name, pixels in _PIXELS.items() if width_px * height_px <= pixels)


def size_of(resolution: str, shape_px: tuple[int, int] | None) -> tuple[int, int]:
    """The size of a resolution that is nearest in shape to a picture; landscape where there is none to go
    by."""
    if shape_px is None:
        return SIZES_PX[resolution][0]
    wanted = math.log(shape_px[0] / shape_px[1])
    return min(SIZES_PX[resolution], key=lambda size: abs(math.log(size[0] / size[1]) - wanted))
