"""Dollars and seconds in words."""

from __future__ import annotations

import pytest

from pipeline.report.money import seconds, usd, usd_range


@pytest.mark.parametrize(
    ("floor", "ceiling", "told"),
    [
        (1.12, 1.14, "$1.12 to $1.14"),
        (1.121, 1.124, "$1.12"),
        (0.0, 0.0, "$0.00"),
        (1896.0, 1896.0, "$1,896.00"),
        (None, 1.0, "unpriced"),
    ],
)
def test_a_range_is_one_figure_where_it_differs_by_less_than_a_cent(
    floor: float | None, ceiling: float | None, told: str
) -> None:
    assert usd_range(floor, ceiling) == told


@pytest.mark.parametrize(
    ("amount", "told"), [(1.685, "$1.69"), (1.6849999999999998, "$1.69"), (1.6849, "$1.68")]
)
def test_half_a_cent_goes_up_however_a_sum_came_out(amount: float, told: str) -> None:
    assert usd(amount) == told


def test_nobody_knows_is_said() -> None:
    assert usd(None) == "unpriced"


@pytest.mark.parametrize(
    ("amount", "told"),
    [(8, "8 s"), (4.5, "4.5 s"), (59.96, "1 min 0 s"), (74, "1 min 14 s"), (119.7, "2 min 0 s")],
)
def test_seconds_in_words(amount: float, told: str) -> None:
    assert seconds(amount) == told
