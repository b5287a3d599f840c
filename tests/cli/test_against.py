"""The comment on a pull request: what changed since a revision, what it costs, and nothing that obeys."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import Ended, run_storyboard
from tests.programs import needs

STORYBOARD = """\
storyboard: 1
title: "Lantern <b>@everyone</b>"
defaults: {model: skyreels-v4, resolution: 720p, aspect: 9:16, duration: 5}
scenes:
  - id: river
    prompt: A paper lantern drifts.
  - id: bank
    prompt: Reeds.
  - id: gone
    keyframes: [boards/gone.png]
    prompt: Nothing.
"""
PICTURE = Path(__file__).parents[1] / "examples" / "bad" / "pictures" / "lantern.png"
needs_git = needs("git")


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def series(tmp_path: Path) -> Path:
    """A project in a folder of a repository, committed once."""
    folder = tmp_path / "films" / "lantern"
    (folder / "boards").mkdir(parents=True)
    shutil.copy(PICTURE, folder / "boards" / "gone.png")
    (folder / "storyboard.toml").touch()
    (folder / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    return folder


def commented(folder: Path, *more: str) -> Ended:
    return run_storyboard("plan", "--format", "markdown", *more, cwd=folder)


@needs_git
def test_shots_are_told_as_added_changed_and_dropped_with_what_that_costs(series: Path) -> None:
    text = STORYBOARD[: STORYBOARD.index("  - id: gone")].replace("Reeds.", "Reeds, still.")
    more = "  - id: moon\n    prompt: The moon.\n  - id: sun\n    prompt: The sun.\n"
    (series / "ep01.storyboard.yaml").write_text(text + more, encoding="utf-8")

    ended = commented(series, "--against", "HEAD")

    assert ended.code == 0, ended.stderr
    assert ended.stdout.startswith(
        "### ep01: Lantern \\<b\\>@\u200beveryone\\</b\\>\n\n"
        "Against `HEAD`:\n\n"
        "- **added**: `moon`, `sun`\n"
        "- **changed**: `bank`\n"
        "- **dropped**: `gone`\n\n"
        "**To render now: $2.80 to $2.88** for 4 takes. "
        "The whole episode from nothing: $2.10 before, $2.80 now (+$0.70).\n"
    )
    assert "| + | `moon` | 1 | 5 s | $0.70 to $0.72 | first time |" in ended.stdout
    assert "```mermaid\nflowchart LR\n" in ended.stdout


@needs_git
def test_an_episode_that_was_not_there_is_all_new(series: Path) -> None:
    shutil.copy(series / "ep01.storyboard.yaml", series / "ep02.storyboard.yaml")

    ended = commented(series, "ep02.storyboard.yaml", "--against", "HEAD")

    assert "- **added**: `river`, `bank`, `gone`\n" in ended.stdout


@needs_git
def test_a_picture_that_git_keeps_as_a_pointer_is_taken_from_the_working_tree_where_it_is_the_same(
    series: Path,
) -> None:
    picture = series / "boards" / "gone.png"
    content = picture.read_bytes()
    picture.write_text(pointer_of(content), encoding="ascii")
    git(series, "commit", "--quiet", "--all", "-m", "pointers")
    picture.write_bytes(content)

    ended = commented(series, "--against", "HEAD")

    assert "- no shot changed\n" in ended.stdout


def pointer_of(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"


@needs_git
@pytest.mark.parametrize(
    ("ref", "told"),
    [
        ("nowhere", "--against nowhere: there is no such revision here"),
        ("--output=x", "--against --output=x: this is no name of a revision"),
        ("a b", "--against a b: this is no name of a revision"),
    ],
)
def test_what_is_no_revision_is_told(series: Path, ref: str, told: str) -> None:
    ended = commented(series, "--against", ref)

    assert (ended.code, told in ended.stderr) == (2, True)


def test_without_a_revision_the_comment_is_the_plan(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(
        STORYBOARD[: STORYBOARD.index("  - id: gone")], encoding="utf-8"
    )

    ended = commented(tmp_path)

    assert "**To render now: $1.40 to $1.44** for 2 takes.\n" in ended.stdout
    assert "Against" not in ended.stdout


def test_a_revision_goes_with_the_comment_alone(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    ended = run_storyboard("plan", "--against", "HEAD", cwd=tmp_path)

    assert (ended.code, "--against goes with --format markdown" in ended.stderr) == (2, True)
