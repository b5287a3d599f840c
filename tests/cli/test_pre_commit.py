"""The hook for other repositories, through the real pre-commit: it passes on a good storyboard and fails on a
bad one.

It is installed from this checkout once, for both projects, as pre-commit does on an author's machine.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.programs import needs

ROOT = Path(__file__).parents[2]
PACKAGED = ("pipeline", "schemas", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
IN_CI = bool(os.environ.get("CI"))
GOOD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""
BAD = GOOD.replace("prompt:", "promt:")
HEARD: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "encoding": "utf-8"}


def hook() -> Mapping[str, object]:
    (only,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return dict(only)


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("ep01.storyboard.yaml", True),
        ("s01/series.library.yml", True),
        ("ep01.review.yaml", True),
        ("storyboard.toml", True),
        ("drama/models/kino.yaml", True),
        ("cast/mei.PNG", True),
        ("own/titles.mp4", True),
        ("README.md", False),
        ("docs/storyboard.toml.md", False),
        ("config.yaml", False),
        ("ep01.lock.yaml", False),
    ],
)
def test_the_hook_runs_for_files_that_can_break_a_storyboard(path: str, is_ours: bool) -> None:
    assert bool(re.search(str(hook()["files"]), path)) is is_ours


def repository(folder: Path) -> Path:
    """The files of a folder as a git repository with one commit."""
    for command in ("init --quiet", "add --all", "-c user.name=a -c user.email=a@a commit --quiet -m one"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True, env=environment())
    return folder


def environment(home: Path | None = None) -> dict[str, str]:
    """This process's, without what a git hook would hand on; pip gives up soon where no registry answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    pip = {
        "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
        "PIP_NO_COMPILE": "1",
        "PIP_RETRIES": "1",
        "PIP_DEFAULT_TIMEOUT": "15",
    }
    return {**kept, **pip, **({"PRE_COMMIT_HOME": str(home)} if home else {})}


def tool(folder: Path) -> Path:
    folder.mkdir()
    for name in PACKAGED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return repository(folder)


def project(folder: Path, storyboard: str, tool: Path) -> Path:
    """A repository whose commits are to be checked by the tool as it is now."""
    said = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tool, check=True, env=environment(), **HEARD)
    hooks = [{"repo": str(tool), "rev": said.stdout.strip(), "hooks": [{"id": hook()["id"]}]}]
    folder.mkdir()
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": hooks}), encoding="utf-8")
    (folder / "ep01.storyboard.yaml").write_text(storyboard, encoding="utf-8")
    return repository(folder)


def checked(project: Path) -> tuple[int, str]:
    """The exit code of pre-commit on all files of a project, and what it says."""
    ended = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", "--color=never"],
        cwd=project,
        env=environment(project.with_name("store")),
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=500,
        **HEARD,
    )
    return ended.returncode, ended.stdout


@pytest.mark.skipif(
    not IN_CI and importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed"
)
@needs("git")
def test_a_good_storyboard_passes_and_a_bad_one_fails_with_its_message(tmp_path: Path) -> None:
    ours = tool(tmp_path / "tool")

    code, told = checked(project(tmp_path / "good", GOOD, ours))
    if "unexpected error" in told and not IN_CI:
        pytest.skip("no package registry answers: the hook's environment could not be installed")
    assert code == 0, told
    assert "Passed" in told
    assert "1 storyboard, no faults" in told

    code, told = checked(project(tmp_path / "bad", BAD, ours))
    assert code == 1, told
    assert "Failed" in told
    assert "error[S001]: unknown key `promt`" in told
    assert "  --> ep01.storyboard.yaml:6:5" in told
    assert "Installing environment" not in told
