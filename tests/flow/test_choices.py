"""Takes, picks and accepted words, by the real commands on free previews."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.flow.walk import STORYBOARD, run


def decisions(folder: Path, *more: str) -> dict[str, str]:
    takes: list[dict[str, Any]] = json.loads(run(folder, "plan", "--preview", "--json", *more).stdout)[
        "takes"
    ]
    return {f"{take['shot']} {take['take']}": take["decision"] for take in takes}


def used(folder: Path, *more: str) -> dict[str, Any]:
    ended = run(folder, "render", "--preview", "--json", "--progress", "quiet", *more)
    assert ended.code == 0, ended.stderr
    made: dict[str, Any] = json.loads(ended.stdout)
    return made


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chain of two, previewed, with one more take of its first shot."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    used(folder)
    again = used(folder, "--again", "walk/one")
    assert [(one["shot"], one["take"], one["outcome"]) for one in again["takes"]] == [
        ("walk/one", 1, "reused"),
        ("walk/one", 2, "made"),
        ("walk/two", 1, "reused"),
    ]
    return folder


def edited(folder: Path, old: str, new: str) -> None:
    path = folder / "ep01.storyboard.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_new_take_changes_nothing_until_it_is_picked_and_then_what_follows(rendered: Path) -> None:
    before = used(rendered)["episode"]["sha256"]
    assert decisions(rendered) == {"walk/one 1": "reuse", "walk/two 1": "reuse"}

    picked = run(rendered, "pick", "ep01.storyboard.yaml", "walk/one", "2", "--preview")
    planned = decisions(rendered)
    after = used(rendered)["episode"]["sha256"]
    back = run(rendered, "pick", "ep01.storyboard.yaml", "walk/one", "1", "--preview")

    assert picked.stdout == (
        "walk/one: take 2 is picked\n"
        "this changes the frames that walk/two start from: rendering again costs $0.00\n"
    )
    assert planned == {"walk/one 1": "reuse", "walk/two 1": "wait"}
    assert after != before
    assert back.code == 0
    assert used(rendered)["episode"]["sha256"] == before


def test_a_clip_that_is_accepted_stands_for_the_changed_words_and_what_follows_is_kept(
    rendered: Path,
) -> None:
    before = used(rendered)["episode"]["sha256"]
    edited(rendered, "A wet street.", "A street, wet with rain.")
    assert decisions(rendered) == {"walk/one 1": "submit", "walk/two 1": "wait"}

    accepted = run(rendered, "accept", "state:changed", "--preview")
    again = run(rendered, "accept", "walk/one", "--preview")

    assert accepted.code == 0, accepted.stderr
    assert (again.code, again.stderr) == (0, "nothing to accept: these clips are of the present words\n")
    assert accepted.stdout == "walk/one: its clip stands for the present words, at $0.00\n"
    assert decisions(rendered) == {"walk/one 1": "reuse", "walk/two 1": "reuse"}
    assert used(rendered)["episode"]["sha256"] == before


def test_a_pick_of_words_that_are_no_more_is_passed_over_and_that_is_said(rendered: Path) -> None:
    run(rendered, "pick", "ep01.storyboard.yaml", "walk/one", "2", "--preview")
    edited(rendered, "with rain", "with dew")

    told = run(rendered, "plan", "--preview").stdout

    assert "! walk/one: its pick is of other words and is not used: `storyboard accept walk/one`" in told


def test_an_approved_take_is_not_rendered_over_until_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    used(tmp_path, "--select", "walk/one")
    run(tmp_path, "pick", "ep01.storyboard.yaml", "walk/one", "1", "--preview")
    review = tmp_path / "ep01.review.yaml"
    review.write_text(
        review.read_text(encoding="utf-8").replace('"}', '", status: approved}'), encoding="utf-8"
    )
    edited(tmp_path, "A wet street.", "A dry street.")

    planned = decisions(tmp_path, "--select", "walk/one")
    again = decisions(tmp_path, "--select", "walk/one", "--again", "walk/one")

    assert planned == {"walk/one 1": "ask"}
    assert again == {"walk/one 1": "submit"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["pick", "ep01.storyboard.yaml", "walk/one", "9"],
            "walk/one has no take 9 that is made in this realm",
        ),
        (
            ["pick", "ep01.storyboard.yaml", "walk/oen", "1"],
            "there is no shot `walk/oen`; did you mean `walk/one`?",
        ),
        (["accept", "wlak/*"], "selects nothing"),
        (["plan", "--again", "nobody"], "selects nothing"),
    ],
)
def test_a_choice_that_names_nothing_is_a_usage_problem(
    rendered: Path, arguments: list[str], told: str
) -> None:
    refused = run(rendered, *arguments, "--preview")

    assert (refused.code, told in refused.stderr) == (2, True)
