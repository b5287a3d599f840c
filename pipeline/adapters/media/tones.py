"""Turns a shot's digest and the times of its lines into a quiet sound: a chord for the shot, a voice's pitch
while a line is spoken. Knows no pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.adapters.media.house import SOUND_RATE, Sound

_SCALE_HZ = (110.0, 130.81, 146.83, 164.81, 196.0, 220.0)
"""A minor without its sharp edges: any two of these sound well together."""
_LEVEL = 0.045
"""With the parts below: about -30 dB under full scale (RMS)."""
_SOFT_S = 0.35

_Wave = NDArray[np.float64]


def tones(digest: bytes, samples: int, lines: Sequence[tuple[float, float, str, str]]) -> Iterator[Sound]:
    """The sound of a shot, a second at a time. lines: (start_s, end_s, speaker, text)."""
    for start in range(0, samples, SOUND_RATE):
        seconds = np.arange(start, min(start + SOUND_RATE, samples)) / SOUND_RATE
        wave = _chord(digest, seconds) * _swell(seconds, 0.0, samples / SOUND_RATE)
        for start_s, end_s, speaker, _ in lines:
            wave = wave + _voice(speaker, seconds) * _swell(seconds, start_s, end_s)
        level = (wave * _LEVEL).astype(np.float32)
        yield np.stack([level, level])


def _chord(digest: bytes, seconds: _Wave) -> _Wave:
    """A note and its fifth, breathing slowly."""
    root = _SCALE_HZ[digest[2] % len(_SCALE_HZ)]
    breath = 0.8 + 0.2 * np.sin(2 * np.pi * 0.25 * seconds)
    return breath * (
        _note(root, seconds) + 0.5 * _note(root * 1.5, seconds) + 0.35 * _note(root * 2, seconds)
    )


def _voice(speaker: str, seconds: _Wave) -> _Wave:
    """Each speaker's own pitch, in something like syllables."""
    pitch = 2 * _SCALE_HZ[hashlib.sha256(speaker.encode()).digest()[0] % len(_SCALE_HZ)]
    syllables = 0.55 - 0.45 * np.cos(2 * np.pi * 3.5 * seconds)
    return 0.9 * syllables * (_note(pitch, seconds) + 0.3 * _note(pitch * 2, seconds))


def _note(hertz: float, seconds: _Wave) -> _Wave:
    wave: _Wave = np.sin(2 * np.pi * hertz * seconds)
    return wave


def _swell(seconds: _Wave, start_s: float, end_s: float) -> _Wave:
    """0 outside, 1 inside, soft at both ends."""
    edge_s = max(min(_SOFT_S, (end_s - start_s) / 2), 1 / SOUND_RATE)
    inside = np.clip(np.minimum(seconds - start_s, end_s - seconds) / edge_s, 0, 1)
    swell: _Wave = inside * inside * (3 - 2 * inside)
    return swell
