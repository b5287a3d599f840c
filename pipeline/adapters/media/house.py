"""Turns planes and sound into a film of the house's one form, packet by packet. Knows nothing of where
pictures come from; animatic, conform and join all write through it, so that a clip made here is copied, not
encoded again."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from pipeline.adapters.durable import beside, flush, put_in_place, reason, told
from pipeline.adapters.media.colour import Planes
from pipeline.adapters.media.processors import x264_instructions
from pipeline.adapters.media.ratios import exact
from pipeline.errors import StateDamaged
from pipeline.model import Body, House, Piece

SOUND_RATE = 48_000
SOUND_BLOCK = 1024
"""Samples in one packet of AAC."""
Sound: TypeAlias = NDArray[np.float32]
"""2 x samples, left and right, full scale at 1."""
Timed: TypeAlias = tuple[Fraction, "Packet[Stream]"]
"""A packet and the second at which it is shown or heard."""

PICTURE_SETTINGS = {"preset": "veryfast", "crf": "17", "flags": "+bitexact"}
"""One thread, since x264 gives other bytes with more; no B-frames, so that packets stand in the order they
are shown and clips join without an edit list (measured: 8 times real time at 720x1280, and no larger)."""
SOUND_BIT_RATE = 192_000
_BT709, _LIMITED = 1, 1
_CONTAINER = {"fflags": "+bitexact", "movflags": "+faststart", "movie_timescale": str(SOUND_RATE)}
"""The timescale makes edit lists exact to the sample; the muxer's own counts milliseconds."""


def frames_of(piece: Piece) -> int:
    """The length of a piece, in frames of the house."""
    return piece.end_frame - piece.start_frame if isinstance(piece, Body) else piece.frames


def settings_of(house: House) -> str:
    """Everything that decides what the encoder makes of equal pictures, on one line: part of cache keys."""
    return f"libx264 {sorted(PICTURE_SETTINGS.items())} {_x264_parameters(house)} {av.library_versions}"


def _x264_parameters(house: House) -> str:
    keyframes_every = max(round(2 * Fraction(*house.fps)), 1)
    return f"scenecut=0:bframes=0:keyint={keyframes_every}{x264_instructions()}"


@contextmanager
def new_film(out: Path, title: str | None = None) -> Iterator[OutputContainer]:
    """A film that takes the place of `out` once it is whole and on the disk. Raises StateDamaged."""
    part = beside(out)
    with told(f"{out.name} cannot be written"):
        try:
            with av.open(part, "w", format="mp4", options=_CONTAINER) as container:
                if title:
                    container.metadata["title"] = title
                yield container
            with part.open("r+b") as file:
                flush(file.fileno())
            put_in_place(part, out)
        except FFmpegError as error:
            raise StateDamaged(f"{out.name} cannot be written: {_why(error)}") from error
        finally:
            part.unlink(missing_ok=True)


def _why(error: FFmpegError) -> str:
    return reason(error) if isinstance(error, OSError) else str(error.strerror).lower()


def picture_stream(container: OutputContainer, house: House) -> VideoStream:
    """A new H.264 track in the house's form: square pixels, 4:2:0, BT.709, limited range."""
    stream = container.add_stream("libx264", rate=Fraction(*house.fps))
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = house.width_px, house.height_px, "yuv420p"
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED
    context.sample_aspect_ratio = Fraction(1)
    context.options = {**PICTURE_SETTINGS, "x264-params": _x264_parameters(house)}
    context.thread_count = 1
    return stream


def sound_stream(container: OutputContainer) -> AudioStream:
    """A new AAC track: 48 kHz, stereo."""
    stream = container.add_stream("aac", rate=SOUND_RATE, layout="stereo", format="fltp")
    stream.codec_context.bit_rate = SOUND_BIT_RATE
    stream.codec_context.options = {"flags": "+bitexact"}
    return stream


def encoded_pictures(stream: VideoStream, house: House, pictures: Iterable[Planes]) -> Iterator[Timed]:
    """The packets of these pictures, one house frame each."""
    frame_s = 1 / Fraction(*house.fps)
    for number, planes in enumerate(pictures):
        sheet = np.concatenate([plane.ravel() for plane in planes])
        frame = VideoFrame.from_ndarray(sheet.reshape(-1, house.width_px), format="yuv420p")
        frame.pts, frame.time_base = number, frame_s
        yield from _timed(stream.encode(frame))
    yield from _timed(stream.encode(None))


def encoded_sound(stream: AudioStream, sounds: Iterable[Sound]) -> Iterator[Timed]:
    """The packets of these sounds, one after the other without a gap."""
    at = 0
    for block in _blocks(sounds):
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, at, Fraction(1, SOUND_RATE)
        at += block.shape[1]
        yield from _timed(stream.encode(frame))
    yield from _timed(stream.encode(None))


def _blocks(sounds: Iterable[Sound]) -> Iterator[Sound]:
    """The same sound in blocks that AAC takes; the last one may be shorter."""
    rest = np.zeros((2, 0), np.float32)
    for sound in sounds:
        rest = np.concatenate([rest, sound], axis=1)
        whole = rest.shape[1] - rest.shape[1] % SOUND_BLOCK
        for start in range(0, whole, SOUND_BLOCK):
            yield rest[:, start : start + SOUND_BLOCK]
        rest = rest[:, whole:]
    if rest.shape[1]:
        yield rest


def _timed(packets: Iterable[Packet[Stream]]) -> Iterator[Timed]:
    for packet in packets:
        yield (packet.pts or 0) * exact(packet.time_base), packet


def mux(container: OutputContainer, *tracks: Iterator[Timed]) -> None:
    """Writes all tracks in step, so that a player never has to look far ahead."""
    for _, packet in heapq.merge(*tracks, key=lambda timed: timed[0]):
        container.mux_one(packet)


def extradata_digest(extradata: bytes | None) -> str:
    """What tells whether two H.264 tracks can stand in one file."""
    return hashlib.sha1(extradata or b"", usedforsecurity=False).hexdigest()
