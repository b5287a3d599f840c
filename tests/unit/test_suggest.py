"""A misspelt word finds the one that was meant, and another word finds nothing."""

from __future__ import annotations

import pytest

from pipeline.suggest import did_you_mean, nearest, one_of


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
