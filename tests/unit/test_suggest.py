"""A misspelt word finds the one that was meant, and another word finds nothing."""

from __future__ import annotations

import pytest

from pipeline.suggest import certain, certain_name, did_you_mean, nearest, one_of


@pytest.mark.parametrize(
    ("word", "expected"),
    [("promt", "prompt"), ("Prompt", "prompt"), ("tempalte", "template"), ("x", None), ("", None)],
)
def test_the_nearest_word_is_found(word: str, expected: str | None) -> None:
    assert expected == nearest(word, ["template", "prompt", "takes"])


def test_nothing_is_suggested_where_nothing_is_known() -> None:
    assert nearest("prompt", []) is None
    assert did_you_mean("prompt", []) == ""


def test_a_suggestion_is_a_question() -> None:
    assert did_you_mean("miraa", iter(["tomas", "mira"])) == "did you mean `mira`?"


def test_a_long_list_is_cut() -> None:
    assert one_of([]) == ""
    assert one_of(["cut"]) == "only `cut`"
    assert one_of(["a", "b", "c"], limit=2) == "one of `a`, `b` and 1 more"


KEYS = ["prompt", "negative_prompt", "duration", "takes", "template", "id", "at", "line"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("promt", "prompt"),
        ("Prompt", "prompt"),
        ("pormpt", "prompt"),
        ("nagative-promt", "negative_prompt"),
        ("durtion", "duration"),
        ("draton", None),
        ("prom", None),
        ("ad", None),
        ("ID", "id"),
        ("lines", "line"),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_word_of_a_list_is_certain_after_one_slip_or_two_in_a_long_one(
    word: str, expected: str | None
) -> None:
    assert expected == certain(word, KEYS)


@pytest.mark.parametrize("word", ["skyreels-v3", "skyreels-v1.1"])
def test_another_number_is_never_a_slip(word: str) -> None:
    assert certain(word, ["skyreels-v1", "skyreels-v4"]) is None


def test_a_word_between_two_is_not_certain() -> None:
    assert certain("skyreels-v", ["skyreels-va", "skyreels-vb"]) is None
    assert certain("references", ["reference", "preferences"]) is None


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("tmoas", "tomas"),
        ("toomas", "tomas"),
        ("toms", "tomas"),
        ("tomas2", None),
        ("tomasa", None),
        ("thomis", None),
        ("romas", None),
        ("mie", None),
    ],
)
def test_a_name_of_the_author_s_own_is_certain_after_fewer_slips(word: str, expected: str | None) -> None:
    assert expected == certain_name(word, ["tomas", "mei"])


def test_two_people_of_like_names_are_two_people() -> None:
    assert certain_name("mario", ["maria"]) is None
    assert certain_name("lanterns", ["lantern"]) is None
