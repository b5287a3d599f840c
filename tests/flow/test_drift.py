"""A picture handed from shot to shot through the studio keeps its colours."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.adapters.media.films import Reels
from pipeline.model import LAST
from tests.cli.running import run_storyboard

SIZE = (480, 848)
HANDED_ON = 8


def middle(png: bytes) -> np.ndarray:
    """The colour between the bands, which the camera's moves leave as it is in a flat picture."""
    pixels = np.asarray(Image.open(io.BytesIO(png)), np.int16)
    height = pixels.shape[0]
    return pixels[height // 3 : height // 2].reshape(-1, 3)


@pytest.mark.parametrize("colour", [(200, 60, 40), (50, 80, 190)], ids=["red", "blue"])
def test_after_eight_hand_overs_a_colour_is_off_by_three_levels_at_most(
    tmp_path: Path, colour: tuple[int, int, int]
) -> None:
    Image.new("RGB", SIZE, colour).save(tmp_path / "flat.png")
    shots = "".join(f"      - id: s{n}\n        prompt: Again, {n}.\n" for n in range(1, HANDED_ON + 1))
    (tmp_path / "ep01.storyboard.yaml").write_text(
        "storyboard: 1\ntitle: Flat\n"
        "defaults: {model: skyreels-v4, resolution: 480p, duration: 3, audio: false}\n"
        "scenes:\n  - id: a\n    chain: true\n    shots:\n"
        f"      - id: s0\n        keyframes: [flat.png]\n        prompt: A wall.\n{shots}",
        encoding="utf-8",
    )

    ended = run_storyboard("render", "--preview", "--progress", "quiet", cwd=tmp_path)

    assert ended.code == 0, ended.stderr
    clips = sorted((tmp_path / "previews" / "ep01").glob("*-a-s*.mp4"))
    assert len(clips) == HANDED_ON + 1
    _, png = Reels().frame(clips[-1], LAST, None)
    assert np.abs(middle(png) - np.array(colour)).max() <= 3
