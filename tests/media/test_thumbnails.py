"""Thumbnails are small, of the frame that was asked for, and made once."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.adapters.media.thumbnails import Thumbnails
from pipeline.errors import MediaRefused
from tests.media.clips import film, pictures

SIZE = (360, 640)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    assert image.format == "WEBP"
    return image


def light(image: Image.Image) -> float:
    return float(np.asarray(image.convert("L")).mean())


def test_frames_are_those_that_were_asked_for_and_beyond_the_last_the_last(tmp_path: Path) -> None:
    clip = film(tmp_path / "clip.mp4", pictures(12, SIZE))

    first, last, beyond = Thumbnails(tmp_path.joinpath).of_clip(clip, "ab", (0, 11, 40))

    assert opened(first).size == (180, 320)
    assert light(opened(last)) > light(opened(first)) + 20
    assert last == beyond


def test_a_thumbnail_is_made_once(tmp_path: Path) -> None:
    small = Thumbnails(tmp_path.joinpath)
    clip = film(tmp_path / "clip.mp4", pictures(3, SIZE))
    made = small.of_clip(clip, "ab", (0, 2))

    clip.unlink()

    assert small.of_clip(clip, "ab", (0, 2)) == made


def test_a_still_is_made_small(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (800, 400), "red").save(file, "PNG")
    small = Thumbnails(tmp_path.joinpath)

    assert opened(small.of_picture(file.getvalue())).size == (320, 160)
    with pytest.raises(MediaRefused):
        small.of_picture(b"no picture")


def test_the_name_of_a_thumbnail_holds_hex_digits_alone(tmp_path: Path) -> None:
    asked: list[str] = []

    def derived(name: str) -> Path:
        asked.append(name)
        return tmp_path / name

    Thumbnails(derived).of_clip(film(tmp_path / "c.mp4", pictures(2)), "ab", (1,))

    assert len(asked[0]) == len(hashlib.sha256().hexdigest())
    assert set(asked[0]) <= set("0123456789abcdef")
