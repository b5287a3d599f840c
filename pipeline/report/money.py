"""Turns dollars and seconds into words. Knows no plan."""

from __future__ import annotations

from pipeline.history import HAIR_USD


def usd(amount: float | None) -> str:
    """`$1.12`; `unpriced` where nobody knows. Half a cent goes up; a sum in binary may miss it by a hair."""
    return "unpriced" if amount is None else f"${amount + HAIR_USD:,.2f}"


def usd_range(floor: float | None, ceiling: float | None) -> str:
    """`$1.12`, or `$1.12 to $1.14` where they differ by a cent or more."""
    if floor is None or ceiling is None:
        return "unpriced"
    return usd(floor) if usd(floor) == usd(ceiling) else f"{usd(floor)} to {usd(ceiling)}"


def seconds(amount: float) -> str:
    """`8 s`, `4.5 s`, `1 min 14 s`."""
    if round(amount, 1) < 60:
        return f"{amount:.1f}".rstrip("0").rstrip(".") + " s"
    minutes, rest = divmod(round(amount), 60)
    return f"{minutes} min {rest} s"
