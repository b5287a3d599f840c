"""A disk that takes no more ends a run with a clear word, and a ledger that is whole."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

STORYBOARD = """\
storyboard: 1
title: Full
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: a
    prompt: A woman leaves a house.
"""

# The limit stands for a full disk: every file that would grow beyond it cannot be written.
LIMITED = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
sys.argv = ["storyboard", "render", "--preview"]
from pipeline.__main__ import main
main()
"""


def run_limited(folder: Path, limit_bytes: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LIMITED.format(limit=limit_bytes)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_is_full_for_a_clip_leaves_a_whole_ledger_and_the_next_run_goes_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    ended = run_limited(tmp_path, 60_000)
    again = run_limited(tmp_path, 100_000_000)

    assert ended.returncode in (1, 5), ended.stderr
    assert "Traceback" not in ended.stderr
    with contextlib.closing(sqlite3.connect(tmp_path / ".storyboard" / "ledger.sqlite")) as ledger:
        assert ledger.execute("pragma integrity_check").fetchone() == ("ok",)
    assert again.returncode == 0, again.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not made read-only by their mode there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    tmp_path.chmod(0o555)

    ended = run_limited(tmp_path, 100_000_000)
    tmp_path.chmod(0o755)

    assert ended.returncode == 5
    assert "cannot be" in ended.stderr


def test_a_file_in_place_of_the_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    (tmp_path / ".storyboard").write_text("in the way", encoding="utf-8")

    ended = run_limited(tmp_path, 100_000_000)

    assert ended.returncode == 5, ended.stderr
    assert "Traceback" not in ended.stderr
