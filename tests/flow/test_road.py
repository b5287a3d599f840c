"""The whole road on the built-in studio: what is edited is rendered again, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.running import run_storyboard

CHAIN = """\
storyboard: 1
title: Three
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: walk
    chain: true
    shots:
      - id: one
        prompt: A woman leaves a house.
      - id: two
        prompt: She crosses a wet street.
      - id: three
        prompt: She looks back.
  - id: alone
    prompt: A dog sleeps.
"""


@pytest.fixture(scope="module")
def first_render(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chain, rendered once as a preview; tests work on copies."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "ep01.storyboard.yaml").write_text(CHAIN, encoding="utf-8")
    assert run_storyboard("render", "--preview", "--progress", "quiet", cwd=folder).code == 0
    return folder


@pytest.fixture
def rendered(first_render: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_render, tmp_path / "series")


def write(folder: Path, text: str) -> None:
    (folder / "ep01.storyboard.yaml").write_text(text, encoding="utf-8")


def decisions(folder: Path) -> dict[str, tuple[str, str]]:
    report = json.loads(run_storyboard("plan", "--preview", "--json", cwd=folder).stdout)
    return {take["shot"]: (take["decision"], take["reason"]) for take in report["takes"]}


def outcomes(folder: Path) -> dict[str, str]:
    ended = run_storyboard("render", "--preview", "--json", "--progress", "quiet", cwd=folder)
    return {take["shot"]: take["outcome"] for take in json.loads(ended.stdout)["takes"]}


def test_a_new_prompt_in_the_middle_of_a_chain_renders_it_and_what_follows(rendered: Path) -> None:
    write(rendered, CHAIN.replace("a wet street", "a dry street"))

    planned = decisions(rendered)
    made = outcomes(rendered)

    assert {shot: decision for shot, (decision, _) in planned.items()} == {
        "walk/one": "reuse",
        "walk/two": "submit",
        "walk/three": "wait",
        "alone": "reuse",
    }
    assert "wet" in planned["walk/two"][1]
    assert "dry" in planned["walk/two"][1]
    assert "walk/two" in planned["walk/three"][1]
    assert made == {"walk/one": "reused", "walk/two": "made", "walk/three": "made", "alone": "reused"}
    assert {decision for decision, _ in decisions(rendered).values()} == {"reuse"}


def test_a_second_preview_tells_what_changed_before_it_runs(rendered: Path) -> None:
    write(rendered, CHAIN.replace("a wet street", "a dry street"))

    ended = run_storyboard("render", "--preview", cwd=rendered)

    assert ended.stderr.startswith(
        '  + walk/two    prompt: "wet" became "dry", line 11\n'
        "  ~ walk/three  its first frame will change: walk/two is rendered again\n"
    )


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param(CHAIN.replace("  - id: alone\n", "  # a comment\n  - id: alone\n"), id="a comment"),
        pytest.param(CHAIN.replace("  - id: alone\n", "  - id: alone\n    notes: hush\n"), id="notes"),
        pytest.param(CHAIN.replace("  - id: alone\n", "  - id: alone\n    labels: [night]\n"), id="labels"),
        pytest.param(
            CHAIN.replace(
                "{model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}",
                "{duration: 3.0, aspect: '9:16', resolution: \"480p\", model: skyreels-v4}",
            ),
            id="key order, quotes and 3.0 for 3",
        ),
        pytest.param(
            CHAIN.replace("A dog sleeps.", "|\n      A dog sleeps.\n"), id="a block in place of a line"
        ),
    ],
)
def test_what_does_not_reach_the_provider_renders_nothing(rendered: Path, edited: str) -> None:
    assert edited != CHAIN
    write(rendered, edited)

    assert {decision for decision, _ in decisions(rendered).values()} == {"reuse"}
    assert set(outcomes(rendered).values()) == {"reused"}


def test_going_back_to_old_words_buys_nothing(rendered: Path) -> None:
    write(rendered, CHAIN.replace("A dog sleeps.", "A cat sleeps."))
    outcomes(rendered)
    write(rendered, CHAIN)

    assert set(outcomes(rendered).values()) == {"reused"}


def test_a_preview_writes_no_lock_and_the_clips_have_names_that_people_read(rendered: Path) -> None:
    previews = rendered / "previews" / "ep01"

    assert sorted(path.name for path in previews.iterdir()) == [
        "010-walk-one.mp4",
        "020-walk-two.mp4",
        "030-walk-three.mp4",
        "040-alone.mp4",
        "ep01.mp4",
    ]
    assert not (rendered / "ep01.lock.yaml").exists()


def test_selecting_a_shot_renders_it_alone(tmp_path: Path) -> None:
    write(tmp_path, CHAIN)

    ended = run_storyboard(
        "render", "--preview", "--select", "alone", "--json", "--progress", "quiet", cwd=tmp_path
    )

    assert ended.code == 0
    takes = json.loads(ended.stdout)["takes"]
    assert [(take["shot"], take["outcome"]) for take in takes if take["outcome"] != "skipped"] == [
        ("alone", "made")
    ]


def test_a_selection_that_names_nothing_is_wrong_usage_with_a_suggestion(rendered: Path) -> None:
    ended = run_storyboard("plan", "--preview", "--select", "alon", cwd=rendered)

    assert ended.code == 2
    assert "did you mean `alone`?" in ended.stderr


def test_rendering_for_money_without_a_terminal_or_yes_is_refused(rendered: Path) -> None:
    ended = run_storyboard("render", cwd=rendered, env={"RUNWARE_API_KEY": "k"})

    assert ended.code == 4
    assert "--yes" in ended.stderr


def test_a_budget_under_the_floor_is_refused_before_anything_is_sent(rendered: Path) -> None:
    write(rendered, CHAIN.replace("title: Three", "title: Three\nbudget: 0.5"))

    ended = run_storyboard("render", "--yes", cwd=rendered, env={"RUNWARE_API_KEY": "k"})

    assert ended.code == 4
    assert "$0.50 is left of its budget" in ended.stderr
