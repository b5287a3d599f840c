"""Where keyframes go, which the model has no place for, and what is asked for in their place."""

from __future__ import annotations

import pytest

from pipeline.model import FIRST, LAST, FrameNeed, FrameTag, Moment
from tests.unit.compile.compiling import (
    V1,
    assets,
    at,
    body,
    compiled,
    fault,
    faults,
    frame_of,
    keyframe,
    picture,
    shot,
    take,
)


def second(value: float) -> Moment:
    return Moment("second", value)


def frame(value: int) -> Moment:
    return Moment("frame", value)


def test_a_lone_end_frame_says_so() -> None:
    ending = shot(keyframes=(keyframe("end.png", LAST),))

    given = body(ending)

    assert given["inputs"] == {"frameImages": [{"image": "https://example.org/end.png", "frame": "last"}]}


def test_with_keyframes_the_shape_is_theirs_and_the_resolution_is_sent() -> None:
    guided = shot(resolution="720p", aspect="9:16", keyframes=(keyframe("a.png"),))

    given = body(guided)

    assert given["resolution"] == "720p"
    assert "width" not in given


def test_seconds_become_frames_by_the_cards_rate() -> None:
    middle = shot(duration_s=8.0, keyframes=(keyframe("a.png"), keyframe("b.png", second(2.5))))

    given = body(middle)

    assert [item["frame"] for item in given["inputs"]["frameImages"]] == ["first", 80]


def test_a_file_is_a_hole_and_its_path_is_in_the_graph() -> None:
    desk = shot(keyframes=(keyframe(picture("desk.png")),))

    graph, _ = compiled(desk, files=assets("desk.png", "unused.png"))

    assert graph is not None
    images = graph.shots[0].takes[0].request.body["inputs"]
    assert images == {"frameImages": [{"image": {"$asset": "d" * 64}, "frame": "first"}]}
    assert {sha256: str(path) for sha256, path in graph.pictures.items()} == {"d" * 64: "desk.png"}


def test_a_frame_of_another_shot_is_a_hole_and_a_need() -> None:
    answer = shot("answer", keyframes=(keyframe(frame_of("offer/desk", second(4))),))

    given = take(answer)

    assert given.request.body["inputs"] == {
        "frameImages": [{"image": {"$frame": "offer/desk", "at": "4s"}, "frame": "first"}]
    }
    assert given.needs == (FrameNeed("offer/desk", second(4)),)


@pytest.mark.parametrize(
    ("moment", "written"), [(frame(160), "160"), (frame(400), "400"), (second(5), "5s"), (second(60), "60s")]
)
def test_a_frame_outside_the_clip_is_a_fault_with_the_last_one(moment: Moment, written: str) -> None:
    outside = shot(duration_s=5.0, keyframes=(keyframe("a.png", moment),))

    found = fault(outside)

    assert (found.code, found.place) == ("M010", at(9))
    assert found.message.startswith(f"`frame: {written}` is outside the clip: ")
    assert "end with frame 159" in found.message


def test_the_first_and_the_last_frame_may_be_counted() -> None:
    counted = shot(duration_s=5.0, keyframes=(keyframe("a.png", frame(0)), keyframe("b.png", frame(159))))

    given = body(counted)

    assert [item["frame"] for item in given["inputs"]["frameImages"]] == ["first", "last"]


def test_two_spellings_of_one_frame_are_a_fault() -> None:
    twice = shot(duration_s=5.0, keyframes=(keyframe("a.png", frame(80)), keyframe("b.png", second(2.5))))

    found = fault(twice)

    assert found.code == "M011"
    assert "`80`" in found.message


def test_v1_without_a_first_keyframe_is_a_fault_of_the_shot() -> None:
    bare = shot(model=V1, aspect=None)

    found = fault(bare)

    assert (found.code, found.place) == ("M007", at(1))
    assert "keyframes: [{image: picture.png, frame: first}]" in found.help


def test_an_end_frame_on_v1_needs_the_word_and_is_then_let_go() -> None:
    both = {"model": V1, "aspect": None, "keyframes": (keyframe("a.png"), keyframe("b.png", LAST))}

    without = fault(shot(**both))
    given = body(shot(**both, adapt=frozenset({"end-keyframe"})))

    assert without.code == "M008"
    assert "adapt: [end-keyframe]" in without.help
    assert given == {"prompt": "A lantern.", "image_url": "https://example.org/a.png"}


def test_a_frame_that_was_let_go_is_not_waited_for() -> None:
    both = shot(
        model=V1,
        aspect=None,
        keyframes=(keyframe("a.png"), keyframe(frame_of("b"), LAST)),
        adapt=frozenset({"end-keyframe"}),
    )

    given = take(both)

    assert given.needs == ()
    assert "$frame" not in str(given.words)


def test_more_frames_between_than_the_model_takes_need_the_word() -> None:
    many = {"duration_s": 5.0, "keyframes": tuple(keyframe(f"{n}.png", frame(10 * n)) for n in range(1, 9))}

    without = faults(shot(**many))
    given = body(shot(**many, adapt=frozenset({"mid-keyframes"})))

    assert [one.code for one in without] == ["M009"]
    assert [item["frame"] for item in given["inputs"]["frameImages"]] == [10, 20, 30, 40, 50, 60]


def test_a_positional_tag_means_nothing_to_v1() -> None:
    tagged = shot(
        model=V1,
        aspect=None,
        prompt=("Begin on ", FrameTag("image1", 1, at(11)), "."),
        keyframes=(keyframe("a.png"),),
    )

    found = fault(tagged)

    assert (found.code, found.place) == ("M016", at(11))
    assert "take `@image1` out" in found.help


def test_a_positional_tag_is_counted_among_the_frames_that_are_sent() -> None:
    tagged = shot(
        duration_s=5.0,
        prompt=("End on ", FrameTag("image8", 8, at(11)), "."),
        keyframes=(
            *(keyframe(f"{n}.png", frame(10 * n)) for n in range(1, 8)),
            keyframe("end.png", LAST),
        ),
        adapt=frozenset({"mid-keyframes"}),
    )

    given = body(tagged)

    assert given["positivePrompt"] == "End on @image7."


def test_a_tag_of_a_frame_that_was_let_go_is_a_fault() -> None:
    tagged = shot(
        duration_s=5.0,
        prompt=("See ", FrameTag("image7", 7, at(11)), "."),
        keyframes=tuple(keyframe(f"{n}.png", frame(10 * n)) for n in range(1, 8)),
        adapt=frozenset({"mid-keyframes"}),
    )

    found = fault(tagged)

    assert found.code == "M016"


def test_a_picture_at_fault_in_itself_gives_no_second_fault() -> None:
    missing = shot(keyframes=(keyframe(picture("gone.png")),))

    graph, found = compiled(missing)

    assert graph is None
    assert found == ()


def test_a_picture_larger_than_the_provider_takes_is_a_fault() -> None:
    heavy = shot(model=V1, aspect=None, keyframes=(keyframe(picture("a.png")),))

    found = fault(heavy, files=assets("a.png", size_bytes=60_000_000))

    assert found.code == "M021"
    assert "60.0 MB" in found.message


def test_the_first_frame_of_another_shot_is_first_here() -> None:
    begins = shot(keyframes=(keyframe(frame_of("b", FIRST), FIRST),))

    given = body(begins)

    assert given["inputs"]["frameImages"] == [{"image": {"$frame": "b", "at": "first"}, "frame": "first"}]
