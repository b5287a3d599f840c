"""Seconds that lines need, and when they are heard."""

from __future__ import annotations

import pytest

from pipeline.speech import speech_s, timeline
from tests.unit.shots import line


@pytest.mark.parametrize(
    ("text", "language", "expected_s"),
    [
        ("One two three four five.", "en", 2.0),
        ("Don't stop-gap me.", None, 1.2),
        ("你好世界你好世界你", "zh", 2.0),
        ("你好世界你好世界你", "zh-Hant", 2.0),
        ("...", "en", 0.4),
    ],
)
def test_words_or_signs_take_their_time(text: str, language: str | None, expected_s: float) -> None:
    assert speech_s(text, language) == pytest.approx(expected_s)


def test_a_line_without_a_time_follows_the_line_before() -> None:
    spoken = timeline([line("One two three four five."), line("Six seven.", None), line("Eight.", 9.0)], "en")

    assert [(one.start_s, one.end_s) for one in spoken] == [
        pytest.approx((0.0, 2.0)),
        pytest.approx((2.0, 2.8)),
        pytest.approx((9.0, 9.4)),
    ]
