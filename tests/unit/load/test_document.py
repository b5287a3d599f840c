"""A document holds plain values and the place of each, within bounds, whichever parser read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FaultsFound
from pipeline.load import read_document
from pipeline.load.builder import MAX_ALIASES, MAX_DEPTH, MAX_NODES, PARSERS, Builder
from pipeline.load.places import Places
from pipeline.model import Document, Place

TEXT = """\
title: 雨の夜 "x"   # a comment
scenes:
  - id: river
    prompt: >-
      A lantern
      drifts.

    # the next
    labels: [a, "b c"]
  - id: lake
notes:
"""


def read(text: str) -> Document:
    document, faults = read_document(text, "ep.yaml", Path("/project"))
    assert faults == ()
    assert document is not None
    return document


def span(place: Place) -> str:
    return f"{place.line}:{place.column}-{place.end_line}:{place.end_column}"


def code_of(text: str, parser: type | None = None) -> str:
    builder = Builder("ep.yaml", text, parser or PARSERS[0])
    with pytest.raises(FaultsFound) as stopped:
        builder.build()
    return stopped.value.faults[0].code


def test_values_come_out_plain_and_keys_are_text() -> None:
    document = read("1: a\n01: b\nx: [1, 9:16, {y: null}]\n")

    assert document.data == {"1": "a", "01": "b", "x": [1, "9:16", {"y": None}]}


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        (("title",), "1:8-1:15"),
        (("scenes", 0), "3:5-9:23"),
        (("scenes", 0, "prompt"), "4:13-6:14"),
        (("scenes", 0, "labels"), "9:13-9:23"),
        (("scenes", 0, "labels", 1), "9:17-9:22"),
        (("scenes",), "3:3-10:13"),
        (("notes",), "11:7-11:7"),
        (("scenes", 0, "missing"), "3:5-9:23"),
    ],
)
def test_a_value_knows_its_place(pointer: tuple[str | int, ...], expected: str) -> None:
    document = read(TEXT)

    assert expected == span(document.place(*pointer))


def test_a_key_knows_its_place() -> None:
    document = read(TEXT)

    assert span(document.key_place("scenes", 1, "id")) == "10:5-10:7"
    assert span(document.key_place("scenes", 1)) == span(document.place("scenes", 1))


def test_columns_count_characters_after_wide_ones() -> None:
    document = read('a: {b: "🎬雨", c: x}\n')

    assert span(document.place("a", "c")) == "1:17-1:18"


def test_crlf_and_a_byte_order_mark_change_nothing() -> None:
    document = read("\ufeff" + TEXT.replace("\n", "\r\n"))

    assert document.data == read(TEXT).data
    assert span(document.place("scenes", 0, "prompt")) == "4:13-6:14"


def test_an_anchor_is_no_part_of_the_value_it_names() -> None:
    document = read("a: &x   text\nb: *x\n")

    assert span(document.place("a")) == "1:9-1:13"
    assert span(document.place("b")) == "1:9-1:13"


def test_own_keys_win_over_merged_ones_and_an_earlier_mapping_over_a_later() -> None:
    document = read("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 0\n")

    assert document.data["c"] == {"x": 0, "y": 2, "z": 4}  # type: ignore[call-overload, index]


def test_merged_values_keep_the_place_where_they_were_written() -> None:
    document = read("a: &a {x: {deep: 1}}\nc:\n  <<: *a\n")

    assert span(document.place("c", "x", "deep")) == "1:18-1:19"
    assert span(document.key_place("c", "x")) == "1:8-1:9"


def test_a_quoted_merge_key_is_text() -> None:
    assert read('"<<": 1\n').data == {"<<": 1}


def test_the_first_of_two_equal_keys_counts() -> None:
    document, faults = read_document("a: {b: 1}\na: {b: 2}\n", "ep.yaml", Path())

    assert [fault.code for fault in faults] == ["Y004"]
    assert document is not None
    assert document.data == {"a": {"b": 1}}
    assert document.place("a", "b").line == 1


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "[{a: "])
def test_a_hundred_thousand_levels_are_refused_at_once(opening: str, parser: type) -> None:
    assert code_of(opening * 100_000, parser) == "Y015"


def test_fifty_levels_are_taken_and_fifty_one_refused() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).data is not None
    assert code_of("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == "Y015"


def test_an_alias_is_as_deep_as_what_it_repeats() -> None:
    deep = "[" * 30 + "]" * 30

    assert code_of(f"a: &a {deep}\nb: {'[' * 30}*a{']' * 30}\n") == "Y015"


def test_an_alias_bomb_is_refused_before_it_unfolds() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    assert code_of("\n".join(lines)) == "Y016"


def test_merging_counts_as_repeating() -> None:
    wide = ", ".join(f"k{n}: 1" for n in range(2000))
    merges = "\n".join(f"m{n}: {{<<: *w}}" for n in range(60))

    assert code_of(f"w: &w {{{wide}}}\n{merges}\n") == "Y016"


def test_too_many_values_and_too_many_aliases_are_refused() -> None:
    assert code_of("- x\n" * (MAX_NODES + 1)) == "Y016"
    assert code_of("- &a x\n" + "- *a\n" * (MAX_ALIASES + 1)) == "Y017"


@pytest.mark.parametrize("text", ['a: "\\U00110000"\n', '"\\ud800": x\n', 'a: "\\ud83d"\n'])
def test_an_escape_that_names_no_character_is_a_fault_to_the_parser_in_python(text: str) -> None:
    assert code_of(text, PARSERS[-1]) == "Y027"


def test_an_unpaired_surrogate_stops_the_file() -> None:
    _, faults = read_document("a: \ud800\n", "ep.yaml", Path())

    assert [fault.code for fault in faults] == ["Y013"]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "a: &a {x: [1, 2]}\nb: {<<: *a, y: *a}\n",
        "? a\n: b\n",
        "- - x\n  - y\n-\n  z: |\n    t\n\n",
        "[a: b, {c}]\n",
    ],
)
def test_both_parsers_give_the_same_values_and_places(text: str) -> None:
    builders = [Builder("ep.yaml", text, parser) for parser in PARSERS]
    for builder in builders:
        builder.build()

    one, *others = [(b.root, dict(Places("ep.yaml", text, b.values)), list(b.keys)) for b in builders]

    assert all(one == other for other in others)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 27, hair up, black silk, b: [x]}", {"a": "27, hair up, black silk", "b": ["x"]}),
        ("{a: one,\n two}", {"a": "one, two"}),
        ("{a: no, no, no}", {"a": "no, no, no"}),
        ("{a: x, b: , c: y}", {"a": "x", "b": None, "c": "y"}),
        ("{a, b: c}", {"a": None, "b": "c"}),
        ("{a: 'x', y}", {"a": "x", "y": None}),
        ("{a: x, 'y'}", {"a": "x", "y": None}),
        ("{a: [x], y}", {"a": ["x"], "y": None}),
        ("{a: x, # why\n y}", {"a": "x", "y": None}),
        ("{a: {b: x, y}, z}", {"a": {"b": "x, y"}, "z": None}),
    ],
)
def test_words_without_a_colon_in_a_mapping_are_the_rest_of_the_text_before_them(
    text: str, value: object, parser: type
) -> None:
    builder = Builder("ep.yaml", text, parser)

    builder.build()

    assert builder.root == value
    assert builder.faults == []


def test_a_text_with_commas_has_the_place_of_all_of_it() -> None:
    document, _ = read_document("a: {b: one, two, c: 1}\n", "ep.yaml", Path())

    assert document is not None
    assert span(document.place("a", "b")) == "1:8-1:16"


@pytest.mark.parametrize(
    "text",
    ["a: 1\n" * 600, "".join(f"k{n}: rain #{n}\n" for n in range(600)), "- {a: b, c}\n" * 600],
    ids=["equal keys", "hidden text", "commas"],
)
def test_of_very_many_faults_five_hundred_are_told_and_one_says_that_there_are_more(text: str) -> None:
    _, faults = read_document(text, "ep.yaml", Path())

    assert len(faults) == 501
    assert [fault.code for fault in faults].index("Y032") == 500
