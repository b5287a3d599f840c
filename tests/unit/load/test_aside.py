"""Of a storyboard whose shape is at fault, everything is read that cannot be made worse by the fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.load import read_document
from pipeline.load.shape import check_story

HEAD = "storyboard: 1\ndefaults: {model: m}\n"


def left_of(text: str) -> tuple[Any, set[str]] | None:
    document, _ = read_document(HEAD + text, "ep.yaml", Path())
    assert document is not None
    left, faults = check_story(document)
    assert faults
    return (left[0].data, set(left[1])) if left else None


@pytest.mark.parametrize(
    ("scenes", "kept", "names"),
    [
        ("[{id: a, promt: x}, {id: b, prompt: y}]", [{"id": "a"}, {"id": "b", "prompt": "y"}], {"a"}),
        (
            "[{id: s, chain: true, shots: [{id: a, seed: x}, {id: b, prompt: y}]}]",
            [{"id": "s", "chain": True, "shots": [{"id": "a"}, {"id": "b", "prompt": "y"}]}],
            {"s/a"},
        ),
        (
            "[{id: s, durtion: 3, shots: [{id: a, prompt: x}, {id: b, prompt: y}]}]",
            [{"id": "s", "shots": [{"id": "a"}, {"id": "b"}]}],
            {"s/a", "s/b"},
        ),
        (
            "[{id: 10, prompt: x}, {prompt: y}, z]",
            [{"id": "10"}, {"id": "#1"}, {"id": "#2"}],
            {"10", "#1", "#2"},
        ),
        ("[{id: s, shots: [x]}]", [{"id": "s", "shots": [{"id": "#0"}]}], {"s/#0"}),
        ("[{id: a b, prompt: x}]", [{"id": "a b"}], {"a b"}),
    ],
)
def test_shots_at_fault_are_set_aside_and_keep_their_names(
    scenes: str, kept: object, names: set[str]
) -> None:
    left = left_of(f"scenes: {scenes}\n")

    assert left is not None
    assert (left[0]["scenes"], left[1]) == (kept, names)


@pytest.mark.parametrize("section", ["budget: x", "title: ''", "assembly: {size: big}"])
def test_a_section_that_no_shot_leans_on_is_left_out(section: str) -> None:
    left = left_of(f"{section}\nscenes: [{{id: a, prompt: x}}]\n")

    assert left is not None
    assert list(left[0]) == ["storyboard", "defaults", "scenes"]
    assert left[1] == set()


@pytest.mark.parametrize(
    "text",
    [
        "scenes: [{id: a, prompt: x}]\nrefrences: {mei: a.png}\n",
        "scenes: [{id: a, prompt: x}]\nvars: {title: x}\n",
        "scenes: [{id: a, prompt: x}]\nlanguage: 3\n",
        "scenes: []\n",
        "scenes: [{id: s, shots: []}]\n",
        "scenes: [{id: s, shots: {a: {prompt: x}}}]\n",
        "scenes: [{id: s, shotss: [{id: a, prompt: x}]}]\n",
    ],
)
def test_what_shots_lean_on_stops_the_reading(text: str) -> None:
    assert left_of(text) is None


def test_a_value_that_stands_in_two_places_is_set_aside_in_one() -> None:
    left = left_of("scenes: [&a {id: a, prompt: x}, {<<: *a, id: b, seed: x}, {id: c, prompt: x}]\n")

    assert left is not None
    assert left[0]["scenes"] == [{"id": "a", "prompt": "x"}, {"id": "b"}, {"id": "c", "prompt": "x"}]
