"""What does not cut together, though each shot alone is right."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from pipeline.compile.film import Film, film_faults
from pipeline.model import FIRST, LAST, Assets, FilePicture, PictureFacts, Shot
from tests.unit.compile.compiling import CARDS, V4, frame_of, keyframe, shot, tag
from tests.unit.shots import HERE, storyboard

UPRIGHT = {"a.png": (720, 1280), "b.png": (1080, 1920)}


def told(
    *shots: Shot, today: str = "2026-11-21", cards: object = CARDS, **sizes_px: tuple[int, int]
) -> list[str]:
    """The codes of all warnings. sizes_px: of further pictures, without their ending."""
    pictures = UPRIGHT | {f"{name}.png": size for name, size in sizes_px.items()}
    facts = {
        PurePosixPath(name): PictureFacts(name, 1000, "PNG", width, height)
        for name, (width, height) in pictures.items()
    }
    sizes = {one.name: (720, 1280) for one in shots}
    film = Film(storyboard(*shots), cards, Assets(facts, {}), sizes, today)  # type: ignore[arg-type]
    found = film_faults(film)
    assert not any(fault.is_error for fault in found)
    return sorted(fault.code for fault in found)


def picture(name: str) -> FilePicture:
    return FilePicture(PurePosixPath(name), HERE)


def follows(name: str, before: str, **more: object) -> Shot:
    pins = (keyframe(frame_of(before)), *more.pop("pins", ()))  # type: ignore[misc]
    return shot(name, continues=before, keyframes=pins, **more)


def test_the_fifth_shot_of_a_chain_is_warned_of_once() -> None:
    names = [f"s{number}" for number in range(7)]
    chain = [shot(names[0]), *(follows(name, before) for before, name in pairwise(names))]

    assert told(*chain[:4]) == []
    assert told(*chain) == ["C001"]


def test_an_end_keyframe_equal_to_the_first_is_warned_of_by_its_bytes() -> None:
    first, last = keyframe(picture("a.png")), keyframe(picture("a.png"), LAST)

    assert told(shot(keyframes=(first, last))) == ["C002"]
    assert told(shot(keyframes=(first, keyframe(picture("b.png"), LAST)))) == []


def test_a_chain_that_restarts_on_another_picture_than_the_shot_before_ends_on_is_warned_of() -> None:
    ends = follows("a/two", "a/one", pins=(keyframe(picture("a.png"), LAST),))
    begins = shot("a/three", keyframes=(keyframe(picture("b.png")),))
    matches = shot("a/three", keyframes=(keyframe(picture("a.png")),))

    assert told(shot("a/one"), ends, begins) == ["C003"]
    assert told(shot("a/one"), ends, matches) == []
    assert told(shot("a/one"), follows("a/two", "a/one"), begins) == []


def test_a_look_that_changes_where_a_shot_goes_on_is_warned_of() -> None:
    before = shot("a", prompt=(tag("mei"), " waits."))
    after = follows("b", "a", prompt=(tag("mei", "gala"), " walks."))

    assert told(before, after) == ["C004"]
    assert told(before, replace(after, prompt=(tag("mei"), " walks."))) == []
    assert told(before, replace(after, continues=None)) == []


def test_a_picture_of_another_shape_than_the_shot_is_warned_of() -> None:
    assert told(shot(keyframes=(keyframe(picture("wide.png")),)), wide=(1920, 1080)) == ["C005"]
    assert told(shot(aspect=None, keyframes=(keyframe(picture("wide.png")),)), wide=(1920, 1080)) == []


def test_a_picture_that_must_be_blown_up_is_warned_of() -> None:
    assert told(shot(keyframes=(keyframe(picture("tiny.png"), FIRST),)), tiny=(270, 480)) == ["C006"]


def test_a_retired_model_is_warned_of_from_its_day_on() -> None:
    old = {**CARDS, V4: replace(CARDS[V4], retires="2026-11-21")}

    assert told(shot(model=V4), cards=old) == ["C007"]
    assert told(shot(model=V4), cards=old, today="2026-11-20") == []
