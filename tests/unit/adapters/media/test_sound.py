"""Sound is brought to a loudness without losing a sample, and a shot's tone is its own."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.adapters.media.house import SOUND_RATE, Sound
from pipeline.adapters.media.sound import PEAK, Sounds, levelled, measured
from pipeline.adapters.media.tones import tones


def noise(seconds: float, level: float) -> Sound:
    shape = (2, round(seconds * SOUND_RATE))
    return np.random.default_rng(1).normal(0, level, shape).astype(np.float32)


def in_parts(sound: Sound) -> Sounds:
    yield from (sound[:, start : start + 30_001] for start in range(0, sound.shape[1], 30_001))


def test_quiet_sound_is_raised_by_one_gain() -> None:
    sound = noise(3, 0.02)

    louder = np.concatenate(list(levelled(lambda: in_parts(sound), -23)), axis=1)

    assert measured([louder])[0] == pytest.approx(-23, abs=0.2)
    assert louder.shape == sound.shape
    gains = louder[sound != 0] / sound[sound != 0]
    assert gains.std() < 1e-3


def test_peaks_are_held_and_every_sample_stays_in_place() -> None:
    sound = noise(3, 0.02)
    sound[:, 70_000:70_010] = 0.9

    louder = np.concatenate(list(levelled(lambda: in_parts(sound), -16)), axis=1)

    assert louder.shape == sound.shape
    assert float(np.abs(louder).max()) <= PEAK + 0.01
    assert int(np.abs(louder[0]).argmax()) in range(69_000, 71_000)
    apart = np.corrcoef(louder[0, :48_000], sound[0, :48_000])[0, 1]
    assert apart > 0.999


@pytest.mark.parametrize("sound", [np.zeros((2, 96_000), np.float32), np.zeros((2, 10), np.float32)])
def test_silence_stays_as_it_is(sound: Sound) -> None:
    assert (np.concatenate(list(levelled(lambda: in_parts(sound), -16)), axis=1) == 0).all()


def test_a_tone_starts_and_ends_softly_and_is_as_long_as_asked() -> None:
    sound = np.concatenate(list(tones(bytes(32), 100_000, ())), axis=1)

    assert sound.shape == (2, 100_000)
    assert float(np.abs(sound[:, :50]).max()) < 1e-3
    assert float(np.abs(sound[:, -50:]).max()) < 1e-3


def test_a_line_sounds_while_it_is_spoken_and_each_speaker_in_an_own_pitch() -> None:
    plain, mei, adrian = (
        np.concatenate(list(tones(bytes(32), 96_000, lines)), axis=1)
        for lines in ((), ((0.5, 1.0, "Mei", "a"),), ((0.5, 1.0, "Adrian Kwan", "a"),))
    )

    assert (plain[:, :24_000] == mei[:, :24_000]).all()
    assert float(np.abs(plain - mei)[:, 30_000:45_000].max()) > 0.01
    assert float(np.abs(adrian - mei)[:, 30_000:45_000].max()) > 0.01
