"""Turns a ratio of the media library into an exact number. Knows no film."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol


class Ratio(Protocol):
    """What PyAV gives: a Fraction up to 18, a type of its own from 19 on."""

    @property
    def numerator(self) -> int: ...

    @property
    def denominator(self) -> int: ...


def exact(ratio: Ratio | None) -> Fraction:
    """0 where there is none, or where it says nothing: FFmpeg writes what it does not know as 0/0 and 0/1."""
    if ratio is None or not ratio.denominator:
        return Fraction(0)
    return Fraction(ratio.numerator, ratio.denominator)
