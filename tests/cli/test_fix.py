"""`validate --fix` mends what has one right answer, and leaves all else as it was, byte for byte."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import Ended, run_storyboard

BAD = """\
storyboard: 1
title: Lantern   # the working title
defaults: {model: skyreels-v4, aspect: 9:16}

# The river, at night.
scenes:
  - id: river
    prompt: @@home a lantern drifts   # slowly
  - id: bank
    prompt: {{ title }} glows.
"""
MENDED = BAD.replace("@@home a lantern drifts", '"@@home a lantern drifts"').replace(
    "{{ title }} glows.", '"{{ title }} glows."'
)


def fix(folder: Path, *arguments: str) -> Ended:
    return run_storyboard("validate", "--fix", *arguments, cwd=folder)


def write(folder: Path, content: str | bytes, name: str = "ep01.storyboard.yaml") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_what_was_mended_is_told_and_ends_in_exit_1(tmp_path: Path) -> None:
    path = write(tmp_path, BAD)

    ended = fix(tmp_path)

    assert path.read_text("utf-8") == MENDED
    assert (ended.code, ended.stdout) == (1, "")
    assert "mended 2 faults in ep01.storyboard.yaml\n" in ended.stderr


def test_a_second_time_nothing_is_left_to_mend(tmp_path: Path) -> None:
    path = write(tmp_path, BAD)
    fix(tmp_path)
    before = path.stat().st_mtime_ns

    ended = fix(tmp_path)

    assert ended.code == 0
    assert before == path.stat().st_mtime_ns


def test_what_is_left_is_told_as_ever(tmp_path: Path) -> None:
    write(tmp_path, BAD.replace("9:16}", "9:16, takes: 0}"))

    ended = fix(tmp_path)

    assert ended.code == 1
    assert ended.stdout.startswith("error[S005]: ")
    assert "mended 2 faults" in ended.stderr


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_line_breaks_and_a_byte_order_mark_stay(tmp_path: Path, line_break: str, start: str) -> None:
    path = write(tmp_path, start + BAD.replace("\n", line_break))

    fix(tmp_path)

    assert (start + MENDED.replace("\n", line_break)).encode() == path.read_bytes()


def test_json_holds_what_was_mended(tmp_path: Path) -> None:
    write(tmp_path, BAD)

    report = json.loads(fix(tmp_path, "--json").stdout)

    assert (report["valid"], report["diagnostics"]) == (True, [])
    assert [(one["code"], one["line"]) for one in report["mended"]] == [("Y002", 8), ("Y003", 10)]


def test_json_says_nothing_of_mending_where_nobody_asked(tmp_path: Path) -> None:
    write(tmp_path, BAD)

    assert "mended" not in json.loads(run_storyboard("validate", "--json", cwd=tmp_path).stdout)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_no_link_is_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, BAD, "outside.yaml")
    project = tmp_path / "project"
    project.mkdir()
    (project / "ep01.storyboard.yaml").symlink_to(outside)

    ended = fix(project, "ep01.storyboard.yaml")

    assert ended.code == 1
    assert outside.read_text("utf-8") == BAD
    assert (project / "ep01.storyboard.yaml").is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="no such bits there")
def test_a_mended_file_stays_open_to_those_it_was_open_to(tmp_path: Path) -> None:
    path = write(tmp_path, BAD)
    path.chmod(0o640)

    fix(tmp_path)

    assert path.stat().st_mode & 0o777 == 0o640


def test_who_carries_out_the_fixes_of_sarif_has_what_fix_writes(tmp_path: Path) -> None:
    path = tmp_path / "ep01.storyboard.yaml"
    path.write_text(
        "storyboard: 1\ntitel: Lantern  # 灯\ndefaults: {modle: skyreels-v4, aspect: 9:16}\nscenes:\n"
        "  - id: river\n    prompt: \U0001f3ee drifts.\n    continues: non\n    transition: cutt\n",
        encoding="utf-8",
    )
    log = json.loads(run_storyboard("validate", "--format", "sarif", cwd=tmp_path).stdout)

    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    fixes = [fix for result in log["runs"][0]["results"] for fix in result.get("fixes", ())]
    for replacement in [one for fix in fixes for one in fix["artifactChanges"][0]["replacements"]]:
        region, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
        line = lines[region["startLine"] - 1]
        lines[region["startLine"] - 1] = (
            line[: region["startColumn"] - 1] + text + line[region["endColumn"] - 1 :]
        )
    run_storyboard("validate", "--fix", cwd=tmp_path)

    assert len(fixes) >= 2
    assert "".join(lines) == path.read_text(encoding="utf-8")
