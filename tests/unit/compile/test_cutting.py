"""What the lengths and shapes of clips say of the cut, before any clip is there."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest

from pipeline import schemas
from pipeline.compile import compile_graph, length_s
from pipeline.errors import Fault
from pipeline.model import Assembly, Assets, ClipFacts, Moment, Trim
from tests.unit.compile.compiling import (
    CARDS,
    NO_FILES,
    V1,
    assets,
    at,
    compiled,
    frame_of,
    keyframe,
    picture,
    shot,
)
from tests.unit.resolve.reading import read
from tests.unit.resolve.test_codes import EXAMPLE, OF_CLIPS, whole
from tests.unit.shots import storyboard

OWN = Assets({}, {PurePosixPath("a.mp4"): ClipFacts("f" * 64, 1000, 640, 360, (24, 1), 48, 2.0, True)})


def trim(in_s: float, out_s: float | None) -> Trim:
    return Trim(in_s, out_s, at(8))


def told(*shots: Any, **others: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.severity) for fault in compiled(*shots, **others)[1]]


def assembly(size_px: tuple[int, int] | None = None, crossfade_s: float = 0.0) -> Assembly:
    return Assembly(size_px, None, crossfade_s, None, "off", at(2))


# --- frames handed on ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        (Moment("second", 4.9), []),
        (Moment("second", 5), ["G008"]),
        (Moment("frame", 159), []),
        (Moment("frame", 160), ["G008"]),
        (Moment("last"), []),
    ],
)
def test_a_frame_that_the_other_clip_will_not_have_is_a_fault(moment: Moment, codes: list[str]) -> None:
    after = shot("b", keyframes=(keyframe(frame_of("a", moment)),))

    assert codes == [code for code, _ in told(shot("a", duration_s=5.0), after)]
    assert codes == [code for code, _ in told(after, shot("a", duration_s=5.0))]


def test_a_frame_that_an_own_clip_has_not_is_a_fault_with_the_numbers() -> None:
    own = shot("a", clip=picture("a.mp4"), prompt=())
    after = shot("b", keyframes=(keyframe(frame_of("a", Moment("second", 3))),))

    _, (fault, *_) = compiled(own, after, files=OWN)

    assert (fault.code, fault.place) == ("G008", at(9))
    assert fault.message == "a has no frame at 3s: its clip is 2 s long, 48 frames"


# --- trims --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trimmed", "faults"),
    [
        (trim(5.0, None), [("A001", "error")]),
        (trim(4.9, None), []),
        (trim(0.0, 8.0), [("A008", "warning")]),
        (trim(0.0, 5.04), []),
    ],
)
def test_a_trim_is_held_against_the_clip(trimmed: Trim, faults: list[tuple[str, str]]) -> None:
    assert faults == told(shot(duration_s=5.0, trim=trimmed))


def test_continuing_a_trimmed_end_warns_and_names_the_mend() -> None:
    before = shot("a", trim=trim(0.0, 4.0))
    after = shot("b", keyframes=(keyframe(frame_of("a")),), continues="a", own=("continues",))

    _, (fault,) = compiled(before, after)

    assert (fault.code, fault.severity, fault.place) == ("A002", "warning", at(7))
    assert "keyframes: [{from: a, at: 4s}]" in fault.help


@pytest.mark.parametrize("trimmed", [trim(1.0, None), trim(0.0, 5.0)])
def test_continuing_an_end_that_is_shown_is_fine(trimmed: Trim) -> None:
    after = shot("b", keyframes=(keyframe(frame_of("a")),), continues="a")

    assert told(shot("a", trim=trimmed), after) == []


# --- crossfades ---------------------------------------------------------------------------------------------


def test_a_crossfade_longer_than_half_of_a_shot_warns() -> None:
    before = shot("a", duration_s=5.0, trim=trim(1.0, 3.0))

    assert told(before, shot("b", crossfade_s=1.5)) == [("A010", "warning")]
    assert told(before, shot("b", crossfade_s=1.0)) == []


def test_the_assemblys_own_crossfade_is_told_of_once() -> None:
    three = (shot("a"), shot("b"), shot("c"))

    assert told(*three, assembly=assembly(crossfade_s=3.0)) == [("A010", "warning")]


# --- the length of the episode ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shots", "crossfade_s", "expected"),
    [
        ([shot("a", duration_s=5.0), shot("b", duration_s=8.0)], 0.0, 13.0),
        ([shot("a", duration_s=5.0, trim=trim(1.0, 3.0)), shot("b", duration_s=8.0)], 0.0, 10.0),
        ([shot("a", duration_s=5.0, trim=trim(1.0, None))], 0.0, 4.0),
        ([shot("a", duration_s=5.0, trim=trim(0.0, 9.0))], 0.0, 5.0),
        ([shot("a", duration_s=5.0), shot("b", duration_s=8.0, crossfade_s=0.5)], 0.0, 12.5),
        ([shot("a", duration_s=5.0), shot("b", duration_s=8.0)], 1.0, 12.0),
        ([shot("a", duration_s=5.0), shot("b", duration_s=8.0, crossfade_s=0.0)], 1.0, 13.0),
        ([shot("a", duration_s=4.0), shot("b", duration_s=8.0)], 5.0, 10.0),
    ],
)
def test_an_episode_is_as_long_as_its_cut(shots: list[Any], crossfade_s: float, expected: float) -> None:
    graph, _ = compiled(*shots, assembly=assembly(crossfade_s=crossfade_s))
    assert graph is not None

    assert expected == length_s(storyboard(*shots, assembly=assembly(crossfade_s=crossfade_s)), graph)


# --- shapes -------------------------------------------------------------------------------------------------


def cropped(*shots: Any, **others: Any) -> list[str]:
    return [fault.message for fault in compiled(*shots, **others)[1] if fault.code == "A009"]


def test_shots_of_another_shape_than_the_first_are_cropped_with_one_warning() -> None:
    wide = (shot("b", aspect="16:9"), shot("c", aspect="16:9"))

    assert cropped(shot("a"), *wide) == [
        "b and 1 more are 1280x720, the episode 720x1280: cropped to fill",
    ]


def test_the_assemblys_size_counts_before_the_first_shots() -> None:
    assert cropped(shot("a"), assembly=assembly((1280, 720))) == [
        "a is 720x1280, the episode 1280x720: cropped to fill"
    ]


def test_a_continued_shot_keeps_the_shape_and_is_told_of_with_it() -> None:
    follower = shot("c", aspect=None, keyframes=(keyframe(frame_of("b")),))

    assert cropped(shot("a"), shot("b", aspect="16:9"), follower) == [
        "b and 1 more are 1280x720, the episode 720x1280: cropped to fill",
    ]


@pytest.mark.parametrize(
    "other",
    [
        shot("b", resolution="480p"),
        shot("b", model=V1, keyframes=(keyframe("a.png"),)),
        shot("b", aspect=None, keyframes=(keyframe("web.png"),)),
        shot("b", aspect=None),
    ],
    ids=["another size", "another model", "a picture that nobody has seen", "the model chooses"],
)
def test_a_shape_that_is_the_same_or_not_known_yet_raises_nothing(other: Any) -> None:
    assert cropped(shot("a"), other) == []


def test_a_keyframe_gives_the_shape() -> None:
    wide = shot("b", keyframes=(keyframe(picture("w.png")),))

    assert cropped(shot("a"), wide, files=assets("w.png", size_px=(1600, 900))) == [
        "b is 1280x720, the episode 720x1280: cropped to fill"
    ]


def test_nothing_is_said_of_neighbours_where_a_shot_between_them_is_at_fault() -> None:
    assert cropped(shot("a", model="x"), shot("b", aspect="16:9"), shot("c")) == []


# --- the long texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(OF_CLIPS))
def test_the_wrong_example_is_at_fault_and_the_right_one_is_not(code: str) -> None:
    examples = dict(EXAMPLE.findall(schemas.code_text(code)))

    assert code in {fault.code for fault in of_text(examples["Wrong"])}
    assert code not in {fault.code for fault in of_text(examples["Right"])}


def of_text(example: str) -> tuple[Fault, ...]:
    return compile_graph(read(whole(example)), CARDS, NO_FILES)[1]
