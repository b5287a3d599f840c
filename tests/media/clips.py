"""Makes the odd films that real encoders make, without any program but PyAV."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from pipeline.adapters.media.colour import to_planes

Picture = NDArray[np.uint8]
SIZE = (96, 160)
"""Width and height of the films here."""


def picture(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """A smooth coloured picture that tells its number: eight levels of light a step."""
    width, height = size
    across = np.linspace(0, 60, width)[None, :] + np.zeros((height, 1))
    down = np.linspace(0, 60, height)[:, None] + np.zeros((1, width))
    light = number % 16 * 8
    return np.stack([150 - down + light / 4, 60 + light + across / 8, 30 + across + down], -1).astype(
        np.uint8
    )


def pictures(count: int, size: tuple[int, int] = SIZE) -> list[Picture]:
    return [picture(number, size) for number in range(count)]


def film(
    path: Path,
    shown: Sequence[Picture],
    *,
    fps: int = 24,
    bframes: int = 0,
    is_tagged: bool = True,
    pixel_format: str = "yuv420p",
    starts: Sequence[int] | None = None,
    sound_s: float = 0,
    sound_rate: int = 48_000,
    sound_from_s: float = 0,
) -> Path:
    """A lossless film of these pictures, in BT.709. starts: times of the frames in units of 1/fps."""
    height, width = shown[0].shape[:2]
    with av.open(path, "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=fps)
        context = stream.codec_context
        context.width, context.height, context.pix_fmt = width, height, pixel_format
        context.options = {"qp": "0", "preset": "veryfast", "x264-params": f"bframes={bframes}:keyint=24"}
        context.time_base = Fraction(1, fps)
        if is_tagged:
            context.colorspace = context.color_primaries = context.color_trc = context.color_range = 1
        heard = container.add_stream("aac", rate=sound_rate, layout="mono") if sound_s else None
        for start, pixels in zip(starts or range(len(shown)), shown, strict=True):
            frame = _frame(pixels).reformat(format=pixel_format)
            frame.pts, frame.time_base = start, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if heard is not None:
            for frame in _tone(round(sound_s * sound_rate), sound_rate):
                frame.pts += round(sound_from_s * sound_rate)
                container.mux(heard.encode(frame))
            container.mux(heard.encode(None))
    return path


def _frame(pixels: Picture) -> VideoFrame:
    planes = np.concatenate([plane.ravel() for plane in to_planes(pixels)])
    return VideoFrame.from_ndarray(planes.reshape(-1, pixels.shape[1]), format="yuv420p")


def _tone(samples: int, rate: int) -> list[AudioFrame]:
    wave = (0.1 * np.sin(2 * np.pi * 440 * np.arange(samples) / rate)).astype(np.float32)
    frames = []
    for start in range(0, samples, 1024):
        frame = AudioFrame.from_ndarray(wave[None, start : start + 1024], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        frames.append(frame)
    return frames


def shorten_edit_list(path: Path, seconds: float) -> None:
    """Makes the first edit list end after these seconds, as editors do when they trim without encoding."""
    content = bytearray(path.read_bytes())
    at = content.index(b"elst") + 4
    assert content[at] == 0, "a version 0 edit list"
    timescale = struct.unpack_from(">I", content, content.index(b"mvhd") + 4 + 12)[0]
    struct.pack_into(">I", content, at + 8, round(seconds * timescale))
    path.write_bytes(content)


def turn(path: Path) -> None:
    """Marks the film as to be turned to the right by 90 degrees, as phones do."""
    content = bytearray(path.read_bytes())
    one = 1 << 16
    matrix = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 1 << 30)
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + 36] = matrix
    path.write_bytes(content)
