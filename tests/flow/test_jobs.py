"""`resolve`, `cancel` and the account, by the real commands and a real studio."""

from __future__ import annotations

import csv
import io
import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.adapters.ledger import SqliteLedger
from tests.cli.running import Ended, run_storyboard
from tests.served import Served, served
from tests.unit.remembered import row

STORYBOARD = """\
storyboard: 1
title: Bank
scenes:
  - id: bank
    model: skyreels-v1
    aspect: 9:16
    keyframes: [https://pictures.example/bank.png]
    prompt: The bank, empty.
"""
JOB_BODY = {"prompt": "The bank, empty.", "image_url": "https://pictures.example/bank.png"}


@pytest.fixture(scope="module")
def studio() -> Iterator[Served]:
    with served() as studio:
        yield studio


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    (tmp_path / "storyboard.toml").write_text("[prices]\nskyreels-v1 = 0.5\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, studio: Served, *arguments: str) -> Ended:
    return run_storyboard(*arguments, cwd=folder, env=studio.env)


def bought(studio: Served) -> str:
    """A job that somebody bought without us. Gives its id."""
    request = urllib.request.Request(
        f"{studio.origin}/v1/models/skywork/SkyReels%20V1",
        json.dumps(JOB_BODY).encode(),
        {"authorization": "Bearer k-runcomfy", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as reply:
        job: str = json.load(reply)["request_id"]
    return job


def account(folder: Path, studio: Served) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(folder, studio, "status", "--format", "csv").stdout)))


def test_a_clip_that_was_paid_for_elsewhere_is_taken_in(series: Path, studio: Served) -> None:
    job = bought(studio)

    adopted = run(series, studio, "resolve", "ep01.storyboard.yaml", "bank", "--adopt", job)
    rendered = run(series, studio, "render", "--yes", "--json", "--progress", "quiet")

    assert adopted.code == 0, adopted.stderr
    assert adopted.stdout.startswith(
        account(series, studio)[0]["job"] + ": bank take 1 is runcomfy's job now: "
    )
    assert rendered.code == 0, rendered.stderr
    assert [one["outcome"] for one in json.loads(rendered.stdout)["takes"]] == ["made"]
    (line,) = account(series, studio)
    assert (line["provider_job"], line["state"], line["realm"]) == (job, "stored", "elsewhere")


def test_a_lost_submission_is_shown_and_settled_by_hand(series: Path, studio: Served) -> None:
    """The run died while it submitted: its row says so, and nothing is sent again."""
    planned = json.loads(run(series, studio, "plan", "--json").stdout)["takes"][0]
    leave_behind(series, planned["key"])
    job = f"{planned['key'][:12]}-1"

    plan = run(series, studio, "plan")
    rendered = run(series, studio, "render", "--yes", "--progress", "quiet")
    status = run(series, studio, "status")
    settled = run(series, studio, "resolve", job, "--not-charged")
    after = json.loads(run(series, studio, "plan", "--json").stdout)["takes"][0]

    assert f"`storyboard resolve {job}`" in plan.stdout
    assert (rendered.code, job in rendered.stderr) == (1, True)
    assert f"{job} uncertain: " in status.stdout
    assert settled.stdout == f"{job} is given up, it was free; bank may be rendered again\n"
    assert after["decision"] == "submit"


def leave_behind(series: Path, key: str) -> None:
    """A row as a run leaves it that dies while it submits."""
    lost = row(
        key=key,
        job=f"{key[:12]}-1",
        realm="elsewhere",
        storyboard="ep01.storyboard.yaml",
        shot="bank",
        provider="runcomfy",
        model="skyreels-v1",
        state="submitting",
        ticket=None,
        clip_sha256=None,
        cost_usd=None,
        estimate_usd=0.5,
    )
    ledger = SqliteLedger(series / ".storyboard" / "ledger.sqlite", now=lambda: lost.created_at)
    ledger.open(lost, b"{}", None)
    ledger.close()


def test_a_job_that_has_ended_is_not_cancelled_and_that_is_said(series: Path, studio: Served) -> None:
    job = bought(studio)
    run(series, studio, "resolve", "ep01.storyboard.yaml", "bank", "--adopt", job)
    while ended(studio, job) not in ("succeeded", "failed"):
        os.sched_yield()

    cancelled = run(series, studio, "cancel", "bank")

    assert cancelled.code == 0, cancelled.stderr
    assert "it has ended: the next render fetches it" in cancelled.stdout
    assert cancelled.stdout.endswith("0 of 1 cancelled\n")


def ended(studio: Served, job: str) -> str:
    request = urllib.request.Request(
        f"{studio.origin}/v1/requests/{job}/result", headers={"authorization": "Bearer k-runcomfy"}
    )
    with urllib.request.urlopen(request) as reply:
        state: str = json.load(reply)["status"]
    return state


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["resolve", "nobody", "--abandon"], "the ledger has no job nobody"),
        (
            ["resolve", "a", "--abandon", "--not-charged"],
            "say one of --adopt ID, --abandon and --not-charged",
        ),
        (["resolve", "a"], "say one of --adopt ID, --abandon and --not-charged"),
        (["resolve", "ep01.storyboard.yaml", "bank", "--abandon"], "write `resolve JOB`"),
        (
            ["resolve", "ep01.storyboard.yaml", "bnak", "--adopt", "x"],
            "there is no shot `bnak`; did you mean",
        ),
    ],
)
def test_what_cannot_be_meant_is_told(series: Path, studio: Served, arguments: list[str], told: str) -> None:
    refused = run(series, studio, *arguments)

    assert refused.code == 2
    assert told in refused.stderr


def test_where_nothing_is_out_there_is_nothing_to_cancel(series: Path, studio: Served) -> None:
    assert run(series, studio, "cancel").stdout == "nothing is out\n"
    assert run(series, studio, "cancel", "bank").stdout == "nothing is out\n"
