"""A ratio is exact, whichever type the media library gives it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from pipeline.adapters.media.ratios import Ratio, exact


@dataclass(frozen=True)
class Pair:
    """As FFmpeg has it: two numbers, not always those of a fraction."""

    numerator: int
    denominator: int


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Fraction(1001, 30000), Fraction(1001, 30000)),
        (Pair(2, 180), Fraction(1, 90)),
        (24, Fraction(24)),
        (Pair(0, 1), Fraction(0)),
        (Pair(0, 0), Fraction(0)),
        (None, Fraction(0)),
    ],
)
def test_a_ratio_is_exact_and_nothing_where_nothing_is_said(given: Ratio | None, expected: Fraction) -> None:
    assert exact(given) == expected
