"""`validate` tells the faults of the review and the lock beside a storyboard too, and what to name instead of
them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
profiles: {draft: {resolution: 480p}}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""
REVIEW = "review: 1\nshots:\n  river: {status: approvd}\n"
TWICE = "review: 1\nshots:\n  river: {status: approved}\n  river: {status: omitted}\n"


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    return tmp_path


def told(series: Path, *arguments: str) -> tuple[int, str]:
    ended = run_storyboard("validate", "--format", "concise", *arguments, cwd=series)
    return ended.code, ended.stdout


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ep01.review.yaml", REVIEW, "ep01.review.yaml:3:19: error S004"),
        ("ep01.review.yaml", TWICE, "ep01.review.yaml:4:3: error Y004"),
        ("ep01.lock.yaml", "lock: 1\n<<<<<<< HEAD\n", "ep01.lock.yaml:2:1: error Y026"),
    ],
)
def test_a_damaged_file_beside_a_storyboard_is_a_fault_from_the_moment_it_is_there(
    series: Path, name: str, text: str, expected: str
) -> None:
    before = told(series)
    (series / name).write_text(text, encoding="utf-8")

    found = told(series)
    (series / name).unlink()

    assert before == told(series) == (0, "")
    assert found[0] == 1
    assert expected in found[1]


def test_a_profile_has_a_review_of_its_own(series: Path) -> None:
    (series / "ep01.draft.review.yaml").write_text(REVIEW, encoding="utf-8")

    assert told(series)[0] == 0
    assert "ep01.draft.review.yaml:3:19" in told(series, "--profile", "draft")[1]


def test_a_slip_in_a_review_is_mended(series: Path) -> None:
    (series / "ep01.review.yaml").write_text(REVIEW, encoding="utf-8")

    ended = run_storyboard("validate", "--fix", cwd=series)

    assert ended.code == 1
    assert (series / "ep01.review.yaml").read_text(encoding="utf-8") == REVIEW.replace("approvd", "approved")
    assert told(series) == (0, "")


@pytest.mark.parametrize(
    ("name", "text", "instead"),
    [
        ("series.library.yaml", "library: 1\n", "name a storyboard that uses it"),
        ("ep01.review.yaml", "review: 1\n", "name the storyboard that it lies beside"),
        ("ep01.lock.yaml", "lock: 1\n", "name the storyboard that it lies beside"),
    ],
)
def test_a_file_that_goes_with_a_storyboard_is_told_once_with_what_to_name(
    series: Path, name: str, text: str, instead: str
) -> None:
    (series / name).write_text(text, encoding="utf-8")

    ended = run_storyboard("validate", name, cwd=series)

    assert ended.code == 1
    assert ended.stdout.count("error[") == 1
    assert instead in ended.stdout


def test_the_settings_file_is_no_storyboard(series: Path) -> None:
    ended = run_storyboard("validate", "storyboard.toml", cwd=series)

    assert ended.code == 2
    assert "name the folder that it is in" in ended.stderr
