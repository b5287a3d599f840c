"""Verdicts: an unchanged project need not be checked again, a changed one always is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from pipeline.adapters.files import ProjectFiles
from pipeline.adapters.verdicts import Verdicts, WatchedFiles, cache_home

EP = PurePosixPath("ep01.storyboard.yaml")
LIBRARY = PurePosixPath("series.library.yaml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    for name in (EP, LIBRARY):
        (project / name).write_text("storyboard: 1\n", encoding="utf-8")
        os.utime(project / name, (1_700_000_000, 1_700_000_000))
    return project


def checked_once(root: Path, *, today: str = "2026-11-21") -> None:
    """A run that read both files, looked for a third, and listed a folder."""
    files = WatchedFiles(ProjectFiles(root))
    files.read(EP, 1000)
    files.read(LIBRARY, 1000)
    files.stamp(PurePosixPath("storyboard.toml"))
    files.names(PurePosixPath("models"))
    verdicts = Verdicts(root.parent / "cache", ProjectFiles(root), today)
    verdicts.keep(EP, None, files.seen, 77.5)
    verdicts.save()


def is_clean(root: Path, *, profile: str | None = None, today: str = "2026-11-21") -> bool:
    return Verdicts(root.parent / "cache", ProjectFiles(root), today).is_clean(EP, profile)


def test_an_unchanged_project_is_known_to_be_clean(root: Path) -> None:
    assert not is_clean(root)

    checked_once(root)

    assert is_clean(root)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / LIBRARY).write_text("library: 2\n", encoding="utf-8"),
        lambda root: (root / LIBRARY).unlink(),
        lambda root: (root / "storyboard.toml").write_text("", encoding="utf-8"),
        lambda root: (root / "models" / "new.json").write_text("{}", encoding="utf-8"),
    ],
    ids=["edited", "removed", "added", "a name added to a folder"],
)
def test_every_change_of_what_was_read_is_seen(root: Path, change: Callable[[Path], object]) -> None:
    (root / "models").mkdir()
    checked_once(root)
    assert is_clean(root)

    change(root)

    assert not is_clean(root)


def test_another_profile_or_another_day_is_another_verdict(root: Path) -> None:
    checked_once(root)

    assert not is_clean(root, profile="draft")
    assert not is_clean(root, today="2026-11-22")


def test_a_file_that_was_changed_a_moment_ago_is_not_trusted(root: Path) -> None:
    (root / EP).write_text("storyboard: 1\n", encoding="utf-8")

    checked_once(root)

    assert not is_clean(root)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tool": []}', '{"tool": null, "clean": []}'])
def test_a_damaged_cache_is_none(root: Path, content: str) -> None:
    checked_once(root)
    (written,) = (root.parent / "cache" / "verdicts").iterdir()
    written.write_text(content, encoding="utf-8")

    assert not is_clean(root)


def test_a_cache_that_cannot_be_written_is_none(root: Path) -> None:
    (root.parent / "cache").write_text("in the way", encoding="utf-8")

    checked_once(root)

    assert not is_clean(root)


def test_the_cache_is_where_the_user_says() -> None:
    assert cache_home({"XDG_CACHE_HOME": "/c"}) == Path("/c/storyboard")
    assert cache_home({}).is_absolute()
