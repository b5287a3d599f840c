"""The store that machines share: a fresh clone has the same film from it without a provider, what is damaged
there is passed over, and what was made is found there by the others."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ended, run_storyboard
from tests.served import Colourist, Served, served

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
SETTINGS = '[store]\nshared = "../clips"\n'
QUIET = ("--yes", "--progress", "quiet")


@pytest.fixture(scope="module")
def studio() -> Iterator[Served]:
    with served(painter=Colourist()) as one:
        yield one


@pytest.fixture(scope="module")
def stranger() -> Iterator[Served]:
    """A provider that never heard of any job."""
    with served(painter=Colourist()) as one:
        yield one


@pytest.fixture(scope="module")
def rendered(studio: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project that was rendered, and the shared store beside it."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "clips").mkdir()
    (desk / "series").mkdir()
    (desk / "series/storyboard.toml").write_text(SETTINGS, encoding="utf-8")
    (desk / "series/ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    assert run_storyboard("render", *QUIET, cwd=desk / "series", env=studio.env).code == 0
    return desk


@pytest.fixture
def clone(rendered: Path, tmp_path: Path) -> Path:
    """What git brings to another machine, with the shared store mounted there too."""
    shutil.copytree(rendered / "clips", tmp_path / "clips")
    (tmp_path / "series").mkdir()
    for name in ("storyboard.toml", "ep01.storyboard.yaml", "ep01.lock.yaml"):
        shutil.copyfile(rendered / "series" / name, tmp_path / "series" / name)
    return tmp_path / "series"


def film(folder: Path) -> bytes:
    return (folder / "renders/ep01/ep01.mp4").read_bytes()


def objects(clips: Path) -> list[Path]:
    return sorted(path for path in clips.rglob("*") if path.is_file())


def spoil(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"not what it was")


def about(ended: Ended, name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(ended.stdout)["findings"]
    return next(one for one in found if one["about"] == name)


def test_what_was_made_lies_in_the_shared_store_under_its_digest(rendered: Path) -> None:
    lock = (rendered / "series/ep01.lock.yaml").read_text(encoding="utf-8")

    shared = objects(rendered / "clips")

    assert len(shared) == 2
    assert all(f"clip: {path.name}" in lock or path.name in lock for path in shared)
    assert all(path.parent.name == path.name[:2] for path in shared)


@pytest.mark.parametrize("command", [("render", *QUIET), ("render", "--locked"), ("assemble", "--locked")])
def test_a_fresh_clone_has_the_same_film_from_it_and_asks_no_provider(
    rendered: Path, clone: Path, stranger: Served, command: tuple[str, ...]
) -> None:
    ended = run_storyboard(*command, cwd=clone, env=stranger.env)

    assert ended.code == 0, ended.stderr
    assert film(clone) == film(rendered / "series")
    assert stranger.charges == (0, 0)


def test_it_needs_no_key_and_no_address(rendered: Path, clone: Path) -> None:
    ended = run_storyboard("assemble", "--locked", cwd=clone)

    assert ended.code == 0, ended.stderr
    assert film(clone) == film(rendered / "series")


def test_a_fresh_clone_s_review_shows_clips_from_it(clone: Path, stranger: Served) -> None:
    ended = run_storyboard("review", cwd=clone, env=stranger.env)

    assert ended.code == 0, ended.stderr
    assert len(list((clone / "renders/ep01/review").glob("*.mp4"))) == 2


def test_a_damaged_clip_there_is_named_passed_over_and_replaced_by_the_providers(
    rendered: Path, clone: Path, studio: Served
) -> None:
    charged, (first, _) = studio.charges, objects(clone.parent / "clips")
    whole = first.read_bytes()
    spoil(first)

    ended = run_storyboard("render", "--json", *QUIET, cwd=clone, env=studio.env)

    (note,) = json.loads(ended.stdout)["notes"]
    assert ended.code == 0, ended.stderr
    assert note.startswith("the shared store ")
    assert f"holds other bytes than their name says as {first.name}: they are not used" in note
    assert f"storyboard: {note}\n" in ended.stderr
    assert film(clone) == film(rendered / "series")
    assert first.read_bytes() == whole
    assert studio.charges == charged


def test_a_damaged_clip_there_is_no_clip_to_a_locked_cut(clone: Path) -> None:
    first, _ = objects(clone.parent / "clips")
    spoil(first)

    ended = run_storyboard("assemble", "--locked", cwd=clone)

    assert ended.code == 4
    assert f"holds other bytes than their name says as {first.name}" in ended.stderr
    assert not (clone / "renders").exists()


def test_a_shared_store_that_is_not_there_is_told_once_and_stops_nothing(
    rendered: Path, clone: Path, studio: Served
) -> None:
    shutil.rmtree(clone.parent / "clips")

    ended = run_storyboard("render", *QUIET, cwd=clone, env=studio.env)
    health = run_storyboard("doctor", "--json", cwd=clone)

    assert ended.code == 0, ended.stderr
    assert ended.stderr.count("is not there: mount it, make it, or change [store] shared") == 1
    assert film(clone) == film(rendered / "series")
    assert not (clone.parent / "clips").exists()
    assert about(health, "shared store")["standing"] == "note"


def test_one_that_is_named_later_is_filled_by_the_next_run(rendered: Path, clone: Path) -> None:
    shutil.copytree(rendered / "series/.storyboard", clone / ".storyboard")
    for path in objects(clone.parent / "clips"):
        path.unlink()

    ended = run_storyboard("render", "--locked", cwd=clone, env={"RUNWARE_BASE_URL": "http://127.0.0.1:9"})

    assert ended.code == 0, ended.stderr
    assert [path.name for path in objects(clone.parent / "clips")] == [
        path.name for path in objects(rendered / "clips")
    ]


def test_a_preview_neither_reads_nor_fills_it(tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "series").mkdir()
    (tmp_path / "series/storyboard.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "series/ep01.storyboard.yaml").write_text(
        STORYBOARD.partition("  - id: bank")[0], encoding="utf-8"
    )

    ended = run_storyboard("render", "--preview", "--progress", "quiet", cwd=tmp_path / "series")

    assert ended.code == 0, ended.stderr
    assert list((tmp_path / "clips").iterdir()) == []


def test_plan_says_where_the_bytes_come_from(clone: Path, stranger: Served) -> None:
    objects(clone.parent / "clips")[0].unlink()

    planned = json.loads(run_storyboard("plan", "--json", cwd=clone, env=stranger.env).stdout)

    assert planned["notes"] == [
        "2 owned clips are not on this machine; render fetches, for nothing: 1 from the shared store, "
        "1 from runware, by the job's id"
    ]
    assert planned["cost_usd"] == {"floor": 0.0, "ceiling": 0.0}


def test_verify_and_doctor_look_into_it_and_verify_mends_it_from_here(rendered: Path, clone: Path) -> None:
    shutil.copytree(rendered / "series/.storyboard", clone / ".storyboard")
    first, _ = objects(clone.parent / "clips")
    whole = first.read_bytes()
    spoil(first)

    sick = run_storyboard("doctor", "--json", cwd=clone)
    mended = run_storyboard("cache", "verify", cwd=clone)
    again = run_storyboard("cache", "verify", cwd=clone)
    well = run_storyboard("doctor", "--json", cwd=clone)

    assert about(sick, "shared store")["told"].startswith("1 of this project's clips are not what")
    assert mended.code == 5
    assert f"{first.name} is damaged in the shared store: put right from here\n" in mended.stdout
    assert first.read_bytes() == whole
    assert again.code == 0
    assert "2 of 2 clips of this project are in the shared store\n" in again.stdout
    assert about(well, "shared store") == {
        "about": "shared store",
        "standing": "well",
        "told": "2 of this project's 2 clips are in it",
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_what_is_put_there_is_open_to_those_to_whom_the_folder_is(
    rendered: Path, clone: Path, studio: Served
) -> None:
    clips = clone.parent / "clips"
    shutil.rmtree(clips)
    clips.mkdir()
    clips.chmod(0o770)

    run_storyboard("render", *QUIET, cwd=clone, env=studio.env)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in objects(clips)}
    assert modes == {0o440}
    assert stat.S_IMODE((clips / "objects").stat().st_mode) == 0o770
