"""A file that is swapped for a link while it is looked at shows nothing of what lies behind the link."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

import pytest

from pipeline.adapters.files import ProjectFiles
from pipeline.errors import FileRefused
from tests.cli.running import run_storyboard

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX files")

ROUNDS = 25
READS, MOST_READS = 3_000, 100_000
"""At least, and until both what is in the place by turns was met."""
SECRET = "library: 1\nsecret-of-somebody-else: x\n"
PLAIN = "library: 1\nplain: x\n"
STORY = """\
storyboard: 1
title: Lantern
use: [shared/series.library.yaml]
defaults: {model: skyreels-v4, aspect: 9:16}
scenes: [{id: a, prompt: x}]
"""


@contextmanager
def swapping(first: Path, second: Path, place: Path) -> Iterator[None]:
    """Two things take turns in one place, each put there whole, as fast as this machine can."""
    is_over = threading.Event()

    def swap() -> None:
        while not is_over.is_set():
            for thing in (first, second):
                spare = place.with_name("spare")
                if thing.is_symlink():
                    spare.symlink_to(thing.readlink())
                else:
                    spare.write_bytes(thing.read_bytes())
                spare.replace(place)

    def swap_folders() -> None:
        hidden = place.with_name("hidden")
        while not is_over.is_set():
            with suppress(OSError):
                place.rename(hidden)
                place.symlink_to(second)
                place.unlink()
                hidden.rename(place)

    thread = threading.Thread(target=swap_folders if place.is_dir() else swap)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "series.library.yaml").write_text(SECRET, encoding="utf-8")
    project = tmp_path / "project"
    (project / "shared").mkdir(parents=True)
    (project / "shared" / "series.library.yaml").write_text(PLAIN, encoding="utf-8")
    (project / "ep01.storyboard.yaml").write_text(STORY, encoding="utf-8")
    (project / "storyboard.toml").write_text("", encoding="utf-8")
    return project


def told(project: Path) -> str:
    """What is read, or said in its place, in very many tries, and what validate says in some."""
    files, said = ProjectFiles(project), set[str]()
    for tries in range(MOST_READS):
        time.sleep(0)  # the other thread's turn
        try:
            said.add(files.read(PurePosixPath("shared/series.library.yaml"), 1_000).decode())
        except FileRefused as refused:
            said.add(refused.code)
        if tries > READS and {PLAIN, "F003"} <= said:
            break
    for _ in range(ROUNDS):
        ended = run_storyboard("validate", cwd=project)
        assert ended.code in (0, 1), ended.stderr
        said.add(ended.stdout)
    return "\n".join(said)


def test_a_file_swapped_for_a_link_is_never_read_through_it(project: Path, tmp_path: Path) -> None:
    place = project / "shared" / "series.library.yaml"
    plain, link = tmp_path / "outside" / "plain", tmp_path / "outside" / "link"
    plain.write_text(PLAIN, encoding="utf-8")
    link.symlink_to(tmp_path / "outside" / "series.library.yaml")

    with swapping(plain, link, place):
        said = told(project)

    assert "secret-of-somebody-else" not in said
    assert "F003" in said
    assert PLAIN in said


def test_a_folder_swapped_for_a_link_is_never_walked_through(project: Path, tmp_path: Path) -> None:
    with swapping(project / "shared", tmp_path / "outside", project / "shared"):
        said = told(project)

    assert "secret-of-somebody-else" not in said
    assert "F003" in said
    assert PLAIN in said
