"""An animatic meets its pictures at their frames, shows what was asked for in every frame, and can be handed
on."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.adapters.media.animatic import Animatic
from pipeline.adapters.media.films import Reels
from pipeline.adapters.media.form import has_house_form
from pipeline.adapters.media.layout import layout_of
from pipeline.adapters.media.pictures import png_of
from pipeline.adapters.media.sound import sound_between
from pipeline.errors import MediaRefused
from pipeline.model import FIRST, LAST, Caption, House, Moment, PaintOrder, PinnedPicture
from tests.media.clips import Picture, picture

WIDTH, HEIGHT, FPS, FRAMES = 192, 320, 12, 24
PROMPT = "Rain on the glass doors; she crosses the lobby."
LAYOUT = layout_of(WIDTH, HEIGHT)
OPEN = slice(LAYOUT.top_px + 8, LAYOUT.foot_y - 8)
ORDER = PaintOrder(PROMPT, 7, WIDTH, HEIGHT, FPS, 2.0, False, (), ())


def paint(path: Path, order: PaintOrder, captions: dict[str, Caption] | None = None) -> Path:
    Animatic(captions or {}).paint(order, path)
    return path


def shown(path: Path, at: Moment) -> Picture:
    _, png = Reels().frame(path, at, None)
    return np.asarray(Image.open(io.BytesIO(png)))


def pinned(frame: int, pixels: Picture) -> PinnedPicture:
    return PinnedPicture(frame, png_of(pixels), f"picture at {frame}")


def mean_distance(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def test_a_clip_has_the_form_that_was_asked_for(tmp_path: Path) -> None:
    facts = Reels().probe(paint(tmp_path / "clip.mp4", replace(ORDER, has_audio=True)))

    assert (facts.width_px, facts.height_px, facts.fps, facts.frames) == (WIDTH, HEIGHT, (FPS, 1), FRAMES)
    assert facts.has_audio


def test_each_picture_is_seen_as_it_is_at_its_own_frame(tmp_path: Path) -> None:
    size = WIDTH, HEIGHT
    pins = tuple(
        pinned(frame, picture(number, size)) for frame, number in ((0, 1), (10, 8), (FRAMES - 1, 15))
    )

    path = paint(tmp_path / "clip.mp4", replace(ORDER, pictures=pins))

    for frame, number in ((0, 1), (10, 8), (FRAMES - 1, 15)):
        assert mean_distance(shown(path, Moment("frame", frame))[OPEN], picture(number, size)[OPEN]) < 1.5


def test_a_picture_of_another_shape_fills_the_frame_undistorted(tmp_path: Path) -> None:
    broad = np.zeros((100, 400, 3), np.uint8)
    broad[:, 150:250] = (200, 40, 40)

    first = shown(paint(tmp_path / "clip.mp4", replace(ORDER, pictures=(pinned(0, broad),))), FIRST)

    middle = first[HEIGHT // 2].astype(int)
    assert np.abs(middle[2:-2] - (200, 40, 40)).max() < 16


def test_equal_orders_give_equal_bytes(tmp_path: Path) -> None:
    order = replace(ORDER, has_audio=True)

    one, other = paint(tmp_path / "one.mp4", order), paint(tmp_path / "other.mp4", order)

    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": PROMPT + " "},
        {"seed": 8},
        {"has_audio": True},
        {"references": (PinnedPicture(0, None, "mei"),)},
    ],
    ids=["prompt", "seed", "sound", "references"],
)
def test_whatever_differs_in_the_order_is_seen_in_the_last_frame(
    tmp_path: Path, change: dict[str, object]
) -> None:
    pin = (pinned(0, picture(3, (WIDTH, HEIGHT))),)
    order = replace(ORDER, pictures=pin)

    one = Reels().frame(paint(tmp_path / "one.mp4", order), LAST, None)
    other = Reels().frame(paint(tmp_path / "other.mp4", replace(order, **change)), LAST, None)

    assert one[0] != other[0]


def test_a_picture_handed_on_eight_times_keeps_its_colours(tmp_path: Path) -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), (150, 60, 90), np.uint8)
    for number in range(8):
        order = replace(ORDER, prompt=f"Shot {number}.", pictures=(pinned(0, pixels),))
        pixels = shown(paint(tmp_path / "clip.mp4", order), LAST)

    drift = np.abs(pixels[OPEN].astype(int) - (150, 60, 90))
    assert drift.max() <= 3


def test_new_bands_cover_the_bands_of_the_shot_before(tmp_path: Path) -> None:
    white = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    order = replace(ORDER, pictures=(pinned(0, white),))
    before = shown(paint(tmp_path / "before.mp4", order, {PROMPT: Caption("WWWWWWWWWW", ())}), LAST)

    chained = paint(tmp_path / "after.mp4", replace(order, pictures=(pinned(0, before),)))
    fresh = paint(tmp_path / "fresh.mp4", order)

    for at in (FIRST, Moment("frame", 12), LAST):
        one, other = shown(chained, at), shown(fresh, at)
        assert mean_distance(one[OPEN], other[OPEN]) < 1.5
        top = slice(0, LAYOUT.top_px // 2)
        assert mean_distance(one[top], other[top]) < 1.5


def test_a_line_is_written_while_it_is_spoken(tmp_path: Path) -> None:
    caption = Caption("desk", ((0.5, 1.0, "Mei", "Three months."),))

    path = paint(tmp_path / "clip.mp4", ORDER, {PROMPT: caption})

    foot = slice(LAYOUT.foot_y + 6, HEIGHT)
    quiet, spoken, after = (shown(path, Moment("second", second))[foot] for second in (0.2, 0.7, 1.5))
    assert mean_distance(quiet, after) < 1.0
    assert mean_distance(quiet, spoken) > 2.0


def test_the_sound_is_quiet_and_as_long_as_the_pictures(tmp_path: Path) -> None:
    path = paint(tmp_path / "clip.mp4", replace(ORDER, has_audio=True))

    sound = sound_between(path, 0, 96_000)

    level = 20 * np.log10(np.sqrt((sound[:, 24_000:72_000] ** 2).mean()))
    assert -36 < level < -26
    with av.open(path) as container:
        assert container.streams.audio[0].duration == 96_000


def test_a_clip_without_sound_has_no_sound_track(tmp_path: Path) -> None:
    assert not Reels().probe(paint(tmp_path / "clip.mp4", ORDER)).has_audio


def test_a_clip_may_be_copied_into_an_episode_of_its_form(tmp_path: Path) -> None:
    path = paint(tmp_path / "clip.mp4", ORDER)

    assert has_house_form(path, House(WIDTH, HEIGHT, (FPS, 1)))
    assert not has_house_form(path, House(WIDTH, HEIGHT, (24, 1)))


def test_references_and_pictures_on_the_web_are_drawn_where_no_picture_is(tmp_path: Path) -> None:
    who = (pinned(0, picture(3)), PinnedPicture(0, None, "lobby"), pinned(0, picture(9, (60, 40))))
    link = (PinnedPicture(0, None, "https://example.com/boards/desk.png"),)

    plain, cards, slate = (
        shown(paint(tmp_path / f"{name}.mp4", replace(ORDER, **more)), FIRST)[OPEN]
        for name, more in (("plain", {}), ("cards", {"references": who}), ("slate", {"pictures": link}))
    )

    assert mean_distance(plain, cards) > 5
    assert mean_distance(plain, slate) > 2


def test_a_keyframe_that_is_no_picture_leaves_nothing_behind(tmp_path: Path) -> None:
    order = replace(ORDER, pictures=(PinnedPicture(0, b"GIF89a", "a"),))

    with pytest.raises(MediaRefused) as refused:
        paint(tmp_path / "clip.mp4", order)

    assert refused.value.code == "F010"
    assert not list(tmp_path.iterdir())


def test_sizes_that_no_film_can_have_become_even(tmp_path: Path) -> None:
    facts = Reels().probe(paint(tmp_path / "clip.mp4", replace(ORDER, width_px=101, height_px=75)))

    assert (facts.width_px, facts.height_px) == (100, 74)
