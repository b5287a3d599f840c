"""Scenes and shots: names, numbers, ids, and what a shot must have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.resolve import resolve
from tests.unit.resolve.reading import HEAD, fault_of, load, read, told, underlined


def test_shots_are_named_and_numbered_in_story_order() -> None:
    storyboard = read(
        HEAD
        + "scenes: [{id: a, prompt: A.}, {id: offer, shots: [{id: desk, prompt: B.}, {id: end, prompt: C.}]}]"
    )

    assert [(shot.number, shot.name, shot.scene) for shot in storyboard.shots] == [
        (10, "a", "a"),
        (20, "offer/desk", "offer"),
        (30, "offer/end", "offer"),
    ]


def test_the_files_name_names_the_episode() -> None:
    storyboard = read(HEAD + "scenes: [{id: s, prompt: P.}]")

    assert (storyboard.episode, storyboard.stem, storyboard.path) == (
        "s01e01",
        "s01e01",
        "s01e01.storyboard.yaml",
    )


def test_equal_ids_in_one_list_are_a_fault_at_both_places() -> None:
    text = (
        HEAD + "scenes: [{id: one, prompt: A.}, {id: two, shots: [{id: a, prompt: B.}, {id: a, prompt: C.}]}]"
    )

    fault = fault_of(text)

    assert (fault.code, fault.message) == ("R007", "two shots are called `a`")
    assert fault.place.column > fault.related[0].place.column
    assert underlined(fault.related[0].place, text) == "a"


def test_equal_ids_in_two_scenes_are_none() -> None:
    storyboard = read(
        HEAD + "scenes: [{id: a, shots: [{id: a, prompt: A.}]}, {id: b, shots: [{id: a, prompt: B.}]}]"
    )

    assert [shot.name for shot in storyboard.shots] == ["a/a", "b/a"]


def test_a_shot_shows_something() -> None:
    assert told(HEAD + "scenes: [{id: s, duration: 3}]") == [("A006", "s")]


def test_somebody_says_the_model() -> None:
    assert told("storyboard: 1\ntitle: T\nscenes: [{id: s, prompt: P.}]") == [("A007", "s")]


def test_an_own_clip_needs_neither_prompt_nor_model() -> None:
    (shot,) = read("storyboard: 1\ntitle: T\nscenes: [{id: s, clip: cuts/titles.mp4, trim: {out: 3}}]").shots

    assert shot.clip is not None
    assert (str(shot.clip.path), shot.model, shot.prompt, shot.takes) == ("cuts/titles.mp4", "", (), 1)


def test_an_own_clip_is_not_rendered_too() -> None:
    text = HEAD + "scenes: [{id: s, clip: a.mp4, prompt: P., keyframes: [a.png], seed: 3, notes: x}]"

    assert told(text) == [("A005", "prompt")]


def test_an_own_clip_inherits_what_it_does_not_need() -> None:
    (shot,) = read(HEAD + "scenes: [{id: s, takes: 3, shots: [{id: a, clip: a.mp4}]}]").shots

    assert shot.takes == 1


def test_an_episode_without_a_title_is_called_as_its_file() -> None:
    storyboard = read("storyboard: 1\nscenes: [{id: s, model: m, prompt: '{{ title }}.'}]")

    assert (storyboard.title, storyboard.shots[0].prompt) == ("s01e01", ("s01e01.",))


def test_every_fault_is_told_at_once_and_its_shot_is_not_read() -> None:
    text = (
        HEAD
        + """
scenes:
  - {id: a, prompt: "@mei in @image2.", continues: b, keyframes: [{image: /etc/x.png, frame: last}]}
  - {id: c, prompt: P.}
"""
    )

    storyboard, faults = resolve(load(text), profile=None, sets={})

    assert storyboard is not None
    assert storyboard.unread == {"a"}
    assert sorted(fault.code for fault in faults) == ["F003", "G001", "R001"]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("scenes: [{id: a, prompt: P.}, {id: a, prompt: Q.}, {id: b, prompt: R.}]", {"a"}),
        ("references: {mei: /x.png}\nscenes: [{id: a, prompt: P.}, {id: b, prompt: R.}]", {"a", "b"}),
    ],
    ids=["shots of one name", "a reference at fault, which any shot may show"],
)
def test_what_nobody_can_be_sure_of_is_not_read(text: str, unread: set[str]) -> None:
    storyboard, faults = resolve(load(HEAD + text), profile=None, sets={})

    assert storyboard is not None
    assert storyboard.unread == unread
    assert len(faults) == 1


def test_a_shot_that_was_set_aside_can_be_called_and_is_not_read() -> None:
    loaded = load(HEAD + "scenes: [{id: a}, {id: b, prompt: P., transition: cut, continues: a}]")

    storyboard, faults = resolve(replace(loaded, set_aside=frozenset({"a"})), profile=None, sets={})

    assert storyboard is not None
    assert ([shot.name for shot in storyboard.shots], storyboard.unread) == (["b"], {"a"})
    assert faults == ()


def test_a_warning_stops_nothing() -> None:
    text = HEAD + "scenes: [{id: a, prompt: P., transition: cut}]"

    storyboard, faults = resolve(load(text), profile=None, sets={})

    assert storyboard is not None
    assert [(fault.code, fault.severity) for fault in faults] == [("A003", "warning")]
