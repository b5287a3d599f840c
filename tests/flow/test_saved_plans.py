"""A plan that was saved is carried out exactly, or refused with what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.flow.walk import STORYBOARD, run


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    return tmp_path


def saved(folder: Path, *more: str) -> dict[str, Any]:
    ended = run(folder, "plan", "-o", "night.json", "--preview", *more)
    assert ended.code == 0, ended.stderr
    plan: dict[str, Any] = json.loads((folder / "night.json").read_text(encoding="utf-8"))
    return plan


def edited(folder: Path, old: str, new: str) -> None:
    path = folder / "ep01.storyboard.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_saved_plan_is_carried_out_with_the_choices_it_was_made_by(series: Path) -> None:
    plan = saved(series, "--select", "walk/one")

    rendered = run(series, "render", "night.json", "--json", "--progress", "quiet")

    assert [take["shot"] for take in plan["takes"]] == ["walk/one"]
    assert rendered.code == 0, rendered.stderr
    assert [(one["shot"], one["outcome"]) for one in json.loads(rendered.stdout)["takes"]] == [
        ("walk/one", "made")
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("A wet street.", "A dry street.", "walk/one take 1: another request: first time"),
        ("a lamp.", "no lamp.", "walk/two take 1: another request: "),
        (
            "      - id: two\n        prompt: The corner, a lamp.\n",
            "",
            "walk/two take 1 is not planned any more",
        ),
        ("duration: 3}", "duration: 3, takes: 2}", "walk/one take 2 is new: first time"),
    ],
)
def test_a_plan_that_is_not_todays_is_refused_with_what_changed(
    series: Path, old: str, new: str, told: str
) -> None:
    saved(series)
    edited(series, old, new)

    refused = run(series, "render", "night.json")

    assert refused.code == 4
    assert "this plan is stale, nothing was bought: " in refused.stderr
    assert told in refused.stderr
    assert not (series / "previews").exists()


def test_a_plan_that_was_carried_out_once_is_stale(series: Path) -> None:
    saved(series, "--select", "walk/one")
    assert run(series, "render", "night.json", "--progress", "quiet").code == 0

    refused = run(series, "render", "night.json")

    assert refused.code == 4
    assert "walk/one take 1: was `submit`, is `reuse`: nothing changed" in refused.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "night.json is no saved plan: it is no JSON"),
        (b"[" * 100_000, "night.json is no saved plan: it is no JSON"),
        (b"{}", "night.json is no saved plan: `storyboard plan -o night.json` writes one"),
        (None, "night.json cannot be read"),
    ],
)
def test_what_is_no_saved_plan_is_told(series: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (series / "night.json").write_bytes(content)

    refused = run(series, "render", "night.json")

    assert (refused.code, told in refused.stderr) == (2, True)


@pytest.mark.parametrize("path", ["../ep01.storyboard.yaml", "/etc/ep01.storyboard.yaml"])
def test_a_saved_plan_cannot_lead_out_of_its_project(series: Path, path: str) -> None:
    plan = saved(series)
    plan["choices"]["paths"] = [path]
    (series / "night.json").write_text(json.dumps(plan), encoding="utf-8")

    refused = run(series, "render", "night.json")

    assert refused.code == 2
    assert "names a storyboard outside this project" in refused.stderr


@pytest.mark.parametrize("more", [["--select", "x"], ["--preview"], ["--set", "takes=2"], ["--again", "x"]])
def test_a_saved_plan_takes_no_other_choices_beside_it(series: Path, more: list[str]) -> None:
    saved(series)

    refused = run(series, "render", "night.json", *more)

    assert refused.code == 2
    assert "leave the other choices out" in refused.stderr


def test_a_saved_plan_of_several_names_them_as_the_command_line_would(series: Path) -> None:
    (series / "ep02.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    saved(series, "--select", "walk/one")

    rendered = run(series, "render", "night.json", "--json", "--progress", "quiet")

    assert [one["storyboard"] for one in json.loads(rendered.stdout)["episodes"]] == [
        "ep01.storyboard.yaml",
        "ep02.storyboard.yaml",
    ]
