"""A saved review is taken in where nothing was decided since; else both are brought together on request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import beside
from pipeline.adapters.files import ProjectFiles
from pipeline.dailies.taking import saved_review, take_in
from pipeline.errors import FaultsFound, Outdated, UsageProblem
from pipeline.model import Storyboard
from pipeline.vantage import Vantage
from tests.unit.shots import shot, storyboard

VIEW = Vantage("vendor")
KEPT = "review: 1\nshots:\n  a: {status: changes}\n"


@pytest.fixture
def story(tmp_path: Path) -> Storyboard:
    (tmp_path / "ep01.review.yaml").write_text(KEPT, encoding="utf-8")
    return storyboard(shot("a"), root=tmp_path, folder=tmp_path)


def files(story: Storyboard) -> ProjectFiles:
    return ProjectFiles(story.root)


def statuses(story: Storyboard) -> dict[str, str]:
    return {name: line.status for name, line in beside.read_review_of(story, files(story)).items()}


def content(story: Storyboard, shots: dict[str, str], **base: object) -> bytes:
    """What the page saves: that these shots have these statuses, seen on the kept review."""
    seen = {
        "episode": "ep01",
        "sha256": beside.kept_review_of(story, files(story)).sha256,
        "shots": {"a": {"status": "changes"}},
        **base,
    }
    decisions = {name: {"status": status} for name, status in shots.items()}
    return json.dumps({"review": 1, "shots": decisions, "base": seen}).encode()


def test_a_review_of_what_is_kept_is_taken_in(story: Storyboard) -> None:
    saved = saved_review(content(story, {"a": "approved", "b": "omitted"}), "x.json")

    taken = take_in(saved, story, files(story), VIEW, is_merged=False)

    assert taken.changed == ("a", "b")
    assert statuses(story) == {"a": "approved", "b": "omitted"}


def test_a_stale_review_changes_nothing(story: Storyboard) -> None:
    saved = saved_review(content(story, {"a": "approved"}), "x.json")
    (story.root / "ep01.review.yaml").write_text(KEPT + "  b: {status: omitted}\n", encoding="utf-8")

    with pytest.raises(Outdated, match=r"was changed since \(b\): nothing was written; --merge"):
        take_in(saved, story, files(story), VIEW, is_merged=False)

    assert statuses(story) == {"a": "changes", "b": "omitted"}


def test_a_stale_review_is_brought_together_on_request(story: Storyboard) -> None:
    saved = saved_review(content(story, {"a": "approved", "c": "approved"}), "x.json")
    other = "review: 1\nshots:\n  a: {status: omitted}\n  b: {status: omitted}\n"
    (story.root / "ep01.review.yaml").write_text(other, encoding="utf-8")

    taken = take_in(saved, story, files(story), VIEW, is_merged=True)

    assert taken.changed == ("c",)
    assert [conflict.shot for conflict in taken.conflicts] == ["a"]
    assert statuses(story) == {"a": "omitted", "b": "omitted", "c": "approved"}


def test_a_review_with_nothing_new_leaves_the_file_as_it_is(story: Storyboard) -> None:
    saved = saved_review(content(story, {"a": "changes"}), "x.json")

    taken = take_in(saved, story, files(story), VIEW, is_merged=False)

    assert taken.changed == ()
    assert (story.root / "ep01.review.yaml").read_text(encoding="utf-8") == KEPT


def test_another_episodes_review_is_refused(story: Storyboard) -> None:
    saved = saved_review(content(story, {"a": "approved"}, episode="ep02"), "x.json")

    with pytest.raises(UsageProblem, match="it is a review of ep02, and this is ep01"):
        take_in(saved, story, files(story), VIEW, is_merged=True)


def test_a_review_without_a_base_is_only_added(story: Storyboard) -> None:
    saved = saved_review(b"review: 1\nshots: {a: {status: approved}, b: {status: omitted}}\n", "x.yaml")

    with pytest.raises(UsageProblem, match="--merge"):
        take_in(saved, story, files(story), VIEW, is_merged=False)
    taken = take_in(saved, story, files(story), VIEW, is_merged=True)

    assert [conflict.shot for conflict in taken.conflicts] == ["a"]
    assert statuses(story) == {"a": "changes", "b": "omitted"}


def test_a_file_that_is_no_review_is_told_with_its_faults() -> None:
    with pytest.raises(FaultsFound):
        saved_review(b'{"review": 1, "shots": {"../a": {"status": "approved"}}}', "x.json")
