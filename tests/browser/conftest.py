"""A Chromium for all tests of a file, and pages to show it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.driver import CHROMEDRIVER, CHROMIUM, Browser, browser
from tests.cli.running import run_storyboard
from tests.programs import unavailable
from tests.rendered import render

WALK = """\
storyboard: 1
title: The Walk
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: walk
    chain: true
    shots:
      - {id: one, prompt: A woman leaves a house., takes: 2}
      - {id: two, prompt: She crosses a wet street., trim: {in: 0.25, out: 0.5}}
      - {id: three, prompt: She looks back.}
  - id: alone
    prompt: A dog sleeps.
    dialogue: [{who: narrator, line: Nothing stirs.}]
"""


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if CHROMIUM is None or CHROMEDRIVER is None:
        reason = "chromium and chromedriver are not installed (Debian: chromium, chromium-driver)"
        unavailable(reason)
    with browser(tmp_path_factory.mktemp("chromium")) as session:
        yield session


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four shots, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("walked")
    render(folder, WALK)
    return folder


@pytest.fixture
def project(walked: Path, tmp_path: Path) -> Path:
    return shutil.copytree(walked, tmp_path / "walk")


@pytest.fixture
def page(chromium: Browser, project: Path) -> Browser:
    """The page of the four shots, opened from the disk."""
    written = run_storyboard("review", cwd=project)
    assert written.stdout == str(Path("renders/ep01/review.html")) + "\n", written.stderr
    show(chromium, project)
    return chromium


def show(session: Browser, project: Path) -> None:
    session.resize(1440, 900)
    session.open((project / "renders/ep01/review.html").as_uri())
    session.run("window.showSaveFilePicker = undefined")  # headless, nobody answers its question
    session.until("document.querySelector('#shot-name').innerText !== ''")


@pytest.fixture
def served(project: Path) -> Iterator[str]:
    """The address that `review --serve` prints."""
    with ExitStack() as stack:
        yield serve(stack, project)


def serve(stack: ExitStack, project: Path) -> str:
    server = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "review", "--serve"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    stack.callback(server.wait, 20)
    stack.callback(server.terminate)
    assert server.stdout is not None
    stack.enter_context(server.stdout)
    return server.stdout.readline().strip()
