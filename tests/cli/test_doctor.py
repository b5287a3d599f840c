"""`storyboard doctor`: everything that a paid run would miss, told at once, nothing sent and no key shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pipeline import schemas
from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
scenes:
  - id: river
    model: skyreels-v4
    resolution: 480p
    aspect: 9:16
    duration: 3
    prompt: A paper lantern drifts.
"""
CHAIN = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v1}
scenes:
  - id: river
    chain: true
    shots:
      - id: lamp
        keyframes: ["https://pictures.example/lantern.png"]
        prompt: A paper lantern drifts.
      - id: reeds
        prompt: It touches the reeds.
"""
KEYS = {"RUNWARE_API_KEY": "canary-1", "RUNCOMFY_API_TOKEN": "canary-2"}
BUCKET = '[prices]\nskyreels-v1 = 0.2\n[publishing]\nruncomfy = "s3"\n[s3]\nbucket = "orchid"\n'


def project(folder: Path, text: str = STORYBOARD, settings: str = "") -> Path:
    (folder / "ep01.storyboard.yaml").write_text(text, encoding="utf-8")
    (folder / "storyboard.toml").write_text(settings, encoding="utf-8")
    return folder


def looked(folder: Path, **env: str) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and every finding by what it is about."""
    ended = run_storyboard("doctor", "--json", cwd=folder, env=env)
    whole: Any = json.loads(ended.stdout)
    Draft7Validator(schemas.read("doctor")).validate(whole)
    assert "canary" not in ended.stdout + ended.stderr
    return ended.code, {one["about"]: one for one in whole["findings"]}


def test_a_project_that_is_ready_ends_with_nothing_missing(tmp_path: Path) -> None:
    project(tmp_path)

    code, found = looked(tmp_path, **KEYS)
    text = run_storyboard("doctor", cwd=tmp_path, env=KEYS)

    assert (code, text.code) == (0, 0)
    assert {one["standing"] for one in found.values()} <= {"well", "note"}
    assert text.stdout.endswith("\nNothing is missing that a paid run needs.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ep01.storyboard.yaml", "storyboard.toml"]


def test_a_missing_key_is_exit_1_and_one_that_nobody_needs_is_not(tmp_path: Path) -> None:
    project(tmp_path)

    without = looked(tmp_path)
    with_one = looked(tmp_path, RUNWARE_API_KEY="canary-1")

    assert without[0] == 1
    assert without[1]["key of runware"]["told"] == "RUNWARE_API_KEY is not set"
    assert without[1]["key of runcomfy"]["standing"] == "note"
    assert with_one[0] == 0


@pytest.mark.parametrize(
    ("settings", "env", "told"),
    [
        ("[prices]\nskyreels-v1 = 0.2\n", KEYS, "nothing is set to publish them"),
        (BUCKET, KEYS, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY not set"),
        (BUCKET, KEYS | {"AWS_ACCESS_KEY_ID": "canary-3"}, "AWS_SECRET_ACCESS_KEY not set"),
        (BUCKET, KEYS | {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"}, "where no provider gets to"),
    ],
)
def test_pictures_that_could_not_be_brought_are_missing(
    tmp_path: Path, settings: str, env: dict[str, str], told: str
) -> None:
    code, found = looked(project(tmp_path, CHAIN, settings), **env)

    assert code == 1
    assert found["pictures to runcomfy"]["standing"] == "missing"
    assert told in found["pictures to runcomfy"]["told"]


def test_a_bucket_with_its_keys_is_well(tmp_path: Path) -> None:
    keys = KEYS | {"AWS_ACCESS_KEY_ID": "canary-3", "AWS_SECRET_ACCESS_KEY": "canary-4"}

    code, found = looked(project(tmp_path, CHAIN, BUCKET), **keys)

    assert code == 0
    assert found["pictures to runcomfy"]["told"] == "through the bucket orchid"


def test_a_model_without_a_price_and_faults_are_missing(tmp_path: Path) -> None:
    project(tmp_path, CHAIN, "[limits]\nrunware = 0\n")
    (tmp_path / "ep02.storyboard.yaml").write_text("storyboard: 1\n", encoding="utf-8")

    code, found = looked(tmp_path, **KEYS)

    assert code == 1
    assert found["model skyreels-v1"]["told"] == "nobody knows its price"
    assert found["storyboards"]["told"] == "1 of 2 at fault: ep02.storyboard.yaml"
    assert found["settings"]["told"].startswith("storyboard.toml:2: P006 `limits.runware` must be")


def test_a_model_that_retires_is_told_and_one_that_did_is_missing(tmp_path: Path) -> None:
    card: Any = json.loads((schemas.folder() / "models" / "skyreels-v4.json").read_text(encoding="utf-8"))
    (tmp_path / "models").mkdir()

    found = {}
    soon = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    for day in ("2001-01-01", soon, "2999-01-01"):
        text = json.dumps(card | {"retires": day})
        (tmp_path / "models" / "skyreels-v4.json").write_text(text, encoding="utf-8")
        found[day] = looked(project(tmp_path), **KEYS)[1]["model skyreels-v4"]

    assert (found["2001-01-01"]["standing"], found["2001-01-01"]["told"]) == (
        "missing",
        "was retired on 2001-01-01",
    )
    assert (found[soon]["standing"], found[soon]["told"]) == ("note", f"retires on {soon}")
    assert (found["2999-01-01"]["standing"], found["2999-01-01"]["told"]) == (
        "well",
        "retires on 2999-01-01",
    )


def test_a_damaged_ledger_is_exit_5_with_the_repair(tmp_path: Path) -> None:
    (project(tmp_path) / ".storyboard").mkdir()
    (tmp_path / ".storyboard" / "ledger.sqlite").write_bytes(b"no database" * 500)

    code, found = looked(tmp_path, **KEYS)

    assert code == 5
    assert found["ledger"]["standing"] == "damaged"
    assert "put a copy of it back" in found["ledger"]["told"]


def test_a_half_moved_world_is_told(tmp_path: Path) -> None:
    both = STORYBOARD + CHAIN.partition("scenes:\n")[2].replace("river", "bank").replace(
        "  - id: bank\n", "  - id: bank\n    model: skyreels-v1\n", 1
    )
    (tmp_path / "x").mkdir()

    code, found = looked(project(tmp_path / "x", both, BUCKET), **KEYS, RUNWARE_BASE_URL="http://127.0.0.1:1")

    assert code == 1
    assert "set RUNCOMFY_BASE_URL too" in found["providers"]["told"]


def test_a_folder_without_storyboards_is_looked_over_too(tmp_path: Path) -> None:
    code, found = looked(tmp_path)

    assert code == 0
    assert found["storyboards"]["told"] == "none below this folder"
