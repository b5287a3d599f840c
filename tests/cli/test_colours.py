"""Colours: by the terminal, by NO_COLOR, by the line; never where a program reads."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from tests.cli.running import run_storyboard

BAD = "storyboard: 1\ntitle: A\nscenes:\n  - id: a\n    model: skyreels-v4\n    promt: 'A [31m bus'\n"
GOOD = "storyboard: 1\ntitle: A\nscenes:\n  - {id: a, model: skyreels-v4, aspect: 9:16, prompt: A bus}\n"


def written(folder: Path, text: str) -> Path:
    (folder / "ep01.storyboard.yaml").write_text(text, encoding="utf-8")
    return folder


def test_where_no_terminal_reads_nothing_is_coloured(tmp_path: Path) -> None:
    ended = run_storyboard("validate", cwd=written(tmp_path, BAD))

    assert "\x1b" not in ended.stdout + ended.stderr


def test_colours_are_there_where_the_line_asks_for_them_and_are_all_that_is_added(tmp_path: Path) -> None:
    plain = run_storyboard("validate", cwd=written(tmp_path, BAD))
    coloured = run_storyboard("validate", "--color", "always", cwd=tmp_path)

    assert coloured.stdout.startswith("\x1b[31m\x1b[1merror[S001]\x1b[0m: unknown key `promt`")
    assert click.unstyle(coloured.stdout) == plain.stdout


def test_a_plan_colours_what_costs(tmp_path: Path) -> None:
    ended = run_storyboard("plan", "--color", "always", cwd=written(tmp_path, GOOD))

    assert "\n  \x1b[32m\x1b[1m+\x1b[0m a" in ended.stdout


@pytest.mark.parametrize("form", ["json", "concise", "github", "sarif"])
def test_what_programs_read_is_never_coloured(tmp_path: Path, form: str) -> None:
    ended = run_storyboard("validate", "--format", form, "--color", "always", cwd=written(tmp_path, BAD))

    assert "\x1b" not in ended.stdout


def test_json_of_a_plan_is_never_coloured(tmp_path: Path) -> None:
    ended = run_storyboard("plan", "--json", "--color", "always", cwd=written(tmp_path, GOOD))

    assert json.loads(ended.stdout)["takes"][0]["decision"] == "submit"
