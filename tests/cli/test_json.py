"""What `--json` prints is one object on stdout, as its shipped schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pipeline import schemas
from tests.cli.running import Ended, run_storyboard

STORYBOARD = """\
storyboard: 1
title: 灯籠 🏮
budget: 9
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: river
    chain: true
    shots:
      - id: lamp
        prompt: A paper lantern drifts.
      - id: reeds
        prompt: It touches the reeds.
"""


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two episodes; the first one rendered as a preview."""
    folder = tmp_path_factory.mktemp("series")
    (folder / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    (folder / "ep02.storyboard.yaml").write_text(STORYBOARD.replace("reeds.", "bank."), encoding="utf-8")
    (folder / "bad.library.yaml").write_text("library: 1\n", encoding="utf-8")
    run_storyboard("render", "--preview", "ep01.storyboard.yaml", "--progress", "quiet", cwd=folder)
    return folder


def valid(ended: Ended, schema: str) -> Any:
    """The object that was printed, which its schema allows. Nothing stands before or after it."""
    whole = json.loads(ended.stdout)
    Draft7Validator(schemas.read(schema)).validate(whole)
    return whole


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ("validate", ["validate", "ep01.storyboard.yaml"]),
        ("validate", ["validate", "bad.library.yaml"]),
        ("plan", ["plan", "ep01.storyboard.yaml"]),
        ("plan", ["plan", "--preview", "ep01.storyboard.yaml"]),
        ("plan", ["plan"]),
        ("request", ["request", "ep01.storyboard.yaml", "river/lamp"]),
        ("request", ["request", "--preview", "ep01.storyboard.yaml", "river/reeds"]),
        ("status", ["status"]),
        ("cache", ["cache", "ls"]),
        ("graph", ["graph", "ep01.storyboard.yaml"]),
        ("graph", ["graph"]),
        ("render", ["render", "--preview", "ep01.storyboard.yaml", "--progress", "plain"]),
        ("render", ["render", "--preview", "--select", "episode:ep01"]),
    ],
    ids=" ".join,
)
def test_an_object_is_as_its_schema_says(series: Path, schema: str, arguments: list[str]) -> None:
    ended = run_storyboard(*arguments, "--json", cwd=series)

    assert valid(ended, schema)["format_version"] == "1.0"


def test_a_render_s_paths_are_those_of_files_that_are_there(series: Path) -> None:
    ended = run_storyboard("render", "--preview", "ep01.storyboard.yaml", "--json", cwd=series)

    report = valid(ended, "render")
    named = [take["clip"]["path"] for take in report["takes"]] + [report["episode"]["path"]]
    assert len(named) == 3
    assert all((series / path).is_file() for path in named)


def test_several_storyboards_stand_under_episodes_even_where_only_one_is_selected(series: Path) -> None:
    ended = run_storyboard("render", "--preview", "--select", "episode:ep01", "--json", cwd=series)

    report = valid(ended, "render")
    assert [(one["storyboard"], len(one["takes"])) for one in report["episodes"]] == [
        ("ep01.storyboard.yaml", 2),
        ("ep02.storyboard.yaml", 0),
    ]


def test_an_assembled_episode_is_told_as_a_rendered_one(series: Path) -> None:
    ended = run_storyboard("assemble", "--preview", "ep01.storyboard.yaml", "--json", cwd=series)

    (film,) = [json.loads(ended.stdout)["episode"]]
    rendered = run_storyboard("render", "--preview", "ep01.storyboard.yaml", "--json", cwd=series)
    assert film == json.loads(rendered.stdout)["episode"]


def test_events_in_json_are_one_object_a_line_and_stderr_holds_nothing_else(series: Path) -> None:
    ended = run_storyboard("render", "--preview", "ep01.storyboard.yaml", "--progress", "json", cwd=series)

    events = [json.loads(line) for line in ended.stderr.splitlines()]
    for event in events:
        Draft7Validator(schemas.read("event")).validate(event)
    assert [event["state"] for event in events] == ["reused", "reused"]


def test_plain_progress_has_no_escape_sequence_and_no_carriage_return(series: Path) -> None:
    ended = run_storyboard("render", "--preview", "ep01.storyboard.yaml", cwd=series)

    assert "take 1 reused" in ended.stderr
    assert "\x1b" not in ended.stderr
    assert "\r" not in ended.stderr
    assert ended.stdout == f"{Path('previews', 'ep01', 'ep01.mp4')}\n"


def test_faults_of_a_plan_leave_stdout_empty(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD.replace("title", "titel"), encoding="utf-8")

    ended = run_storyboard("plan", "--json", cwd=tmp_path)

    assert (ended.code, ended.stdout) == (1, "")
    assert "did you mean `title`?" in ended.stderr


def test_the_account_of_previews_has_their_jobs_and_no_cost(series: Path) -> None:
    report = valid(run_storyboard("status", "--json", cwd=series), "status")

    assert {(job["episode"], job["realm"], job["state"]) for job in report["jobs"]} == {
        ("ep01", "preview", "stored")
    }
    assert report["spent_usd"] == 0
