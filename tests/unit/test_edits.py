"""Edits are made where they say, all of a fault or none, and nothing else of the text changes."""

from __future__ import annotations

import pytest

from pipeline.edits import mended
from pipeline.errors import Edit, Fault, in_place_of
from pipeline.model import Place


def edit(line: int, column: int, old: str, new: str) -> Edit:
    return Edit(Place("ep.yaml", line, column, line, column + len(old)), old, new)


def fault(*edits: Edit, code: str = "Y002") -> Fault:
    return Fault(code, "wrong", Place("ep.yaml", 1, 1, 1, 2), edits=edits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: x\nb: y\n", 'a: x\nb: "y"\n'),
        ("a: x\r\nb: y\r\n", 'a: x\r\nb: "y"\r\n'),
        ("a: x\rb: y", 'a: x\rb: "y"'),
        ("\ufeffa: 雨\nb: y", '\ufeffa: 雨\nb: "y"'),
    ],
)
def test_breaks_and_a_byte_order_mark_stay_as_they_are(text: str, expected: str) -> None:
    result = mended(text, [fault(edit(2, 4, "y", '"y"'))])

    assert expected == result.text


def test_several_edits_of_one_line_do_not_move_each_other() -> None:
    faults = [fault(edit(1, 2, "a", "'a'")), fault(edit(1, 5, "b", "'b'"))]

    result = mended("[a, b]\n", faults)

    assert ("['a', 'b']\n", tuple(faults)) == (result.text, result.faults)


def test_a_fault_is_mended_whole_or_not_at_all() -> None:
    torn = fault(edit(1, 1, "a", "A"), edit(2, 1, "not there", "B"))

    result = mended("a\nb\n", [torn])

    assert (result.text, result.faults) == ("a\nb\n", ())


def test_of_two_edits_that_meet_the_first_is_made() -> None:
    first, second = fault(edit(1, 1, "ab", "x")), fault(edit(1, 2, "bc", "y"))

    result = mended("abc", [first, second])

    assert ("xc", (first,)) == (result.text, result.faults)


def test_the_same_edit_of_two_faults_is_made_once() -> None:
    one, two = fault(edit(1, 1, "a", "b")), fault(edit(1, 1, "a", "b"), code="S002")

    result = mended("a", [one, two])

    assert ("b", (one, two)) == (result.text, result.faults)


@pytest.mark.parametrize("place", [(9, 1, "a"), (1, 9, "a")])
def test_an_edit_beyond_the_text_is_not_made(place: tuple[int, int, str]) -> None:
    assert mended("a\n", [fault(edit(*place, "b"))]).text == "a\n"


def test_a_word_is_replaced_inside_its_quotes_and_nowhere_else() -> None:
    plain, quoted, other = (Place("ep.yaml", 1, 4, 1, end) for end in (8, 10, 20))

    assert in_place_of(plain, "rivr", "river")[0].place == plain
    assert in_place_of(quoted, "rivr", "river")[0].place == Place("ep.yaml", 1, 5, 1, 9)
    assert in_place_of(other, "rivr", "river") == ()
