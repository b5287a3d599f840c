"""The judge sees what it has to see: without this, the other tests here would prove nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.judging import watched


def _read_outside(project: Path) -> None:
    (project.parent / "secret.txt").read_text("utf-8")


def _read_by_a_way_back(project: Path) -> None:
    (project / ".." / "secret.txt").read_text("utf-8")


def _write_inside(project: Path) -> None:
    (project / "new.txt").write_text("x", "utf-8")


def _run(project: Path) -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def _call(project: Path) -> None:
    with socket.socket() as calling:
        calling.connect_ex(("127.0.0.1", 9))


def _remove(project: Path) -> None:
    (project / "a.txt").unlink()


@pytest.mark.parametrize(
    "deed",
    [_read_outside, _read_by_a_way_back, _write_inside, _run, _call, _remove],
    ids=lambda deed: deed.__name__,
)
def test_a_deed_is_seen(tmp_path: Path, deed: Callable[[Path], None]) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "a.txt").write_text("x", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")

    with watched(project) as deeds:
        deed(project)

    assert deeds


def test_reading_inside_the_project_is_no_deed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")

    with watched(tmp_path) as deeds:
        (tmp_path / "a.txt").read_text("utf-8")
        (tmp_path / "b.txt").exists()

    assert deeds == []
