"""What pictures and clips are found to be. Knows no codec and no library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from pipeline.records import record


@record
class PictureFacts:
    """A still that was read whole. format: PNG, JPEG, WEBP or AVIF. Size after its EXIF turn."""

    sha256: str
    size_bytes: int
    format: str
    width_px: int
    height_px: int


@record
class ClipFacts:
    """A film that was opened and counted. fps: a fraction as (numerator, denominator). duration_s: of the
    picture track."""

    sha256: str
    size_bytes: int
    width_px: int
    height_px: int
    fps: tuple[int, int]
    frames: int
    duration_s: float
    has_audio: bool


@record
class Assets:
    """What the storyboard's files are, by path from the project's root. A file that is at fault is not in
    here."""

    pictures: Mapping[PurePosixPath, PictureFacts]
    clips: Mapping[PurePosixPath, ClipFacts]
