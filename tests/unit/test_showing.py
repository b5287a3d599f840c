"""Strangers' text on our screen."""

from __future__ import annotations

import pytest

from pipeline.showing import in_place, one_line


@pytest.mark.parametrize(
    "hostile", ["\x1b[31mred", "a\r\nb", "a\u202eb", "a\u2066b", "\x9b2J", "a\x00b", "x\u2028y"]
)
def test_nothing_that_moves_the_cursor_or_the_reading_order_comes_through(hostile: str) -> None:
    shown = one_line(hostile)

    assert not any(ord(sign) < 32 or sign in "\x7f\x9b\u202e\u2066\u2028" for sign in shown)


def test_text_in_every_script_comes_through_whole() -> None:
    assert one_line("밤에 @mei가, 夜の街 🎬") == "밤에 @mei가, 夜の街 🎬"


def test_columns_stay_where_they_were() -> None:
    assert in_place("a\x1b\x07b") == "a??b"
    assert len(one_line("x" * 1000, 50)) == 50
