"""A camera that closes in, bands that stay, and pictures that are met at their frames."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.adapters.media.camera import ONE, View, eased, seen
from pipeline.adapters.media.colour import to_planes
from pipeline.adapters.media.ground import ground
from pipeline.adapters.media.layout import layout_of
from pipeline.adapters.media.painting import Pin, focus_of, pinned_frames
from pipeline.adapters.media.palettes import LAMP, NIGHT, Motif, mood_of


def planes(level: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return to_planes(np.full((64, 48, 3), level, np.uint8))


def test_time_is_eased_from_nothing_to_one() -> None:
    assert [eased(at, 10) for at in (-1, 0, 5, 10, 99)] == [0, 0, ONE // 2, ONE, ONE]
    assert eased(2, 10) < ONE // 5
    assert eased(8, 10) > ONE * 4 // 5


def test_a_view_without_zoom_is_the_picture_itself() -> None:
    picture = planes(90)

    assert seen(picture, View(ONE, (10, 10))) is picture


def test_the_point_that_the_camera_closes_in_on_stays_and_the_rest_moves_outward() -> None:
    luma = np.zeros((64, 48), np.uint8)
    luma[20], luma[50] = 200, 200
    half = np.full((32, 24), 128, np.uint8)

    closer = seen((luma, half, half), View(ONE * 5 // 4, (24, 20)))[0]

    assert closer[20].min() == 200
    assert int(np.argmax(closer[40:, 0])) + 40 in (57, 58)


@pytest.mark.parametrize(("width", "height"), [(720, 1280), (1280, 720), (480, 854), (1080, 1920), (64, 64)])
def test_bands_leave_room_between_them_and_fit_the_blocks_of_the_encoder(width: int, height: int) -> None:
    layout = layout_of(width, height)

    assert 0 < layout.top_px < layout.foot_y < height
    assert layout.top_px % 16 == layout.foot_y % 16 == 0
    assert layout.foot_y - layout.top_px >= height // 4


def test_the_camera_always_looks_between_the_bands() -> None:
    layout = layout_of(720, 1280)

    points = [focus_of(bytes([0, 0, 0, value, value, 0]), layout) for value in (0, 128, 255)]

    assert all(layout.top_px < y < layout.foot_y for _, y in points)
    assert all(0 < x < 720 for x, _ in points)


@pytest.mark.parametrize("pinned", [(0,), (5,), (11,), (0, 11), (0, 1), (3, 4, 11), (0, 5, 6)])
def test_each_picture_stands_alone_at_its_frame(pinned: tuple[int, ...]) -> None:
    pins = [Pin(frame, planes(40 + 20 * number)) for number, frame in enumerate(pinned)]

    frames = list(pinned_frames(pins, 12, 24, (20, 30)))

    assert len(frames) == 12
    for pin in pins:
        assert (frames[pin.frame][0] == pin.planes[0]).all()


@pytest.mark.parametrize(("pinned", "farthest"), [(0, 11), (11, 0)])
def test_the_camera_moves_away_from_the_frame_of_its_picture(pinned: int, farthest: int) -> None:
    lines = np.full((64, 48, 3), 40, np.uint8)
    lines[60] = 220
    picture = to_planes(lines)

    frames = list(pinned_frames([Pin(pinned, picture)], 12, 24, (20, 30)))

    assert (frames[pinned][0] == picture[0]).all()
    assert int(np.argmax(frames[farthest][0][:, 0])) == 62


def test_one_picture_turns_into_the_next_half_way() -> None:
    pins = [Pin(0, planes(40)), Pin(12, planes(200))]

    levels = [int(frame[0][30, 20]) for frame in pinned_frames(pins, 13, 24, (20, 30))]

    assert levels == sorted(levels)
    assert levels[3] == levels[0]
    assert levels[6] == pytest.approx((levels[0] + levels[12]) / 2, abs=2)
    assert levels[9] == levels[12]


def test_a_word_of_the_prompt_sets_the_mood_and_the_first_counts() -> None:
    digest = bytes(32)

    assert mood_of("A walk at NIGHT by the sea", digest)[0] is NIGHT
    assert mood_of("One lamp, at night.", digest)[0] is LAMP
    assert mood_of("Она входит.", digest) == mood_of("Они молчат.", digest)


@pytest.mark.parametrize("motif", ["ridges", "lights", "beams"])
def test_a_ground_is_the_same_for_the_same_digest_and_another_for_another(motif: Motif) -> None:
    one, again, other = (ground(NIGHT, motif, bytes([value] * 32), (60, 80)) for value in (1, 1, 2))

    assert one.shape == (80, 60, 3)
    assert (one == again).all()
    assert (one != other).any()
