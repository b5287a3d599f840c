"""Whole runs against a studio that misbehaves: what is charged, what is made, and what is left open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ended, run_storyboard
from tests.served import Served, served

V4 = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: lamp
    prompt: A lantern on the water.
"""
V1 = """\
storyboard: 1
title: Bank
defaults: {model: skyreels-v1, aspect: 9:16}
scenes:
  - id: bank
    keyframes: [https://pictures.example/bank.jpg]
    prompt: The bank, empty.
"""
SETTINGS = "[prices]\nskyreels-v1 = 0.2\n[providers.runware]\nhorizon_s = 1\n"


def project(folder: Path, storyboard: str) -> Path:
    (folder / "ep01.storyboard.yaml").write_text(storyboard, encoding="utf-8")
    (folder / "storyboard.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def render(folder: Path, studio: Served) -> Ended:
    return run_storyboard("render", "--yes", "--json", "--progress", "quiet", cwd=folder, env=studio.env)


def outcomes(ended: Ended) -> list[Any]:
    return [take["outcome"] for take in json.loads(ended.stdout)["takes"]]


@pytest.mark.parametrize("fault", ["drop", "reset", "accepted-then:500", "garbled", "half"])
def test_a_lost_answer_of_runware_costs_one_clip_and_gives_it(tmp_path: Path, fault: str) -> None:
    with served(f"{fault}@on=submit,count=1", "duplicate:charged") as studio:
        ended = render(project(tmp_path, V4), studio)

        assert (ended.code, studio.charges) == (0, (1, 0)), ended.stderr
        assert studio.struck() == [1, 0]


@pytest.mark.parametrize("fault", ["drop", "accepted-then:500", "no-request-id"])
def test_a_lost_answer_of_runcomfy_is_uncertain_and_is_not_sent_again(tmp_path: Path, fault: str) -> None:
    with served(f"{fault}@count=1") as studio:
        ended = render(project(tmp_path, V1), studio)
        again = render(tmp_path, studio)

        assert (ended.code, again.code, studio.charges) == (1, 1, (0, 1)), again.stderr
        assert [outcomes(ended), outcomes(again)] == [["uncertain"]] * 2
        assert "storyboard resolve" in again.stderr


def test_a_line_that_broke_before_anything_was_taken_costs_nothing_more(tmp_path: Path) -> None:
    with served("unread:reset@count=1", "drop:unheard@count=1") as studio:
        ended = render(project(tmp_path, V4), studio)

        assert (ended.code, studio.charges) == (0, (1, 0)), ended.stderr
        assert studio.struck() == [1, 1]


@pytest.mark.parametrize(("lag", "charged"), [("lag:0.3s", 1), ("lag:4s", 2)])
def test_a_horizon_holds_for_lags_within_it_alone(tmp_path: Path, lag: str, charged: int) -> None:
    """The studio is a judge that can say guilty: where it hides a job for longer than the horizon and charges
    duplicates, it charges twice."""
    with served("drop@count=1", lag, "duplicate:charged") as studio:
        render(project(tmp_path, V4), studio)

        assert studio.charges == (charged, 0)


@pytest.mark.parametrize(
    "faults",
    [
        ("status:429:0@count=2", "status:503:date+1@nth=3"),
        ("word:pending", "slow:2", "cost:missing", "nsfw"),
        ("status:500@on=poll,count=2", "garbled@on=poll,nth=3"),
        ("half@on=download,count=1", "length:+10@on=download,nth=2"),
        ("film-dead:1",),
    ],
)
def test_a_hard_way_to_a_clip_of_runware_is_a_way(tmp_path: Path, faults: tuple[str, ...]) -> None:
    with served(*faults) as studio:
        ended = render(project(tmp_path, V4), studio)

        assert (ended.code, studio.charges) == (0, (1, 0)), ended.stderr
        assert all(studio.struck())


@pytest.mark.parametrize(
    "faults",
    [
        ("queue:1", "slow:2", "output:list", "echo"),
        ("status:500@on=result,count=1", "output:text", "cost:0"),
        ("film-late:1", "redirect@on=download,count=1"),
    ],
)
def test_a_hard_way_to_a_clip_of_runcomfy_is_a_way(tmp_path: Path, faults: tuple[str, ...]) -> None:
    with served(*faults) as studio:
        ended = render(project(tmp_path, V1), studio)

        assert (ended.code, studio.charges) == (0, (0, 1)), ended.stderr
        assert all(studio.struck())


@pytest.mark.parametrize(
    ("storyboard", "fault", "charges"),
    [
        (V4, "fails:contentPolicyViolation:item", (1, 0)),
        (V4, "refuse:insufficientCredits", (0, 0)),
        (V1, "fails:moderation", (0, 1)),
        (V1, "refuse:400002", (0, 0)),
    ],
)
def test_a_job_that_fails_is_told_and_is_not_tried_again(
    tmp_path: Path, storyboard: str, fault: str, charges: tuple[int, int]
) -> None:
    with served(fault) as studio:
        ended = render(project(tmp_path, storyboard), studio)

        assert (ended.code, studio.charges) == (1, charges), ended.stderr
        assert outcomes(ended) == ["failed"]
