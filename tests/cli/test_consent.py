"""Before money is spent: who is asked, what is refused, and that nothing was sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import schemas
from tests.cli.running import Ended, run_storyboard

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""
UNPRICED = """\
storyboard: 1
title: Lantern
scenes:
  - id: river
    model: skyreels-v1
    keyframes: ["https://pictures.example/lantern.png"]
    prompt: A paper lantern drifts.
"""
KEYS = {"RUNWARE_API_KEY": "k", "RUNCOMFY_API_TOKEN": "k"}


def project(folder: Path, text: str = STORYBOARD, *names: str) -> Path:
    for name in names or ("ep01",):
        (folder / f"{name}.storyboard.yaml").write_text(text, encoding="utf-8")
    return folder


def render(folder: Path, *arguments: str, **env: str) -> Ended:
    """A render that must not get as far as sending: where it would, there is a ledger."""
    ended = run_storyboard("render", *arguments, cwd=folder, env=env)
    assert not (folder / ".storyboard" / "ledger.sqlite").exists(), "something was to be sent"
    return ended


def test_without_a_terminal_and_without_yes_nothing_is_bought(tmp_path: Path) -> None:
    ended = render(project(tmp_path), **KEYS)

    assert (ended.code, ended.stdout) == (4, "")
    assert "rendering costs $0.33 to $0.35; there is no terminal to ask at: say --yes" in ended.stderr


def test_the_plan_is_shown_before_the_question(tmp_path: Path) -> None:
    ended = render(project(tmp_path), "--json", **KEYS)

    assert "+ river  3 s  $0.33 to $0.35  first time" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_key_that_is_not_set_is_named_before_money_is_at_stake(tmp_path: Path, value: str | None) -> None:
    ended = render(project(tmp_path), "--yes", **({} if value is None else {"RUNWARE_API_KEY": value}))

    assert ended.code == 4
    assert "RUNWARE_API_KEY is not set, which is needed for river take 1" in ended.stderr
    assert "RUNCOMFY" not in ended.stderr


def test_a_key_in_the_project_s_own_file_will_do(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RUNWARE_API_KEY=k\n", encoding="utf-8")

    assert "say --yes" in render(project(tmp_path)).stderr


def test_no_key_is_needed_elsewhere_either_way_it_is_asked_for(tmp_path: Path) -> None:
    ended = render(project(tmp_path), "--yes", RUNWARE_BASE_URL="http://127.0.0.1:9")

    assert ended.code == 4
    assert "RUNWARE_API_KEY is not set" in ended.stderr


def test_planning_needs_no_key(tmp_path: Path) -> None:
    assert run_storyboard("plan", cwd=project(tmp_path)).code == 0


def test_an_unpriced_model_needs_a_price_or_a_word(tmp_path: Path) -> None:
    project(tmp_path, UNPRICED)

    refused = render(tmp_path, "--yes", **KEYS)
    asked = render(tmp_path, "--allow-unpriced", **KEYS)

    assert (refused.code, asked.code) == (4, 4)
    assert "nobody knows the price of skyreels-v1" in refused.stderr
    assert "and what skyreels-v1 costs, which nobody knows; there is no terminal" in asked.stderr


def test_a_run_s_budget_is_for_all_its_episodes_together(tmp_path: Path) -> None:
    project(tmp_path, STORYBOARD, "ep01")
    project(tmp_path, STORYBOARD.replace("drifts", "burns"), "ep02")

    ended = render(tmp_path, "--yes", "--budget", "0.5", **KEYS)

    assert ended.code == 4
    assert "this costs at least $0.66, and --budget is $0.50" in ended.stderr


def test_a_budget_that_is_just_enough_is_enough(tmp_path: Path) -> None:
    """In binary, three times 0.33 is more than 0.99."""
    for name, verb in (("ep01", "drifts"), ("ep02", "burns"), ("ep03", "sinks")):
        project(tmp_path, STORYBOARD.replace("drifts", verb), name)

    planned = run_storyboard("plan", "--budget", "0.99", cwd=tmp_path)
    ended = render(tmp_path, "--budget", "0.99", **KEYS)

    assert planned.code == 0, planned.stderr
    assert "there is no terminal to ask at" in ended.stderr


def test_a_request_of_two_episodes_is_paid_for_once(tmp_path: Path) -> None:
    project(tmp_path, STORYBOARD, "ep01", "ep02")

    report = json.loads(run_storyboard("plan", "--json", cwd=tmp_path).stdout)

    assert [one["cost_usd"]["floor"] for one in report["episodes"]] == [0.33, 0.0]
    assert report["episodes"][1]["takes"][0]["reason"] == "same request as one of ep01: made once for both"


def test_a_locked_render_names_what_it_would_have_to_buy(tmp_path: Path) -> None:
    ended = render(project(tmp_path), "--locked", "--yes", **KEYS)

    assert ended.code == 4
    assert "--locked buys nothing, and these are not owned: river take 1" in ended.stderr


# --- a project's own model cards ----------------------------------------------------------------------------


def with_free_card(folder: Path) -> Path:
    """A project whose own card takes the place of a shipped one and says that it costs nothing."""
    card: Any = json.loads((schemas.folder() / "models" / "skyreels-v4.json").read_text(encoding="utf-8"))
    card["price"] |= {"usd": dict.fromkeys(card["price"]["usd"], 0.0), "surplus_usd": 0.0}
    (folder / "models").mkdir()
    (folder / "models" / "skyreels-v4.json").write_text(json.dumps(card), encoding="utf-8")
    return project(folder)


def test_a_card_in_place_of_a_shipped_one_is_shown_by_plan(tmp_path: Path) -> None:
    ended = run_storyboard("plan", cwd=with_free_card(tmp_path))
    report = json.loads(run_storyboard("plan", "--json", cwd=tmp_path).stdout)

    told = "this project's own card skyreels-v4 takes the place of the shipped card skyreels-v4"
    assert f"  ! {told}\n" in ended.stdout
    assert told in report["consents"]


def test_a_card_in_place_of_a_shipped_one_needs_a_yes_even_where_it_costs_nothing(tmp_path: Path) -> None:
    ended = render(with_free_card(tmp_path), **KEYS)

    assert ended.code == 4
    assert "rendering costs $0.00; this project's own card skyreels-v4" in ended.stderr


def test_a_card_of_an_unknown_provider_is_a_fault_where_it_stands(tmp_path: Path) -> None:
    card = with_free_card(tmp_path) / "models" / "skyreels-v4.json"
    card.write_text(card.read_text(encoding="utf-8").replace('"runware"', '"acme"'), encoding="utf-8")

    report = json.loads(run_storyboard("validate", "--json", cwd=tmp_path).stdout)

    assert [(found["code"], found["path"]) for found in report["diagnostics"]] == [
        ("M030", "models/skyreels-v4.json")
    ]


def test_the_form_of_a_card_knows_every_provider_there_is() -> None:
    from pipeline.providers import PROVIDERS

    form: Any = schemas.read("card")

    assert form["properties"]["provider"]["enum"] == sorted(PROVIDERS)
