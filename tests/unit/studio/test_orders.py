"""What a request asks the painter for: size, frames, sound, seed and pictures."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.model import JSON, PaintOrder, PinnedPicture
from tests.unit.studio.visiting import OTHER_UUID, V1, V1_PATH, V4, asked, picture, posted, studio

LINK = "https://pictures.example/boards/desk.jpg?sig=secret"


def painted(task: Mapping[str, JSON]) -> PaintOrder:
    desk = studio()
    status, answer = posted(desk, task)
    assert status == 200, answer
    painting = desk.next_painting()
    assert painting is not None
    return painting.order


def with_frames(*frames: JSON, duration: int = 5, resolution: str = "720p") -> PaintOrder:
    return painted(
        {**V4, "duration": duration, "resolution": resolution, "inputs": {"frameImages": list(frames)}}
    )


def test_text_alone_is_a_landscape_of_its_resolution() -> None:
    order = painted({**V4, "settings": {"audio": True}})

    assert (order.width_px, order.height_px, order.fps, order.duration_s) == (1280, 720, 24, 5)
    assert (order.prompt, order.has_audio) == ("A lantern on the water.", True)
    assert (order.pictures, order.references) == ((), ())


def test_width_and_height_are_taken_as_given() -> None:
    order = painted({**{k: v for k, v in V4.items() if k != "resolution"}, "width": 480, "height": 848})

    assert (order.width_px, order.height_px) == (480, 848)


@pytest.mark.parametrize(
    ("shape", "resolution", "size"),
    [
        ((900, 1600), "720p", (720, 1280)),
        ((1600, 900), "1080p", (1920, 1080)),
        ((1000, 1010), "720p", (960, 960)),
        ((800, 600), "480p", (736, 560)),
    ],
)
def test_a_clip_takes_the_shape_of_its_first_picture(
    shape: tuple[int, int], resolution: str, size: tuple[int, int]
) -> None:
    order = with_frames(LINK, picture(*shape), resolution=resolution)

    assert (order.width_px, order.height_px) == size


def test_pictures_without_a_frame_are_first_and_last() -> None:
    order = with_frames(picture(9, 16), {"image": LINK})

    assert order.pictures == (
        PinnedPicture(0, b"9x16", "picture abababab"),
        PinnedPicture(119, None, "https://pictures.example/boards/desk.jpg"),
    )


def test_frame_numbers_count_32_a_second_and_the_clip_has_24() -> None:
    frames = ("first", 80, 180, "last")

    order = with_frames(*({"image": LINK, "frame": frame} for frame in frames), duration=10)

    assert [pinned.frame for pinned in order.pictures] == [0, 60, 135, 239]


def test_a_lone_labelled_last_frame_is_last() -> None:
    assert [pinned.frame for pinned in with_frames({"image": LINK, "frame": "last"}).pictures] == [119]


def test_references_have_no_place_in_time_and_lend_no_shape() -> None:
    element: JSON = {"tag": "@mei", "type": "image", "images": [picture(9, 16), LINK]}

    order = painted({**V4, "positivePrompt": "@mei waits.", "inputs": {"referenceImages": [element]}})

    assert (order.width_px, order.height_px) == (1280, 720)
    assert [one.content for one in order.references] == [b"9x16", None]
    assert order.pictures == ()


def test_skyreels_v1_is_four_silent_seconds_from_its_picture() -> None:
    desk = studio()
    asked(desk, "POST", V1_PATH, {**V1, "aspect_ratio": "9:16", "seed": 41})

    painting = desk.next_painting()

    assert painting is not None
    order = painting.order
    assert (order.width_px, order.height_px, order.fps, order.duration_s) == (544, 960, 24, 4)
    assert (order.seed, order.has_audio) == (41, False)
    assert order.pictures == (PinnedPicture(0, None, "https://pictures.example/bow.jpg"),)


def test_a_studio_begun_anew_gives_a_task_the_same_seed() -> None:
    assert painted(V4).seed == painted({**V4, "includeCost": False}).seed


@pytest.mark.parametrize("change", [{"positivePrompt": "A lantern on the lake."}, {"taskUUID": OTHER_UUID}])
def test_other_words_or_another_task_get_another_seed(change: Mapping[str, JSON]) -> None:
    assert painted(V4).seed != painted({**V4, **change}).seed


def test_equal_inputs_of_v1_are_two_takes_and_a_studio_begun_anew_repeats_both() -> None:
    def seeds() -> list[int]:
        desk = studio(workers=2)
        for _ in range(2):
            asked(desk, "POST", V1_PATH, dict(V1))
        paintings = [desk.next_painting(), desk.next_painting()]
        return [painting.order.seed for painting in paintings if painting]

    first, second = seeds()

    assert first != second
    assert [first, second] == seeds()


@pytest.mark.parametrize(
    ("task", "cost"),
    [
        # What the vendor's own examples were billed.
        ({"resolution": "1080p", "duration": 8, "inputs": {"frameImages": [LINK]}}, 2.8109),
        ({"resolution": "1080p", "duration": 10, "inputs": {"frameImages": [LINK, LINK]}}, 3.5109),
        (
            {
                "resolution": "1080p",
                "duration": 8,
                "positivePrompt": "@a b",
                "inputs": {"referenceImages": [{"tag": "@a", "type": "image", "images": [LINK]}]},
            },
            2.806,
        ),
        ({"duration": 10}, 1.4044),
    ],
)
def test_a_clip_costs_what_the_vendors_examples_did(task: Mapping[str, JSON], cost: float) -> None:
    desk = studio()
    posted(desk, {**V4, **task})

    _, charges = asked(desk, "GET", "/studio/charges")

    assert [job["cost"] for job in charges["jobs"]] == [cost]
