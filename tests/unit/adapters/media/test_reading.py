"""Seconds become numbers of frames, and shapes become crops, without a film."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.adapters.media.fitting import Fit, fit_of
from pipeline.adapters.media.reading import Timetable

TABLE = Timetable(Fraction(1, 10), (5, 6, 8, 9), 11, frozenset({5}))
"""Frames at 0, 0.1, 0.3 and 0.4 s from the first; the end at 0.6 s."""


@pytest.mark.parametrize(
    ("second", "number"),
    [("0", 0), ("0.09", 0), ("0.1", 1), ("0.29", 1), ("0.3", 2), ("0.59", 3), ("0.6", None), ("-0.1", None)],
)
def test_a_frame_is_seen_until_the_next_one(second: str, number: int | None) -> None:
    assert TABLE.showing(Fraction(second)) == number


@pytest.mark.parametrize(
    ("second", "number"), [("0", 0), ("0.04", 0), ("0.06", 1), ("0.2", 1), ("0.21", 2), ("9", 3)]
)
def test_the_nearest_frame_is_the_earlier_of_two(second: str, number: int) -> None:
    assert TABLE.nearest(Fraction(second)) == number


def test_the_length_of_a_film_runs_to_the_end_of_its_last_frame() -> None:
    assert TABLE.duration_s == Fraction(6, 10)


@pytest.mark.parametrize(
    ("seen", "wanted", "scaled"),
    [
        ((720, 1280), (720, 1280), (720, 1280)),
        ((1920, 1080), (720, 1280), (2276, 1280)),
        ((854, 480), (1280, 720), (1280, 720)),
        ((100, 100), (64, 128), (128, 128)),
    ],
)
def test_a_picture_is_scaled_to_cover_what_is_wanted(
    seen: tuple[int, int], wanted: tuple[int, int], scaled: tuple[int, int]
) -> None:
    fit = fit_of((Fraction(seen[0]), Fraction(seen[1])), wanted)

    assert fit == Fit(scaled, wanted)
    assert all(side % 2 == 0 for side in fit.scaled_px)
