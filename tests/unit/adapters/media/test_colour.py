"""Colours survive the way into the planes of a film and back."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.adapters.media.colour import BT601, BT709, BT2020, Matrix, likeness, to_pixels, to_planes


def smooth(width: int = 64, height: int = 48) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    return np.stack(
        [x * 255 // (width - 1), y * 255 // (height - 1), (x + y) * 255 // (width + height - 2)], -1
    ).astype(np.uint8)


def test_black_and_white_are_where_the_standard_puts_them() -> None:
    pixels = np.zeros((2, 4, 3), np.uint8)
    pixels[:, 2:] = 255

    luma, blue, red = to_planes(pixels)

    assert luma.tolist() == [[16, 16, 235, 235]] * 2
    assert blue.tolist() == red.tolist() == [[128, 128]]


@pytest.mark.parametrize(
    ("colour", "planes"),
    [((255, 0, 0), (63, 102, 240)), ((0, 255, 0), (173, 42, 26)), ((0, 0, 255), (32, 240, 118))],
    ids=["red", "green", "blue"],
)
def test_full_colours_have_the_values_of_bt709(
    colour: tuple[int, int, int], planes: tuple[int, int, int]
) -> None:
    found = to_planes(np.full((2, 2, 3), colour, np.uint8))

    assert np.abs(np.array([int(plane[0, 0]) for plane in found]) - planes).max() <= 1


def test_a_picture_comes_back_within_two_levels() -> None:
    pixels = smooth(256, 256)

    back = to_pixels(to_planes(pixels), BT709, is_full_range=False)

    assert np.abs(back.astype(int) - pixels)[1:-1, 1:-1].max() <= 2


def test_eight_ways_there_and_back_do_not_drift() -> None:
    pixels = start = smooth(256, 256)
    for _ in range(8):
        pixels = to_pixels(to_planes(pixels), BT709, is_full_range=False)

    assert np.abs(pixels.astype(int) - start)[1:-1, 1:-1].max() <= 3


def test_grey_stays_grey_for_ever() -> None:
    grey = np.arange(256, dtype=np.uint8).repeat(8).reshape(16, 128)
    pixels = np.stack([grey, grey, grey], -1)

    back = to_pixels(to_planes(pixels), BT709, is_full_range=False)

    assert (back[..., 0] == back[..., 1]).all()
    assert (back[..., 1] == back[..., 2]).all()


@pytest.mark.parametrize("matrix", [BT601, BT709, BT2020], ids=lambda matrix: matrix.name)
def test_full_range_white_is_255_under_every_matrix(matrix: Matrix) -> None:
    white = np.full((4, 4), 255, np.uint8), np.full((2, 2), 128, np.uint8), np.full((2, 2), 128, np.uint8)

    assert (to_pixels(white, matrix, is_full_range=True) == 255).all()


def test_colours_between_two_samples_run_evenly() -> None:
    ramp = (100 + 8 * np.arange(8, dtype=np.uint8))[:, None].repeat(8, axis=1)
    grey, flat = np.full((16, 16), 126, np.uint8), np.full((8, 8), 128, np.uint8)

    down = to_pixels((grey, flat, ramp), BT709, is_full_range=False)[2:-2, 8, 0].astype(int)
    across = to_pixels((grey, flat, ramp.T), BT709, is_full_range=False)[8, 2:-2, 0].astype(int)

    assert set(np.diff(down)) <= {7, 8}
    assert set(np.diff(across)) <= {7, 8}


def test_planes_of_odd_sizes_are_read() -> None:
    planes = np.full((3, 5), 126, np.uint8), np.full((2, 3), 128, np.uint8), np.full((2, 3), 128, np.uint8)

    pixels = to_pixels(planes, BT709, is_full_range=False)

    assert pixels.shape == (3, 5, 3)
    assert (pixels == 128).all()


def test_likeness_sees_colours_and_not_details() -> None:
    pixels = smooth()
    noise = np.random.default_rng(1).integers(-2, 3, pixels.shape)

    assert likeness(pixels, np.clip(pixels + noise, 0, 255).astype(np.uint8)) < 1.5
    assert likeness(pixels, smooth(640, 480)) < 25
    assert likeness(pixels, 255 - pixels) > 50
