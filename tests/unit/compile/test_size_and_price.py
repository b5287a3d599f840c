"""The shape that is sent, the shape to expect, and what it costs."""

from __future__ import annotations

import pytest

from pipeline.model import Price
from tests.unit.compile.compiling import (
    V1,
    assets,
    body,
    compiled,
    fault,
    frame_of,
    keyframe,
    picture,
    shot,
    take,
)


@pytest.mark.parametrize(
    ("resolution", "aspect", "size_px"),
    [
        ("480p", "16:9", (848, 480)),
        ("480p", "9:16", (480, 848)),
        ("480p", "4:3", (736, 560)),
        ("480p", "3:4", (560, 736)),
        ("480p", "1:1", (640, 640)),
        ("720p", "16:9", (1280, 720)),
        ("720p", "9:16", (720, 1280)),
        ("720p", "1:1", (960, 960)),
        ("1080p", "9:16", (1080, 1920)),
    ],
)
def test_resolution_and_aspect_become_width_and_height(
    resolution: str, aspect: str, size_px: tuple[int, int]
) -> None:
    given = take(shot(resolution=resolution, aspect=aspect))

    assert (given.request.body["width"], given.request.body["height"]) == size_px
    assert given.size_px == size_px
    assert "resolution" not in given.request.body


def test_resolution_alone_is_sent_with_a_warning() -> None:
    graph, (warning,) = compiled(shot(resolution="1080p", aspect=None))

    assert graph is not None
    assert graph.shots[0].takes[0].request.body["resolution"] == "1080p"
    assert (warning.code, warning.severity) == ("M018", "warning")
    assert "9:16" in warning.help


def test_a_pair_that_is_not_in_the_card_is_a_fault_with_those_that_are() -> None:
    found = fault(shot(resolution="720p", aspect="4:3"))

    assert found.code == "M017"
    assert "`16:9`, `9:16`, `1:1`" in found.help
    assert "params: {width: ..., height: ...}" in found.help


def test_an_odd_pair_goes_through_params_and_is_paid_as_the_resolution_above_it() -> None:
    odd = shot(duration_s=10.0, params={"width": 1104, "height": 832})

    given = take(odd)

    assert (given.request.body["width"], given.request.body["height"]) == (1104, 832)
    assert "resolution" not in given.request.body
    assert given.size_px == (1104, 832)
    assert given.price == Price(1.4, 0.02)


def test_half_a_pair_is_refused() -> None:
    found = fault(shot(params={"width": 1104}))

    assert found.code == "M003"
    assert found.message == "`width` on skyreels-v4 goes with `height`"
    assert found.help == "write `height` beside it"


@pytest.mark.parametrize(
    ("resolution", "seconds", "list_usd"),
    [("480p", 10.0, 1.1), ("720p", 10.0, 1.4), ("1080p", 8.0, 2.8), ("1080p", 10.0, 3.5)],
)
def test_v4_costs_what_runware_lists(resolution: str, seconds: float, list_usd: float) -> None:
    given = take(shot(resolution=resolution, duration_s=seconds))

    assert given.price == Price(list_usd, 0.02)


@pytest.mark.parametrize(
    ("resolution", "seconds", "billed"),
    [("1080p", 8.0, 2.8109), ("1080p", 10.0, 3.5109), ("1080p", 8.0, 2.806), ("720p", 10.0, 1.4044)],
)
def test_what_the_vendor_billed_is_inside_the_ceiling(resolution: str, seconds: float, billed: float) -> None:
    price = take(shot(resolution=resolution, duration_s=seconds)).price

    assert price is not None
    assert price.list_usd <= billed <= price.list_usd + price.surplus_usd


def test_v1_is_unpriced() -> None:
    given = take(shot(model=V1, aspect=None, keyframes=(keyframe("a.png"),)))

    assert given.price is None


def test_the_shape_to_expect_is_the_nearest_to_the_first_keyframe() -> None:
    wide = shot(aspect=None, keyframes=(keyframe(picture("a.png")),))

    given = take(wide, files=assets("a.png", size_px=(1600, 900)))

    assert given.size_px == (1280, 720)


def test_a_chained_shot_is_expected_to_keep_the_shape() -> None:
    first = shot("a", aspect="1:1", resolution="480p")
    second = shot("b", aspect=None, resolution="720p", keyframes=(keyframe(frame_of("a")),))

    graph, _ = compiled(first, second)

    assert graph is not None
    assert graph.shots[1].takes[0].size_px == (960, 960)


def test_v1_is_sent_an_aspect_that_it_has_and_no_other() -> None:
    guided = {"model": V1, "keyframes": (keyframe("a.png"),)}

    upright = body(shot(**guided, aspect="9:16"))
    square = fault(shot(**guided, aspect="1:1"))

    assert upright["aspect_ratio"] == "9:16"
    assert square.code == "M003"
    assert square.message == "`aspect` cannot be `1:1` on skyreels-v1"
    assert square.help == "write one of `16:9`, `9:16`"
