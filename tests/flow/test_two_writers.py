"""Two processes that write one review at once: what one wrote is never lost by the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from pipeline import beside
from pipeline.adapters.files import ProjectFiles
from pipeline.errors import StateDamaged
from tests.unit.shots import shot, storyboard

ROOT = Path(__file__).parents[2]
WRITES = 25
WRITER = f"""
import sys
from pathlib import Path

from pipeline import beside
from pipeline.adapters.files import ProjectFiles
from pipeline.errors import Outdated
from pipeline.model import ReviewLine
from tests.unit.shots import shot, storyboard

folder, name = Path(sys.argv[1]), sys.argv[2]
story, files = storyboard(shot("a"), root=folder, folder=folder), ProjectFiles(folder)
print("ready", flush=True)
sys.stdin.readline()
for number in range({WRITES}):
    line = ReviewLine(f"{{name}}{{number}}", None, "approved")
    while True:
        kept = beside.kept_review_of(story, files)
        try:
            beside.write_review_of(story, kept, {{**kept.review.lines, line.shot: line}}, files)
            break
        except Outdated:
            pass
"""


def writer(folder: Path, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), name]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_two_processes_that_write_one_review_lose_no_line(tmp_path: Path) -> None:
    both = [writer(tmp_path, name) for name in ("mara", "tomas")]
    assert [one.stdout.readline() for one in both if one.stdout] == ["ready\n"] * 2

    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=60)[1] for one in both]

    story = storyboard(shot("a"), root=tmp_path, folder=tmp_path)
    assert told == ["", ""]
    assert set(beside.read_review_of(story, ProjectFiles(tmp_path))) == {
        f"{name}{number}" for name in ("mara", "tomas") for number in range(WRITES)
    }
    assert [path.name for path in tmp_path.iterdir()] == ["ep01.review.yaml"]


def test_who_waits_for_a_process_that_does_not_let_go_is_told(tmp_path: Path) -> None:
    first, second = ProjectFiles(tmp_path), ProjectFiles(tmp_path, tries=2)

    with (
        first.held(PurePosixPath()),
        pytest.raises(StateDamaged, match="another process goes on writing"),
        second.held(PurePosixPath()),
    ):
        pass

    with second.held(PurePosixPath()):  # it was let go
        pass
