"""A decision about a shot that was renamed is told, since nothing heeds it: one that people left out would be
paid for."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - {id: river-1, prompt: A lantern drifts.}
  - {id: bank, prompt: Reeds.}
"""
REVIEW = """\
review: 1
shots:
  bank: {status: omitted}
  river1: {status: omitted}
  long-gone: {status: open}
"""


def test_a_plan_names_decisions_that_no_shot_heeds_and_the_shot_that_may_be_meant(tmp_path: Path) -> None:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    (tmp_path / "ep01.review.yaml").write_text(REVIEW, encoding="utf-8")

    planned = json.loads(run_storyboard("plan", "--json", cwd=tmp_path).stdout)

    assert [take["shot"] for take in planned["takes"]] == ["river-1"]
    assert planned["notes"] == [
        "the review has `omitted` for river1, and no shot is called so; did you mean `river-1`?"
    ]
