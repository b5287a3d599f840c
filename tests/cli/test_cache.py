"""`cache ls`, `verify` and `gc` on the store of a preview."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.adapters.store import FolderStore
from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: river
    prompt: A paper lantern drifts.
  - id: bank
    continues: river
    prompt: It touches the reeds.
"""


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    assert run_storyboard("render", "--preview", "--progress", "quiet", cwd=tmp_path).code == 0
    return tmp_path


def listed(series: Path) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = json.loads(run_storyboard("cache", "ls", "--json", cwd=series).stdout)[
        "objects"
    ]
    return objects


def test_the_store_of_a_preview_is_listed_and_may_go_but_for_what_was_picked(series: Path) -> None:
    before = listed(series)
    run_storyboard("pick", "ep01.storyboard.yaml", "river", "1", "--preview", cwd=series)

    told = run_storyboard("cache", "gc", cwd=series)
    kept = listed(series)
    removed = run_storyboard("cache", "gc", "--yes", cwd=series)
    after = listed(series)

    assert sorted(one["kind"] for one in before) == ["clip", "clip", "frame"]
    assert {one["standing"] for one in before} == {"free"}
    assert told.stdout.startswith("--yes would remove 1 object, ")
    assert len(kept) == 3
    assert removed.stdout.startswith("removed 1 object, ")
    assert sorted((one["kind"], one["standing"]) for one in after) == [("clip", "named"), ("frame", "named")]
    assert not (series / ".storyboard" / "derived").exists()


def test_a_damaged_clip_is_found_and_made_again(series: Path) -> None:
    clip = next(one["sha256"] for one in listed(series) if one["kind"] == "clip")
    path = FolderStore(series / ".storyboard").path(clip)
    path.chmod(0o644)
    path.write_bytes(b"not what it was")

    found = run_storyboard("cache", "verify", cwd=series)
    again = run_storyboard("cache", "verify", cwd=series)
    rendered = run_storyboard("render", "--preview", "--progress", "quiet", cwd=series)

    assert found.code == 5
    assert found.stdout == f"{clip} is damaged: set aside as .storyboard/damaged/{clip}\n"
    assert again.stdout == "2 objects, all whole\n"
    assert rendered.code == 0
    assert len(listed(series)) == 3


def test_a_store_that_is_not_there_is_empty(tmp_path: Path) -> None:
    (tmp_path / "storyboard.toml").touch()

    assert run_storyboard("cache", "ls", cwd=tmp_path).stdout == "0 objects, 0 B\n"
    assert run_storyboard("cache", "verify", cwd=tmp_path).stdout == "0 objects, all whole\n"
    assert list(tmp_path.iterdir()) == [tmp_path / "storyboard.toml"]
