"""Several episodes in one run, and shots that fail: over HTTP, through a studio."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import schemas
from tests.cli.running import Ended, run_storyboard
from tests.served import Served, served

TWIN = """\
storyboard: 1
title: Twins
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: same
    prompt: A dog sleeps.
  - id: own
    prompt: EPISODE walks.
"""

FAILING = """\
storyboard: 1
title: Failing
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: good
    prompt: A dog sleeps.
  - id: bad
    model: gone-v1
    adapt: [audio, duration]
    continues: good
    prompt: A cat.
  - id: after
    continues: bad
    prompt: The dog wakes.
  - id: last
    continues: after
    prompt: The end.
  - id: alone
    prompt: Rain.
"""


@pytest.fixture(scope="module")
def studio() -> Iterator[Served]:
    with served() as there:
        yield there


def run(studio: Served, folder: Path, *arguments: str) -> Ended:
    return run_storyboard(*arguments, cwd=folder, env=studio.env)


def bought(studio: Served) -> list[str]:
    return [job["prompt"] for job in studio.asked("/studio/charges")["jobs"]]


def twins(folder: Path) -> Path:
    for name in ("ep01", "ep02"):
        text = TWIN.replace("EPISODE", f"{folder.name} {name}").replace("dog", f"dog of {folder.name}")
        (folder / f"{name}.storyboard.yaml").write_text(text, encoding="utf-8")
    return folder


def failing(folder: Path) -> Path:
    """An episode with a shot whose model the provider does not know."""
    card: Any = json.loads((schemas.folder() / "models" / "skyreels-v1.json").read_text(encoding="utf-8"))
    price = {"per": "clip", "usd": {"any": 0.2}, "date": "2026-11-21", "source": "a guess"}
    card |= {"name": "gone-v1", "endpoint": "skywork/Gone", "price": price}
    (folder / "models").mkdir()
    (folder / "models" / "gone-v1.json").write_text(json.dumps(card), encoding="utf-8")
    (folder / "ep01.storyboard.yaml").write_text(FAILING, encoding="utf-8")
    (folder / "storyboard.toml").write_text('[publishing]\nruncomfy = "data-uri"\n', encoding="utf-8")
    return folder


# --- several episodes ---------------------------------------------------------------------------------------


def test_a_shot_that_two_episodes_share_is_bought_once(tmp_path: Path, studio: Served) -> None:
    ended = run(studio, twins(tmp_path), "render", "--yes", "--json", "--progress", "quiet")

    assert ended.code == 0, ended.stderr
    episodes = json.loads(ended.stdout)["episodes"]
    assert [[take["outcome"] for take in one["takes"]] for one in episodes] == [
        ["made", "made"],
        ["reused", "made"],
    ]
    assert len([prompt for prompt in bought(studio) if tmp_path.name in prompt]) == 3


def test_what_one_episode_spent_is_not_left_for_the_next(tmp_path: Path, studio: Served) -> None:
    # Three clips of $0.33 are planned, each reserved with $0.02 more: a dollar is not enough for the third.
    ended = run(studio, twins(tmp_path), "render", "--yes", "--budget", "1", "--json", "--progress", "quiet")

    assert ended.code == 4
    assert [
        (take["outcome"], take.get("reason"))
        for one in json.loads(ended.stdout)["episodes"]
        for take in one["takes"]
    ] == [("made", None), ("made", None), ("reused", None), ("skipped", "budget")]


def test_an_episode_in_which_nothing_is_selected_is_left_alone(tmp_path: Path, studio: Served) -> None:
    ended = run(studio, twins(tmp_path), "render", "--yes", "--select", "episode:ep02", "--out", "films")

    assert ended.code == 0, ended.stderr
    assert ended.stdout == f"{Path('films', 'ep02', 'ep02.mp4')}\n"
    assert sorted(path.name for path in (tmp_path / "films").rglob("*.mp4")) == [
        "010-same.mp4",
        "020-own.mp4",
        "ep02.mp4",
    ]


def test_a_budget_counts_what_was_spent_from_another_folder(tmp_path: Path, studio: Served) -> None:
    # The ledger knows a storyboard by its path from the root, wherever it is rendered from.
    series = tmp_path / "series"
    series.mkdir()
    (series / "storyboard.toml").touch()
    (twins(series) / "ep02.storyboard.yaml").unlink()
    assert run(studio, tmp_path, "render", "--yes", "series").code == 0

    inside = json.loads(run(studio, series, "plan", "--json").stdout)
    outside = json.loads(run(studio, tmp_path, "plan", "--json", "series/ep01.storyboard.yaml").stdout)
    told = json.loads(run(studio, series, "status", "--json", "ep01.storyboard.yaml").stdout)

    assert inside["spent_usd"] == outside["spent_usd"] == pytest.approx(0.6688)
    assert len(told["jobs"]) == 2


# --- a shot that fails --------------------------------------------------------------------------------------


def test_a_failed_shot_skips_its_followers_with_the_cause_and_its_siblings_are_made(
    tmp_path: Path, studio: Served
) -> None:
    ended = run(studio, failing(tmp_path), "render", "--yes", "--json")

    assert ended.code == 1
    report = json.loads(ended.stdout)
    assert [(take["shot"], take["outcome"]) for take in report["takes"]] == [
        ("good", "made"),
        ("bad", "failed"),
        ("after", "skipped"),
        ("last", "skipped"),
        ("alone", "made"),
    ]
    assert "skywork/Gone" in report["takes"][1]["reason"]
    assert [take["reason"] for take in report["takes"][2:4]] == ["bad failed", "bad failed"]
    assert "episode" not in report
    assert "no episode yet: bad, after, last missing (--partial puts slates there)" in ended.stderr


def test_a_partial_episode_has_slates_and_a_failed_shot_is_still_told(tmp_path: Path, studio: Served) -> None:
    rendered = run(studio, failing(tmp_path), "render", "--yes", "--partial", "--json", "--progress", "quiet")
    whole = run(studio, tmp_path, "assemble")
    partial = run(studio, tmp_path, "assemble", "--partial", "--json")

    film = json.loads(rendered.stdout)["episode"]
    assert rendered.code == 1
    assert film["duration_s"] == pytest.approx(3 + 4 + 3 + 3 + 3, abs=0.05)
    assert "bad" in rendered.stderr
    assert (whole.code, whole.stdout) == (1, "")
    assert json.loads(partial.stdout)["episode"] == film


def test_the_account_says_why_a_job_failed(tmp_path: Path, studio: Served) -> None:
    run(studio, failing(tmp_path), "render", "--yes", "--progress", "quiet")

    ended = run(studio, tmp_path, "status")

    assert has_line(ended.stdout, "bad", "failed")
    assert "failed: runcomfy refused it" in ended.stdout
    assert "spent $0.67" in ended.stdout


def has_line(text: str, *words: str) -> bool:
    return any(all(word in line for word in words) for line in text.splitlines())
