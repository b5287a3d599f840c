"""The lines that a message shows are of the file that was at fault, and of nothing put in its way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.cli.faults import SOURCE_LIMIT_BYTES, source

POSIX = pytest.mark.skipif(os.name != "posix", reason="links and pipes")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "project" / "shared").mkdir(parents=True)
    (tmp_path / "project" / "shared" / "library.yaml").write_text("one\r\ntwo", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "project")
    source.cache_clear()
    return tmp_path / "project"


def test_lines_are_found_by_every_way_that_messages_call_a_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("one", "two")

    assert source("shared/library.yaml") == lines
    assert source(str(project.resolve() / "shared" / "library.yaml")) == lines
    monkeypatch.chdir(project / "shared")
    assert source("../shared/library.yaml") == lines


def test_what_is_no_file_has_no_lines(project: Path) -> None:
    (project / "long.yaml").write_bytes(b" " * (SOURCE_LIMIT_BYTES + 1))

    for called in ("--set duration", "--set a\0b", "shared", "..", ".", "", "long.yaml", "gone/library.yaml"):
        assert source(called) == ()


@POSIX
def test_a_folder_that_is_a_link_by_now_is_not_looked_into(project: Path) -> None:
    (project / "shared").rename(project.parent / "elsewhere")
    (project / "shared").symlink_to(project.parent / "elsewhere")

    assert source("shared/library.yaml") == ()
    assert source(str(project.resolve() / "shared" / "library.yaml")) == ()


@POSIX
def test_a_file_that_is_something_else_by_now_is_not_looked_into(project: Path) -> None:
    (project / "link.yaml").symlink_to("shared/library.yaml")
    (project / "hard.yaml").hardlink_to(project / "shared" / "library.yaml")
    os.mkfifo(project / "pipe.yaml")

    for called in (
        "link.yaml",
        "hard.yaml",
        "pipe.yaml",
        "shared/library.yaml",
    ):  # the last has two names now
        assert source(called) == ()
