"""A review is written in place of the one that was read, and of no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import beside
from pipeline.adapters.files import ProjectFiles
from pipeline.errors import FaultsFound, Outdated
from pipeline.model import ReviewLine, Storyboard
from tests.unit.shots import shot, storyboard

DECIDED = {"a": ReviewLine("a", "b" * 64, "approved")}


@pytest.fixture
def story(tmp_path: Path) -> Storyboard:
    return storyboard(shot("a"), root=tmp_path, folder=tmp_path)


def test_what_is_written_is_what_is_read_next(story: Storyboard, tmp_path: Path) -> None:
    files = ProjectFiles(tmp_path)

    written = beside.write_review_of(story, beside.kept_review_of(story, files), DECIDED, files)

    assert beside.kept_review_of(story, files) == written
    assert beside.read_review_of(story, files) == DECIDED
    assert [path.name for path in tmp_path.iterdir()] == ["ep01.review.yaml"]


@pytest.mark.parametrize("meanwhile", ["review: 1\nshots: {a: {status: omitted}}\n", None])
def test_a_review_that_changed_meanwhile_is_left_as_it_is(
    story: Storyboard, tmp_path: Path, meanwhile: str | None
) -> None:
    files, path = ProjectFiles(tmp_path), tmp_path / "ep01.review.yaml"
    path.write_text("review: 1\n", encoding="utf-8")
    kept = beside.kept_review_of(story, files)
    path.unlink() if meanwhile is None else path.write_text(meanwhile, encoding="utf-8")

    with pytest.raises(Outdated, match=r"ep01\.review\.yaml was changed since it was read"):
        beside.write_review_of(story, kept, DECIDED, files)

    assert meanwhile == (path.read_text(encoding="utf-8") if path.exists() else None)


def test_a_damaged_review_is_not_written_over(story: Storyboard, tmp_path: Path) -> None:
    (tmp_path / "ep01.review.yaml").write_text("review: 1\nshots: {a: {status: aproved}}\n", encoding="utf-8")

    with pytest.raises(FaultsFound):
        beside.kept_review_of(story, ProjectFiles(tmp_path))
