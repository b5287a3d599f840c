"""Pauses: what servers ask for is bounded, and chance stays within a fifth."""

from __future__ import annotations

import pytest

from pipeline.pauses import about, retry_after_s

NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "86400"}, 600.0),
        ({"retry-after": "9" * 5000}, 600.0),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:30 GMT", "date": NOON}, 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT", "date": NOON}, 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:30 GMT"}, None),
        ({"retry-after": "Tue, 31 Feb 2026 12:00:30 GMT", "date": NOON}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_digits_or_a_date_and_bounded(headers: dict[str, str], expected: float | None) -> None:
    assert retry_after_s(headers) == expected


@pytest.mark.parametrize(("chance", "pause_s"), [(0.0, 8.0), (0.5, 10.0), (1.0, 12.0)])
def test_a_pause_is_a_fifth_longer_or_shorter_by_chance(chance: float, pause_s: float) -> None:
    assert about(10.0, chance) == pytest.approx(pause_s)
