"""Turns clips into facts, and a moment of a clip into the exact picture that is seen there. Knows nothing of
where clips come from or what is done with them."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame

from pipeline.adapters.durable import told
from pipeline.adapters.media.boxes import check_boxes
from pipeline.adapters.media.colour import BT601, BT709, Matrix, likeness
from pipeline.adapters.media.frames import (
    pixels_of_frame,
    quarter_turns,
    tagged_matrix,
    usual_matrix,
)
from pipeline.adapters.media.pictures import digest_of, pixels_of, png_of
from pipeline.adapters.media.ratios import exact
from pipeline.adapters.media.reading import (
    Timetable,
    frames_at,
    opened,
    picture_track,
    sound_track,
    timetable,
)
from pipeline.errors import MediaRefused
from pipeline.model import ClipFacts, Moment

MAX_BYTES = 2 * 1024**3
MAX_SIDE_PX = 4096
MAX_SECONDS = 600


class Reels:
    """Reads clips: MP4, counted by their packets, looked into by decoding."""

    def probe(self, path: Path) -> ClipFacts:
        """Raises MediaRefused: no MP4 (F020), cut off (F021), larger or longer than we take (F022), no
        pictures (F023)."""
        with told(f"{path.name} cannot be read"):
            _check(path)
            table = timetable(path)
            _check_length(table)
            first = next(frames_at(path, table, (0,)))
            is_upright = quarter_turns(first) % 2 == 0
            return ClipFacts(
                sha256=_digest(path),
                size_bytes=path.stat().st_size,
                width_px=first.width if is_upright else first.height,
                height_px=first.height if is_upright else first.width,
                fps=_rate(path, table),
                frames=len(table.starts),
                duration_s=float(table.duration_s),
                has_audio=_has_audio(path),
            )

    def frame(self, path: Path, at: Moment, seed_picture: bytes | None) -> tuple[str, bytes]:
        """(digest of its pixels, the frame as PNG). seed_picture: the clip's own first keyframe, to tell its
        colour matrix where the clip does not say it.

        Raises MediaRefused: the clip has no such frame (F024), and as `probe`.
        """
        with told(f"{path.name} cannot be read"):
            _check(path)
            table = timetable(path)
            frame = next(frames_at(path, table, (_number(at, table),)))
            pixels = pixels_of_frame(frame, _matrix(path, table, frame, seed_picture))
        return digest_of(pixels), png_of(pixels)


def _check(path: Path) -> None:
    """What can be known before anything is decoded."""
    size_bytes = path.stat().st_size
    if size_bytes > MAX_BYTES:
        raise MediaRefused("F022", f"it is {size_bytes / 2**30:.1f} GB large", "at most 2 GB are taken")
    check_boxes(path)
    with opened(path) as container:
        track = picture_track(container)
        if max(track.width, track.height) > MAX_SIDE_PX:
            size = f"{track.width}x{track.height}"
            raise MediaRefused("F022", f"its pictures are {size}", f"at most {MAX_SIDE_PX} on a side")
        length_s = (track.duration or 0) * exact(track.time_base)
    _check_seconds(length_s)


def _check_length(table: Timetable) -> None:
    _check_seconds(table.duration_s)


def _check_seconds(length_s: Fraction) -> None:
    if length_s > MAX_SECONDS:
        raise MediaRefused(
            "F022", f"it is {float(length_s):.0f} s long", f"at most {MAX_SECONDS} s are taken"
        )


def _rate(path: Path, table: Timetable) -> tuple[int, int]:
    """Frames a second: as the film says where its frames agree, else counted."""
    with opened(path) as container:
        said = exact(picture_track(container).average_rate)
    count = len(table.starts)
    if said > 0 and abs(count / said - table.duration_s) * said < Fraction(3, 2):
        return said.numerator, said.denominator
    counted = (count / table.duration_s).limit_denominator(1001)
    return counted.numerator, counted.denominator


def _has_audio(path: Path) -> bool:
    with opened(path) as container:
        return sound_track(container) is not None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _number(at: Moment, table: Timetable) -> int:
    """The number of the frame that is seen at this moment."""
    count = len(table.starts)
    match at.unit:
        case "first":
            return 0
        case "last":
            return count - 1
        case "frame":
            if 0 <= at.value < count:
                return int(at.value)
            raise MediaRefused(
                "F024",
                f"it has no frame {at.value:g}: its frames are 0 to {count - 1}",
                "ask for one of these",
            )
        case "second":
            number = table.showing(Fraction(str(at.value)))
            if number is not None:
                return number
            length = f"{float(table.duration_s):g}"
            raise MediaRefused(
                "F024",
                f"it has no second {at.value:g}: it is {length} s long",
                "ask for an earlier moment, or `last`",
            )


def _matrix(path: Path, table: Timetable, frame: VideoFrame, seed_picture: bytes | None) -> Matrix:
    """The tag's; else the one under which the first frame is nearer to the picture that it was made from.

    Source: right for 6 of 6 pictures, measured; a grey one ties, and then it does not matter.
    """
    if tagged_matrix(frame) or seed_picture is None:
        return usual_matrix(frame)
    seed = pixels_of(seed_picture)
    first = next(frames_at(path, table, (0,)))
    return min(
        (usual_matrix(frame), BT709, BT601), key=lambda matrix: likeness(pixels_of_frame(first, matrix), seed)
    )
