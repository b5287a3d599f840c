"""Choices that contradict each other, or that nothing would heed, are wrong usage, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
scenes:
  - {id: river, model: skyreels-v4, aspect: 9:16, prompt: A paper lantern drifts.}
"""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("request ep01.storyboard.yaml river --curl --json", "say one of --curl and --json"),
        ("assemble --any-toolchain", "--any-toolchain goes with --locked"),
        ("assemble --locked --partial", "leave --preview and --partial out"),
        ("review --port 8000", "--port goes with --serve"),
        ("review --merge", "--merge goes with --from"),
        ("plan --against HEAD", "--against goes with --format markdown"),
        ("plan -o plan.txt", "a saved plan's name ends in .json"),
    ],
)
def test_a_choice_that_nothing_would_heed_is_wrong_usage(tmp_path: Path, arguments: str, told: str) -> None:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    ended = run_storyboard(*arguments.split(), cwd=tmp_path)

    assert ended.code == 2
    assert told in ended.stderr
