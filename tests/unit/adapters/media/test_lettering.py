"""Words become lines that fit, in fonts that can draw them."""

from __future__ import annotations

import pytest

from pipeline.adapters.media.lettering import fonts_digest, lettered, wrapped


def test_lines_fit_and_hold_every_word() -> None:
    text, font = lettered("A hundred days. You wear the ring. I pay the hospital.", 30)

    lines = wrapped(text, font, 300, 9)

    assert " ".join(lines) == text
    assert len(lines) > 1
    assert all(font.getlength(line) <= 300 for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    text, font = lettered("one two three four five six seven eight nine ten", 30)

    lines = wrapped(text, font, 200, 2)

    assert len(lines) == 2
    assert lines[1].endswith("...")
    assert all(font.getlength(line) <= 200 for line in lines)


def test_a_word_wider_than_the_line_is_shortened() -> None:
    text, font = lettered("https://example.com/" + "a" * 200, 30)

    (line,) = wrapped(text, font, 200, 3)

    assert line.endswith("...")


def test_scripts_without_spaces_break_anywhere() -> None:
    _, font = lettered("plain", 30)

    lines = wrapped("夜雨中她推开玻璃门走进大厅", font, 120, 9)

    assert len(lines) > 1
    assert "".join(lines) == "夜雨中她推开玻璃门走进大厅"


def test_no_text_is_an_empty_line() -> None:
    _, font = lettered("", 30)

    assert wrapped("", font, 100, 3) == [""]


@pytest.mark.parametrize("text", ["café", "“quoted” — dashed", "Привет", "안녕", "夜雨", "\n a \t b \x07"])
def test_whatever_is_written_can_be_drawn(text: str) -> None:
    drawn, font = lettered(text, 30)

    assert font.getmask(drawn).size[0] > 0


def test_the_digest_of_the_fonts_is_the_same_again() -> None:
    assert fonts_digest() == fonts_digest()
    assert len(fonts_digest()) == 12
