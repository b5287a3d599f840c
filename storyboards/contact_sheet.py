"""Makes the README's picture: the example episode as a preview, one frame of each shot on a sheet.

Run as `make picture`. Renders what is missing first, free and offline.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import av
from PIL import Image

HERE = Path(__file__).parent
EPISODE = HERE / "orchid" / "s01e01.storyboard.yaml"
SHEET = HERE.parent / "docs" / "pictures" / "orchid.jpg"
FRAME_PX = (216, 384)
COLUMNS = 7
GAP_PX = 12
GROUND = (17, 17, 20)


def main() -> None:
    clips = rendered()
    frames = [frame_at(path, 0.6) for path in clips]
    SHEET.parent.mkdir(parents=True, exist_ok=True)
    sheet(frames).save(SHEET, quality=88)
    print(f"{SHEET}: {len(frames)} shots")


def rendered() -> list[Path]:
    """The clip of every shot, in story order."""
    command = [sys.executable, "-m", "pipeline", "render", "--preview", "--json", str(EPISODE)]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return [Path(take["clip"]["path"]) for take in report["takes"] if take["take"] == 1]


def frame_at(path: Path, share: float) -> Image.Image:
    """The frame that lies at this share of the clip's length."""
    with av.open(str(path), format="mp4") as film:
        frames = list(film.decode(video=0))
    return frames[int(len(frames) * share)].to_image()


def sheet(frames: list[Image.Image]) -> Image.Image:
    """All frames in rows; each bears its shot's name, as the preview wrote it."""
    width, height = FRAME_PX
    rows = -(-len(frames) // COLUMNS)
    size = (COLUMNS * (width + GAP_PX) + GAP_PX, rows * (height + GAP_PX) + GAP_PX)
    whole = Image.new("RGB", size, GROUND)
    for index, frame in enumerate(frames):
        left = GAP_PX + index % COLUMNS * (width + GAP_PX)
        top = GAP_PX + index // COLUMNS * (height + GAP_PX)
        whole.paste(frame.resize(FRAME_PX, Image.Resampling.LANCZOS), (left, top))
    return whole


if __name__ == "__main__":
    main()
