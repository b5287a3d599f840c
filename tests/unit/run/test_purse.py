"""The purse: what a run may still spend."""

from __future__ import annotations

import pytest

from pipeline.run.purse import Purse


def test_without_a_budget_everything_fits() -> None:
    assert Purse(None).reserve(1e6)


def test_a_sum_that_fits_to_the_cent_fits() -> None:
    purse = Purse(0.3)

    assert [purse.reserve(0.1) for _ in range(4)] == [True, True, True, False]


def test_the_bill_takes_the_place_of_the_reservation() -> None:
    purse = Purse(2.0)
    purse.reserve(1.5)

    purse.settle(1.5, 0.9)

    assert purse.spent_usd == pytest.approx(0.9)
    assert purse.reserve(1.0)
