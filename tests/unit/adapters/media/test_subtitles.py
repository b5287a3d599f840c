"""Cues become the text of subtitle files, and languages what MP4 calls them."""

from __future__ import annotations

import pytest

from pipeline.adapters.media.subtitles import letters, srt, three_letters
from pipeline.model import Cue, House


def test_cues_become_subrip_text() -> None:
    cues = (Cue(0.25, 1.5, "Three months.\nNot a day more."), Cue(3661.001, 3662, "She laughs."))

    assert srt(cues) == (
        "1\n00:00:00,250 --> 00:00:01,500\nThree months. Not a day more.\n\n"
        "2\n01:01:01,001 --> 01:01:02,000\nShe laughs.\n"
    )


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("en", "eng"),
        ("zh-Hant", "zho"),
        ("PT-BR", "por"),
        ("deu", "deu"),
        (None, "und"),
        ("xx", "und"),
        ("", "und"),
    ],
)
def test_languages_have_three_letters_in_a_film(written: str | None, known: str) -> None:
    assert three_letters(written) == known


@pytest.mark.parametrize(
    "house", [House(720, 1280, (24, 1)), House(1280, 720, (24, 1)), House(64, 64, (24, 1))]
)
def test_burnt_letters_stand_low_and_inside_the_picture(house: House) -> None:
    patch = letters("A hundred days. You wear the ring. I pay the hospital.", house)

    height, width = patch.planes[0].shape
    assert width == house.width_px
    assert patch.y % 2 == height % 2 == 0
    assert house.height_px // 2 < patch.y + height <= house.height_px
