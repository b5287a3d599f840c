"""The last line tells how long the episodes are, on one line however many there are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.report.lengths import lengths


@pytest.mark.parametrize(
    ("lengths_s", "expected"),
    [
        ({}, ""),
        ({"s01e01.storyboard.yaml": 77.4}, "s01e01 is 1 min 17 s"),
        ({"drama/s01e01.storyboard.yaml": 60}, "s01e01 is 1 min"),
        ({"s01e01.storyboard.yaml": 3725}, "s01e01 is 1 h 2 min 5 s"),
        ({"a.storyboard.yaml": 77, "b.storyboard.yml": 58}, "a is 1 min 17 s, b 58 s"),
        (
            {"one/ep01.storyboard.yaml": 5, "two/ep01.storyboard.yaml": 6},
            "one/ep01.storyboard.yaml is 5 s, two/ep01.storyboard.yaml 6 s",
        ),
        (
            {f"s01e{number:02}.storyboard.yaml": 50.0 + number for number in range(1, 25)},
            "24 episodes of 51 s to 1 min 14 s, 25 min in all",
        ),
        ({f"{name}.storyboard.yaml": 8 for name in "abcd"}, "4 episodes of 8 s, 32 s in all"),
    ],
)
def test_the_lengths_of_episodes_fit_one_line(lengths_s: Mapping[str, float], expected: str) -> None:
    assert expected == lengths(lengths_s)


def test_a_name_cannot_break_the_line() -> None:
    assert lengths({"a\n##[x]b.storyboard.yaml": 5}) == "a ?#[x]b is 5 s"
