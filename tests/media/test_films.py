"""Clips are counted as they are shown, and a frame that is handed on is the very one that is seen."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.adapters.media.films import Reels
from pipeline.adapters.media.pictures import digest_of, png_of
from pipeline.errors import MediaRefused, StateDamaged
from pipeline.model import FIRST, LAST, Moment
from tests.media.clips import Picture, film, picture, pictures, shorten_edit_list, turn

LEVELS = 2
"""A picture that went through the planes of a film once is this near to what it was."""


def shown(path: Path, at: Moment, seed_picture: bytes | None = None) -> Picture:
    _, png = Reels().frame(path, at, seed_picture)
    return np.asarray(Image.open(io.BytesIO(png)))


def distance(one: Picture, other: Picture) -> int:
    return int(np.abs(one.astype(int) - other).max())


def test_a_film_is_counted_by_its_pictures_and_not_by_its_sound(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30), sound_s=2.5)

    facts = Reels().probe(path)

    assert (
        facts.width_px,
        facts.height_px,
        facts.fps,
        facts.frames,
        facts.duration_s,
        facts.has_audio,
    ) == (96, 160, (24, 1), 30, 1.25, True)
    assert facts.size_bytes == path.stat().st_size


@pytest.mark.parametrize(
    ("at", "number"), [(FIRST, 0), (LAST, 29), (Moment("frame", 17), 17), (Moment("second", 0.5), 12)]
)
def test_a_moment_is_the_frame_that_is_seen_then(tmp_path: Path, at: Moment, number: int) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30), bframes=3)

    pixels = shown(path, at)

    assert distance(pixels, picture(number)) <= LEVELS


def test_a_second_belongs_to_the_frame_that_started_before_it(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30))

    pixels = shown(path, Moment("second", 0.49))

    assert distance(pixels, picture(11)) <= LEVELS


def test_the_last_frame_is_the_pictures_last_where_the_sound_goes_on(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30), bframes=2, sound_s=3)

    pixels = shown(path, LAST)

    assert distance(pixels, picture(29)) <= LEVELS


def test_the_last_frame_is_the_last_that_an_edit_list_shows(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30), bframes=3)
    shorten_edit_list(path, 24.5 / 24)

    facts, pixels = Reels().probe(path), shown(path, LAST)

    assert facts.frames == 25
    assert distance(pixels, picture(24)) <= LEVELS


def test_frames_that_stand_for_different_times_are_found_by_time(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(5), starts=[0, 1, 2, 20, 40])

    pixels = shown(path, Moment("second", 1.5))

    assert distance(pixels, picture(3)) <= LEVELS


def test_deeper_colours_come_out_the_same(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(3), pixel_format="yuv420p10le")

    pixels = shown(path, LAST)

    assert distance(pixels, picture(2)) <= LEVELS


def test_an_untagged_film_is_read_as_the_picture_that_it_was_made_from(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(3), is_tagged=False)

    pixels = shown(path, FIRST, png_of(picture(0)))

    assert distance(pixels, picture(0)) <= LEVELS
    assert distance(shown(path, FIRST), picture(0)) > 4 * LEVELS


def test_an_untagged_large_film_is_read_as_players_do(tmp_path: Path) -> None:
    size = (64, 720)
    path = film(tmp_path / "clip.mp4", pictures(2, size), is_tagged=False)

    pixels = shown(path, LAST)

    assert distance(pixels, picture(1, size)) <= LEVELS


def test_a_film_of_a_phone_is_turned_upright(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(2))
    turn(path)

    facts, pixels = Reels().probe(path), shown(path, LAST)

    assert (facts.width_px, facts.height_px) == (160, 96)
    assert distance(pixels, np.rot90(picture(1), -1)) <= LEVELS


def test_a_frame_that_is_handed_on_eight_times_does_not_drift(tmp_path: Path) -> None:
    pixels = start = picture(3)
    for _ in range(8):
        pixels = shown(film(tmp_path / "clip.mp4", [pixels, pixels]), LAST)

    assert distance(pixels, start) <= LEVELS


def test_a_frame_has_one_digest_whatever_file_it_comes_from(tmp_path: Path) -> None:
    one = film(tmp_path / "one.mp4", pictures(5), bframes=3)
    other = film(tmp_path / "other.mp4", pictures(5), sound_s=1)

    digest, png = Reels().frame(one, LAST, None)

    assert digest == Reels().frame(other, LAST, None)[0]
    assert digest == digest_of(np.asarray(Image.open(io.BytesIO(png))))


@pytest.mark.parametrize(
    "at", [Moment("frame", 30), Moment("frame", -1), Moment("second", 1.25), Moment("second", 99)]
)
def test_a_moment_outside_the_film_is_refused(tmp_path: Path, at: Moment) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30))

    with pytest.raises(MediaRefused) as refused:
        Reels().frame(path, at, None)

    assert refused.value.code == "F024"


def test_a_film_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30))
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(MediaRefused) as refused:
        Reels().probe(path)

    assert refused.value.code == "F021"


def test_a_film_whose_pictures_are_rubbish_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(30))
    content = path.read_bytes()
    at = content.index(b"mdat") + 4
    path.write_bytes(content[:at] + b"\xff" * (len(content) - at))

    with pytest.raises(MediaRefused) as refused:
        Reels().probe(path)

    assert refused.value.code == "F021"


def test_a_text_that_names_another_film_is_not_followed(tmp_path: Path) -> None:
    film(tmp_path / "secret.mp4", pictures(3))
    path = tmp_path / "clip.mp4"
    path.write_text("ffconcat version 1.0\nfile secret.mp4\n")

    with pytest.raises(MediaRefused) as refused:
        Reels().probe(path)

    assert refused.value.code == "F020"


def test_a_title_in_another_alphabet_does_no_harm(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(3))
    path.write_bytes(path.read_bytes().replace(b"VideoHandler", b"Vid\xe9oHandler"))

    assert Reels().probe(path).frames == 3


def test_pictures_of_an_unknown_codec_are_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(3))
    path.write_bytes(path.read_bytes().replace(b"avc1\0\0\0\0", b"zzzz\0\0\0\0"))

    with pytest.raises(MediaRefused) as refused:
        Reels().probe(path)

    assert refused.value.code == "F023"


def test_a_film_larger_than_we_take_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", [np.zeros((16, 4098, 3), np.uint8)])

    with pytest.raises(MediaRefused) as refused:
        Reels().probe(path)

    assert refused.value.code == "F022"


def test_a_film_longer_than_we_take_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", pictures(3), fps=1, starts=[0, 1, 700])

    with pytest.raises(MediaRefused) as refused:
        Reels().probe(path)

    assert refused.value.code == "F022"


def test_a_film_that_is_not_there_is_told_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(StateDamaged, match=r"clip\.mp4 cannot be read"):
        Reels().probe(tmp_path / "clip.mp4")
