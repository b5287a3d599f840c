"""Shots that begin on a frame of another: `continues`, `chain`, `from`, and circles of them."""

from __future__ import annotations

import pytest

from pipeline.model import FIRST, LAST, FrameOf
from tests.unit.resolve.reading import HEAD, fault_of, faults_of, read, told, underlined


def continued(text: str) -> dict[str, str | None]:
    return {shot.name: shot.continues for shot in read(HEAD + text).shots}


STORY = """
scenes:
  - id: a
    shots: [{id: one, prompt: P.}, {id: two, prompt: P.}]
  - id: two
    prompt: P.
  - id: b
    shots:
      - {id: one, prompt: P.}
      - {id: c, prompt: P., continues: CALLED}
"""


@pytest.mark.parametrize(
    ("called", "found"),
    [
        ("one", "b/one"),
        ("two", "two"),
        ("a", "a/two"),
        ("a/one", "a/one"),
        ("previous", "b/one"),
        ("none", None),
    ],
)
def test_a_shot_is_called_as_its_author_sees_it(called: str, found: str | None) -> None:
    assert continued(STORY.replace("CALLED", called))["b/c"] == found


def test_the_continued_frame_is_the_first_keyframe() -> None:
    text = STORY.replace("CALLED", "a/one, keyframes: [{image: x.png, frame: last}]")

    shot = read(HEAD + text).shots[-1]

    first, last = shot.keyframes
    assert isinstance(first.source, FrameOf)
    assert (first.source.shot, first.source.at, first.frame, last.frame) == ("a/one", LAST, FIRST, LAST)
    assert underlined(first.place, HEAD + text) == "a/one"


def test_a_chain_goes_on_until_a_shot_begins_anew() -> None:
    assert continued("""
scenes:
  - {id: before, prompt: P.}
  - id: s
    chain: true
    shots:
      - {id: a, prompt: P.}
      - {id: b, prompt: P.}
      - {id: c, prompt: P., keyframes: [{image: x.png, frame: last}]}
      - {id: d, prompt: P., keyframes: [x.png]}
      - {id: e, prompt: P., keyframes: [{image: x.png, frame: 0}]}
      - {id: f, prompt: P., continues: none}
      - {id: g, prompt: P., continues: a}
      - {id: h, clip: x.mp4}
      - {id: i, prompt: P., keyframes: [{from: a}]}
      - {id: j, prompt: P.}
""") == {
        "before": None,
        "s/a": None,
        "s/b": "s/a",
        "s/c": "s/b",
        "s/d": None,
        "s/e": None,
        "s/f": None,
        "s/g": "s/a",
        "s/h": None,
        "s/i": None,
        "s/j": "s/i",
    }


def test_a_chained_shot_may_end_on_a_picture_of_its_own() -> None:
    shots = read(
        HEAD
        + """
scenes:
  - id: s
    chain: true
    shots: [{id: a, prompt: P.}, {id: b, prompt: P., keyframes: [{image: x.png, frame: last}]}]
"""
    ).shots

    assert [str(keyframe.frame) for keyframe in shots[1].keyframes] == ["first", "last"]
    assert not shots[1].origins["continues"].is_own


def test_chain_false_is_no_chain() -> None:
    assert (
        continued("scenes: [{id: s, chain: false, shots: [{id: a, prompt: P.}, {id: b, prompt: P.}]}]")["s/b"]
        is None
    )


@pytest.mark.parametrize(
    ("called", "code", "label"),
    [
        ("oen", "G001", "did you mean `one`?"),
        ("a/tow", "G001", "did you mean `a/two`?"),
        ("previos", "G001", "did you mean `previous`?"),
        ("zzz", "G001", "no such shot"),
        ("c", "G003", "this is the shot itself"),
        ("b", "G003", "this is the shot itself"),
    ],
)
def test_a_shot_that_is_not_there_is_underlined(called: str, code: str, label: str) -> None:
    text = HEAD + STORY.replace("CALLED", called)

    fault = fault_of(text)

    assert (fault.code, underlined(fault.place, text), fault.label) == (code, called, label)


def test_nothing_is_before_the_first_shot() -> None:
    text = HEAD + "scenes: [{id: a, prompt: P., continues: previous}]"

    assert told(text) == [("G004", "previous")]


def test_a_circle_is_told_shot_by_shot_from_the_first_of_the_file() -> None:
    text = (
        HEAD
        + """
scenes:
  - {id: out, prompt: P., keyframes: [{from: c}]}
  - {id: a, prompt: P., continues: c}
  - {id: b, prompt: P., keyframes: [{from: a, at: 2s}]}
  - {id: c, prompt: P., continues: b}
"""
    )

    fault = fault_of(text)

    assert (fault.code, fault.message) == ("G002", "shots wait for each other: a -> b -> c -> a")
    assert (fault.label, fault.place.line, underlined(fault.place, text)) == ("a needs a frame of c", 7, "c")
    assert [(label.text, label.place.line) for label in fault.related] == [
        ("b needs a frame of a", 8),
        ("c needs a frame of b", 9),
    ]


def test_every_circle_is_told() -> None:
    text = (
        HEAD
        + """
scenes:
  - {id: a, prompt: P., continues: b}
  - {id: b, prompt: P., continues: a}
  - {id: c, prompt: P., continues: d}
  - {id: d, prompt: P., continues: c}
"""
    )

    assert [fault.message for fault in faults_of(text)] == [
        "shots wait for each other: a -> b -> a",
        "shots wait for each other: c -> d -> c",
    ]


def test_a_shot_may_continue_a_later_one() -> None:
    assert continued("scenes: [{id: a, prompt: P., continues: b}, {id: b, prompt: P.}]") == {
        "a": "b",
        "b": None,
    }


def test_a_circle_of_very_many_shots_is_told_in_short() -> None:
    scenes = "".join(f"  - {{id: s{n}, prompt: P., continues: s{(n + 1) % 300}}}\n" for n in range(300))

    fault = fault_of(HEAD + "scenes:\n" + scenes)

    assert fault.message.startswith("shots wait for each other: s0 -> s299 -> ")
    assert fault.message.endswith("-> ... -> s1 -> s0")
    assert len(fault.related) == 20


def test_very_many_circles_are_told_in_part() -> None:
    scenes = "".join(f"  - {{id: s{n}, prompt: P., continues: s{n ^ 1}}}\n" for n in range(100))

    assert len(faults_of(HEAD + "scenes:\n" + scenes)) == 20
