"""Which storyboards a command line names, and how messages call them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""
links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")


def write(folder: Path, name: str = "ep01", text: str = STORYBOARD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.storyboard.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def named(*arguments: str, cwd: Path) -> list[str]:
    report = json.loads(run_storyboard("plan", "--json", *arguments, cwd=cwd).stdout)
    return [one["storyboard"] for one in report["episodes"]]


@pytest.mark.parametrize("folder", ["sp ace", "日本 🎬", "-dash", "a'b"])
def test_a_path_may_hold_what_paths_hold(tmp_path: Path, folder: str) -> None:
    write(tmp_path / folder)

    assert run_storyboard("plan", "--", f"{folder}/ep01.storyboard.yaml", cwd=tmp_path).code == 0


def test_without_a_path_every_storyboard_below_the_root_is_meant_from_any_folder_in_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "storyboard.toml").touch()
    write(tmp_path, "ep01")
    write(tmp_path / "season", "ep02")

    assert named(cwd=tmp_path) == ["ep01.storyboard.yaml", "season/ep02.storyboard.yaml"]
    assert named(cwd=tmp_path / "season") == ["../ep01.storyboard.yaml", "ep02.storyboard.yaml"]


def test_a_storyboard_that_is_named_twice_is_taken_once(tmp_path: Path) -> None:
    path = write(tmp_path)

    ended = run_storyboard("validate", ".", path.name, str(path), cwd=tmp_path)

    assert ended.stderr == "1 storyboard, no faults; ep01 is 5 s\n"


def test_a_path_with_two_points_belongs_to_the_project_it_leads_to(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    write(here)
    write(there)
    (here / "storyboard.toml").write_text("[limits]\nrunware = 0\n", encoding="utf-8")

    assert run_storyboard("validate", "../there/ep01.storyboard.yaml", cwd=here).code == 0


def test_a_fault_of_the_settings_is_told_by_its_path_from_here(tmp_path: Path) -> None:
    write(tmp_path / "series")
    (tmp_path / "series" / "storyboard.toml").write_text("[limits]\nrunware = 0\n", encoding="utf-8")

    ended = run_storyboard("validate", "--json", "series", cwd=tmp_path)

    (found,) = json.loads(ended.stdout)["diagnostics"]
    assert (found["code"], found["path"]) == ("P006", "series/storyboard.toml")


def test_a_folder_with_its_own_settings_is_its_own_project(tmp_path: Path) -> None:
    write(tmp_path / "one")
    write(tmp_path / "two")
    (tmp_path / "two" / "storyboard.toml").touch()

    assert run_storyboard("validate", cwd=tmp_path).stderr == (
        "2 storyboards, no faults; one/ep01.storyboard.yaml is 5 s, two/ep01.storyboard.yaml 5 s\n"
    )
    for command in (["plan"], ["render", "--preview"], ["assemble", "--preview"]):
        ended = run_storyboard(*command, cwd=tmp_path)
        assert ended.code == 2
        assert "several projects (one, two)" in ended.stderr


@pytest.mark.parametrize("command", ["plan", "validate", "status", "graph", "lock --check"])
def test_a_folder_without_a_storyboard_is_wrong_usage(tmp_path: Path, command: str) -> None:
    (tmp_path / "empty.storyboard.yaml").mkdir()

    ended = run_storyboard(*command.split(), "empty.storyboard.yaml", cwd=tmp_path)

    assert ended.code == 2
    assert "no storyboard below empty.storyboard.yaml" in ended.stderr


@pytest.mark.parametrize("command", [["request", ".", "river"], ["review"]])
def test_a_command_for_one_storyboard_names_those_it_found(tmp_path: Path, command: list[str]) -> None:
    write(tmp_path, "ep01")
    write(tmp_path, "ep02")

    ended = run_storyboard(*command, cwd=tmp_path)

    assert ended.code == 2
    assert "name one of ep01.storyboard.yaml, ep02.storyboard.yaml" in ended.stderr


@pytest.mark.parametrize("written", ["nosuch.storyboard.yaml", "a" * 5000, "ep01.storyboard.yaml/x"])
def test_a_path_to_nothing_is_wrong_usage(tmp_path: Path, written: str) -> None:
    write(tmp_path)

    assert run_storyboard("plan", written, cwd=tmp_path).code == 2


@links
def test_a_storyboard_that_is_a_link_is_refused_and_what_it_leads_to_is_not_shown(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hush\n", encoding="utf-8")
    (tmp_path / "ep01.storyboard.yaml").symlink_to(secret)

    ended = run_storyboard("validate", "ep01.storyboard.yaml", cwd=tmp_path)

    assert ended.code == 1
    assert "ep01.storyboard.yaml is a link" in ended.stdout + ended.stderr
    assert "hush" not in ended.stdout + ended.stderr


@links
def test_a_folder_on_the_way_may_be_a_link_that_the_user_chose(tmp_path: Path) -> None:
    write(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")

    assert run_storyboard("plan", "link/ep01.storyboard.yaml", cwd=tmp_path).code == 0
    assert run_storyboard("plan", "link", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe\x00", id="no UTF-8"),
        pytest.param(b"a: " + b"[" * 3000, id="deep"),
        pytest.param(b"storyboard: 1\n" + b"# x\n" * 500_000, id="2 MB"),
        pytest.param(b"\x00\x1b[2J", id="control characters"),
    ],
)
def test_a_file_that_is_no_storyboard_is_a_fault_and_never_a_trace(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_bytes(content)

    ended = run_storyboard("validate", cwd=tmp_path)

    assert ended.code == 1
    assert "error[" in ended.stdout + ended.stderr
    assert "\x1b" not in ended.stdout + ended.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="somebody who may read everything")
def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path).chmod(0)

    assert run_storyboard("validate", cwd=tmp_path).code == 1


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("resolution", "write KEY=VALUE"),
        ("=480p", "write KEY=VALUE"),
        ("resoluton=480p", "did you mean `resolution`?"),
        ("duration=NaN", "--set duration"),
        ("duration=1e999", "--set duration"),
        ("duration=" + "[" * 3000, "--set duration"),
    ],
)
def test_a_set_that_cannot_be_is_wrong_usage(tmp_path: Path, written: str, told: str) -> None:
    write(tmp_path)

    ended = run_storyboard("plan", "--set", written, cwd=tmp_path)

    assert ended.code == 2
    assert told in ended.stderr


def test_a_lock_and_a_review_are_known_from_every_folder(tmp_path: Path) -> None:
    write(tmp_path / "series")
    (tmp_path / "series" / "ep01.review.yaml").write_text(
        "review: 1\nshots: {river: {status: no}}\n", "utf-8"
    )

    ended = run_storyboard("plan", "series", cwd=tmp_path)

    assert ended.code == 1
    assert "--> series/ep01.review.yaml:2:" in ended.stderr
