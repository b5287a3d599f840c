"""`--output FORMAT:FILE`, beside what stands on stdout, for every command that prints in several formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
scenes:
  - id: river
    model: skyreels-v4
    resolution: 480p
    aspect: 9:16
    duration: 3
    prompt: A paper lantern drifts.
"""
FORMATS = {
    "validate": ("text", "concise", "github", "json", "sarif"),
    "plan": ("text", "json", "markdown"),
    "status": ("text", "json", "csv"),
    "graph": ("svg", "mermaid", "dot", "json"),
}


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", FORMATS)
def test_every_format_goes_into_a_file_beside_the_one_that_is_printed(series: Path, command: str) -> None:
    forms = FORMATS[command]
    asked = [part for form in forms for part in ("--output", f"{form}:{form}.out")]

    ended = run_storyboard(command, *asked, "--json", cwd=series)
    printed = {form: run_storyboard(command, "--format", form, cwd=series).stdout for form in forms}

    written = {form: (series / f"{form}.out").read_bytes().decode() for form in forms}
    assert ended.code == 0, ended.stderr
    assert json.loads(ended.stdout) == json.loads(written["json"])
    if command == "validate":  # its count goes to stderr where it is printed, and into the file
        printed["text"] += "1 storyboard, no faults; ep01 is 3 s\n"
    assert written == printed


@pytest.mark.parametrize("command", FORMATS)
def test_a_format_that_there_is_not_or_a_file_that_cannot_be_written_is_wrong_usage(
    series: Path, command: str
) -> None:
    strange = run_storyboard(command, "--output", "yaml:x", cwd=series)
    nowhere = run_storyboard(command, "--output", "json:nosuch/x", cwd=series)

    assert (strange.code, nowhere.code) == (2, 2)
    assert f"write FORMAT:FILE, with one of {', '.join(FORMATS[command])}" in strange.stderr
    assert "--output json:nosuch/x: it is not there, or its folder is not" in nowhere.stderr
