"""Turns the pieces of a cut into one continuous sound, exact to the sample, and brings it to a loudness.
Knows no pictures and writes no file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph

from pipeline.adapters.media.house import SOUND_RATE, Sound, frames_of
from pipeline.adapters.media.ratios import exact
from pipeline.adapters.media.reading import opened, picture_track, sound_track
from pipeline.model import Blend, Body, House, Piece, Slate

SILENCE_LUFS = -69.0
"""ebur128 says -70 where nothing passes its gate."""
PEAK = 0.84
"""-1.5 dB under full scale, true peak: what phones and web players expect beside -16 LUFS."""

Sounds: TypeAlias = Iterator[Sound]


def mixed(pieces: Sequence[Piece], house: House) -> Sounds:
    """The sound of each piece, as long as its pictures: silence where there is none."""
    at = 0
    for piece in pieces:
        start, at = at, at + frames_of(piece)
        yield _piece_sound(piece, house, _samples(at, house) - _samples(start, house))


def _samples(frames: int, house: House) -> int:
    return round(frames * SOUND_RATE / Fraction(*house.fps))


def _piece_sound(piece: Piece, house: House, length: int) -> Sound:
    match piece:
        case Slate():
            return np.zeros((2, length), np.float32)
        case Body():
            return sound_between(piece.clip.path, _samples(piece.start_frame, house), length)
        case Blend():
            before = sound_between(piece.before.path, _samples(piece.before_start_frame, house), length)
            after = sound_between(piece.after.path, _samples(piece.after_start_frame, house), length)
            turn = (np.arange(length, dtype=np.float32) + 0.5) * np.float32(np.pi / 2 / max(length, 1))
            blended: Sound = before * np.cos(turn) + after * np.sin(turn)
            return blended


def sound_between(path: Path, start: int, length: int) -> Sound:
    """Samples [start, start + length) of a clip, counted from its first picture; silence where it has none.

    Raises MediaRefused (F021) where its sound is damaged.
    """
    sound = np.zeros((2, length), np.float32)
    with opened(path) as container:
        track = sound_track(container)
        if track is None:
            return sound
        for at, block in _decoded(container, track):
            low, high = max(at, start), min(at + block.shape[1], start + length)
            if low < high:
                sound[:, low - start : high - start] = block[:, low - at : high - at]
            if at >= start + length:
                break
    return sound


def _decoded(container: InputContainer, track: AudioStream) -> Iterator[tuple[int, Sound]]:
    """(first sample, samples) in the house's rate, counted from the first picture."""
    pictures = picture_track(container)
    origin_s = (pictures.start_time or 0) * exact(pictures.time_base)
    resampler = AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE)
    at: int | None = None
    for frame in container.decode(track):
        if at is None:
            start_s = (frame.pts or 0) * exact(frame.time_base)
            at = round((start_s - origin_s) * SOUND_RATE)
        for block in map(_array, resampler.resample(frame)):
            yield at, block
            at += block.shape[1]
    if at is not None:
        for block in map(_array, resampler.resample(None)):
            yield at, block
            at += block.shape[1]


def _array(frame: AudioFrame) -> Sound:
    return np.asarray(frame.to_ndarray(), np.float32)


# --- loudness -----------------------------------------------------------------------------------------------


def levelled(sounds: Callable[[], Sounds], target_lufs: float) -> Sounds:
    """The same sound, the same samples, at this loudness; silence stays silence.

    sounds: gives the sound from its start, each time it is called. Source: EBU R 128, by FFmpeg's ebur128;
    its loudnorm fell into its dynamic mode and missed by 1.7 LU (measured).
    """
    loudness_lufs, peak = measured(sounds())
    if loudness_lufs <= SILENCE_LUFS:
        yield from sounds()
        return
    gain = np.float32(10 ** ((target_lufs - loudness_lufs) / 20))
    louder = (sound * gain for sound in sounds())
    yield from _limited(louder) if peak * gain > PEAK else louder


def measured(sounds: Iterable[Sound]) -> tuple[float, float]:
    """(integrated loudness in LUFS, true peak) of the whole; -70 where it is too short or quiet to tell."""
    loudness_lufs, peak = -70.0, 0.0
    for frame in _filtered(sounds, "ebur128", "metadata=1:peak=true"):
        told = frame.metadata
        loudness_lufs = float(told.get("lavfi.r128.I", loudness_lufs))
        peaks = (float(told.get(f"lavfi.r128.true_peaks_ch{channel}", 0)) for channel in (0, 1))
        peak = max(peak, *peaks)
    return loudness_lufs, peak


def _limited(sounds: Iterable[Sound]) -> Sounds:
    return map(_array, _filtered(sounds, "alimiter", f"limit={PEAK}:level=disabled:latency=1"))


def _filtered(sounds: Iterable[Sound], name: str, options: str) -> Iterator[AudioFrame]:
    """What one audio filter gives for this sound."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=SOUND_RATE, format="fltp", layout="stereo")
    form = graph.add("aformat", f"sample_fmts=fltp:sample_rates={SOUND_RATE}:channel_layouts=stereo")
    graph.link_nodes(source, graph.add(name, options), form, graph.add("abuffersink")).configure()
    at = 0
    for sound in sounds:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, at, Fraction(1, SOUND_RATE)
        at += sound.shape[1]
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        if isinstance(frame, AudioFrame):
            yield frame
