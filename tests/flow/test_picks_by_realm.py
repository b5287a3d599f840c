"""A preview's picks and those of what was made by a provider live in one review and take nothing from each
other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.running import Ended, run_storyboard
from tests.served import Colourist, served

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: river
    prompt: A paper lantern drifts.
    takes: 2
"""
NAME = "ep01.storyboard.yaml"


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / NAME).write_text(STORYBOARD, encoding="utf-8")
    return tmp_path


def shots(series: Path) -> dict[str, dict[str, str]]:
    held = yaml.safe_load((series / "ep01.review.yaml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = held["shots"]
    return found


def clips(ended: Ended) -> list[str]:
    assert ended.code == 0, ended.stderr
    return [take["clip"]["sha256"] for take in json.loads(ended.stdout)["takes"]]


def test_picks_of_two_realms_stand_beside_each_other_and_each_cut_uses_its_own(series: Path) -> None:
    with served(painter=Colourist()) as studio:

        def run(*arguments: str) -> Ended:
            return run_storyboard(*arguments, cwd=series, env=studio.env)

        drawn = clips(run("render", "--preview", "--json", "--progress", "quiet"))
        run("pick", NAME, "river", "2", "--preview")
        first = shots(series)
        made = clips(run("render", "--json", "--yes", "--progress", "quiet"))
        run("pick", NAME, "river", "2")
        second = shots(series)
        run("pick", NAME, "river", "1", "--preview")
        third = shots(series)
        cut = json.loads(run("assemble", "--json").stdout)["episode"]["sha256"]
        run("pick", NAME, "river", "1")
        other = json.loads(run("assemble", "--json").stdout)["episode"]["sha256"]
        checked = run("lock", "--check")

    assert first == {"river": {"pick": drawn[1]}}
    assert second == {"river": {"pick": made[1]}, "river@preview": {"pick": drawn[1]}}
    assert third == {"river": {"pick": made[1]}, "river@preview": {"pick": drawn[0]}}
    assert cut != other
    assert checked.code == 0, checked.stdout


def test_an_approval_of_what_was_made_is_no_approval_of_a_preview(series: Path) -> None:
    with served(painter=Colourist()) as studio:
        (clip, _) = clips(
            run_storyboard("render", "--json", "--yes", "--progress", "quiet", cwd=series, env=studio.env)
        )
        line = f"review: 1\nshots:\n  river: {{pick: '{clip}', status: approved}}\n"
        (series / "ep01.review.yaml").write_text(line, encoding="utf-8")
        changed = STORYBOARD.replace("drifts", "sinks")
        (series / NAME).write_text(changed, encoding="utf-8")

        held = json.loads(run_storyboard("plan", "--json", cwd=series, env=studio.env).stdout)
        drawn = json.loads(run_storyboard("plan", "--json", "--preview", cwd=series, env=studio.env).stdout)

    assert [take["decision"] for take in held["takes"]] == ["ask", "ask"]
    assert [take["decision"] for take in drawn["takes"]] == ["submit", "submit"]


def test_a_realm_s_line_says_nothing_that_holds_of_all(series: Path) -> None:
    text = "review: 1\nshots:\n  river@preview: {status: omitted}\n  river@vender: {status: approved}\n"
    (series / "ep01.review.yaml").write_text(text, encoding="utf-8")

    planned = run_storyboard("plan", cwd=series)

    assert planned.code == 1
    assert "ep01.review.yaml:3:" in planned.stderr
    assert "ep01.review.yaml:4:" in planned.stderr
