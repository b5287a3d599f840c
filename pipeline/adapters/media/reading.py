"""Turns a film file into its table of frames, and into decoded frames exactly where that table says. Knows
nothing of colour, and never lets a reader's own exception out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition, Stream
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from pipeline.adapters.media.ratios import exact
from pipeline.errors import MediaRefused
from pipeline.records import record

MAX_FRAMES = 600 * 120
"""Ten minutes at 120 frames a second."""
SEEK_BEYOND_S = 30
"""Up to here a film is decoded from its start: a seek may land wrong, decoding cannot (facts: 24 of 25)."""

_TITLES: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}
"""Titles need not be UTF-8. PyAV 18 raises where they are not, unless it is told; 19 has no such option."""

_AGAIN = "load or export the file again"


@record
class Timetable:
    """When each frame of a film is shown, in units of time_base: starts ascending, and the end of the
    last."""

    time_base: Fraction
    starts: tuple[int, ...]
    end: int
    keys: frozenset[int]

    @property
    def duration_s(self) -> Fraction:
        return (self.end - self.starts[0]) * self.time_base

    def showing(self, second: Fraction) -> int | None:
        """The number of the frame that is seen at this second from the first one's start; None: there is
        none."""
        at = self.starts[0] + second / self.time_base
        return bisect_right(self.starts, at) - 1 if self.starts[0] <= at < self.end else None

    def nearest(self, second: Fraction) -> int:
        """The number of the frame that starts nearest to this second; of two equally near, the earlier."""
        at = self.starts[0] + second / self.time_base
        after = min(bisect_right(self.starts, at), len(self.starts) - 1)
        before = max(after - 1, 0)
        return before if at - self.starts[before] <= self.starts[after] - at else after


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The film, as MP4 and as nothing else: a text that names other files would be followed by a guess.

    Raises MediaRefused for whatever goes wrong inside: no MP4 (F020), damaged (F021).
    """
    try:
        with av.open(path, "r", format="mp4", **_TITLES) as container:
            yield container
    except FFmpegError as error:
        raise MediaRefused("F021", "it is cut off or damaged", _AGAIN) from error


def picture_track(container: InputContainer) -> VideoStream:
    """The first track of moving pictures; cover art is none. Raises MediaRefused (F023)."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic and _has_decoder(stream):
            # Frames in several threads hide a damaged end; slices raise (measured).
            stream.thread_type = "SLICE"
            return stream
    raise MediaRefused("F023", "it has no moving pictures that can be read", "give an MP4 of H.264 pictures")


def sound_track(container: InputContainer) -> AudioStream | None:
    """The first track of sound that can be heard; None where there is none."""
    return next(filter(_has_decoder, container.streams.audio), None)


def _has_decoder(stream: Stream) -> bool:
    """PyAV gives a track of an unknown codec no context at all."""
    return getattr(stream, "codec_context", None) is not None


def timetable(path: Path) -> Timetable:
    """Reads the packets and decodes none. Raises MediaRefused: F021, F022 (too many frames), F023."""
    with opened(path) as container:
        track = picture_track(container)
        spans: list[tuple[int, int]] = []
        keys: set[int] = set()
        for packet in container.demux(track):
            if packet.pts is None or packet.is_discard or not packet.size:
                continue
            spans.append((packet.pts, packet.duration or 0))
            if packet.is_keyframe:
                keys.add(packet.pts)
            if len(spans) > MAX_FRAMES:
                raise MediaRefused("F022", f"it has more than {MAX_FRAMES} frames", "cut it into parts")
        time_base = exact(track.time_base)
    if not spans or not time_base:
        raise MediaRefused("F023", "it has no moving pictures", "give a film, not a sound file")
    return _table(time_base, sorted(spans), frozenset(keys))


def _table(time_base: Fraction, spans: Sequence[tuple[int, int]], keys: frozenset[int]) -> Timetable:
    starts = [start for start, _ in spans]
    last, length = spans[-1]
    if not length:
        length = last - starts[-2] if len(starts) > 1 else 1
    return Timetable(time_base, tuple(starts), last + length, keys)


def frames_at(path: Path, table: Timetable, numbers: Sequence[int]) -> Iterator[VideoFrame]:
    """The frames of these numbers. numbers: ascending; one may stand several times.

    Raises MediaRefused (F021) where the file promises a frame and does not hold it.
    """
    wanted = [table.starts[number] for number in numbers]
    with opened(path) as container:
        track = picture_track(container)
        frames = _decoded(container, track, table, wanted[0])
        shown: VideoFrame | None = None
        for start in wanted:
            while shown is None or shown.pts != start:
                shown = next(frames, None)
                if shown is None:
                    raise MediaRefused("F021", "it is cut off: frames that it promises are missing", _AGAIN)
            yield shown


def _decoded(
    container: InputContainer, track: VideoStream, table: Timetable, target: int
) -> Iterator[VideoFrame]:
    """Frames in the order they are shown, from one at or before the target."""
    if (target - table.starts[0]) * table.time_base > SEEK_BEYOND_S:
        container.seek(target, stream=track)
        frames = container.decode(track)
        first = next(frames, None)
        if first is not None and _is_clean_start(first, target):
            yield first
            yield from frames
            return
        container.seek(table.starts[0], stream=track)
    yield from container.decode(track)


def _is_clean_start(frame: VideoFrame, target: int) -> bool:
    """Whether decoding may begin here: films without whole pictures (intra refresh) come out damaged."""
    is_whole = frame.key_frame and frame.pict_type == PictureType.I
    return is_whole and frame.pts is not None and frame.pts <= target
