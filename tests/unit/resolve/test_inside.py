"""The place of a word inside a scalar, in every style that YAML has."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.load.document import read_document
from pipeline.model import Place
from pipeline.resolve.inside import word_place


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("prompt: See @mei now", 1, 13),
        ("prompt: See\n  the @mei", 2, 7),
        ("prompt: 'It''s @mei'", 1, 16),
        ('prompt: "夜の街、@mei"', 1, 14),
        ("prompt: |  # not @mei\n  Two\n  @mei", 3, 3),
        ("prompt: >-2\r\n    夜 @mei\r\n", 2, 7),
        ("- 1\n- prompt: &a |+\n    @mei\n", 3, 5),
        ("prompt: see @meiling and @mei", 1, 26),
        ('prompt: "see \\u0041 @mei"', 1, 21),
    ],
)
def test_a_word_is_found_in_every_style(text: str, line: int, column: int) -> None:
    assert place_of("@mei", text) == Place("s.yaml", line, column, line, column + 4)


def test_the_nth_word_is_found_and_the_last_where_there_are_fewer() -> None:
    places = [place_of("@mei", "prompt: '@mei and @mei'", nth) for nth in range(3)]

    assert [place.column for place in places] == [10, 19, 19]


def test_a_word_that_an_escape_hides_is_somewhere_in_the_scalar() -> None:
    assert place_of("@mei", 'prompt: "see \\x40mei"') == Place("s.yaml", 1, 9, 1, 22)


def test_a_word_may_span_signs() -> None:
    assert place_of("{{ a | }}", 'prompt: "x {{ a | }}"').column == 12


def place_of(word: str, text: str, nth: int = 0) -> Place:
    document, _ = read_document(text, "s.yaml", Path("/project"))
    assert document is not None
    pointer = next(pointer for pointer in document.values if pointer[-1:] == ("prompt",))
    return word_place(document.text, document.place(*pointer), word, nth)
