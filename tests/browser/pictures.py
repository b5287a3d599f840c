"""Takes the pictures of the review page that the documentation shows: the example episode, as a preview.

Run as `make picture`, where a Chromium is installed.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser.driver import Browser, browser

ROOT = Path(__file__).parents[2]
EPISODE = ROOT / "storyboards/orchid/s01e01.storyboard.yaml"
PAGE = ROOT / "storyboards/orchid/previews/s01e01/review.html"
PICTURES = ROOT / "docs/pictures"
READY = (
    "[...document.querySelectorAll('video')].every((film) =>"
    " !film.src || (film.readyState >= 2 && !film.seeking))"
)


def main() -> None:
    for command in (["render", "--progress", "quiet"], ["review"]):
        subprocess.run([sys.executable, "-m", "pipeline", *command, "--preview", str(EPISODE)], check=True)
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as session:
        show(session, "dark", 1440, 900)
        session.run("document.querySelector('#author').value = 'Ana'")
        session.press("a", "j", "a", "j", "a", "j", "a", "j", "2", *"." * 30, "n")
        session.press(*"The laugh comes a beat too early", "Enter", "a", "j", "c", "j", "a", "k", "k", "]")
        take(session, "review")
        session.scheme("light")
        session.press("l")
        take(session, "review-joins")


def show(session: Browser, scheme: str, width: int, height: int) -> None:
    session.resize(width, height)
    session.scheme(scheme)
    session.open(PAGE.as_uri())
    session.until(READY)


def take(session: Browser, name: str) -> None:
    session.until(f"{READY} && document.querySelector('#told').innerText === ''")
    image = Image.open(io.BytesIO(session.screenshot()))
    path = PICTURES / f"{name}.jpg"
    image.convert("RGB").save(path, quality=84, optimize=True)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
