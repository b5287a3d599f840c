"""Every broken storyboard in `bad/` ends in the message beside it: a new pair of files is a new test.

`STORYBOARD_GOLDEN=write pytest tests/examples` writes the messages anew; read what changed before you commit.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.running import run_storyboard

BAD = Path(__file__).parent / "bad"
STORYBOARDS = sorted(BAD.glob("*.storyboard.yaml"))


@pytest.mark.parametrize("path", STORYBOARDS, ids=lambda path: path.name.split(".")[0])
def test_a_broken_storyboard_ends_in_its_message(path: Path) -> None:
    golden = path.with_name(path.name.replace(".storyboard.yaml", ".golden"))

    ended = run_storyboard("validate", path.name, cwd=BAD)

    told = f"exit {ended.code}\n{ended.stdout}{ended.stderr}"
    if os.environ.get("STORYBOARD_GOLDEN") == "write":
        golden.write_text(told, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == told


def test_there_are_at_least_twenty_broken_storyboards() -> None:
    assert len(STORYBOARDS) >= 20
