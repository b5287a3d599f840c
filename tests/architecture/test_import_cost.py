"""`--help`, completion and usage errors answer at once, since the command line imports nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

HEAVY = {
    "PIL",
    "aiohttp",
    "av",
    "httpx",
    "httpx_aiohttp",
    "jinja2",
    "jsonschema",
    "networkx",
    "numpy",
    "obstore",
    "starlette",
    "uvicorn",
    "yaml",
}


def top_level_modules_after(statement: str) -> set[str]:
    """The names of all top-level modules that a fresh interpreter holds once it has run `statement`."""
    listing = "import sys; sys.stdout.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    finished = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{listing}"], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return set(finished.stdout.split())


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    imported = top_level_modules_after("import pipeline.cli")

    assert "pipeline" in imported
    assert imported & HEAVY == set()


def test_a_heavy_import_would_be_seen() -> None:
    imported = top_level_modules_after("import yaml")

    assert imported & HEAVY == {"yaml"}


STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""
PICTURE = """\
    keyframes: [river.png]
"""


def imported_by(arguments: list[str]) -> set[str]:
    """Heavy modules that a command of the working folder's project imports."""
    return HEAVY & top_level_modules_after(
        f"import sys; sys.argv = {['storyboard', *arguments]}; sys.stdout = sys.stderr\n"
        "from pipeline.cli import storyboard\n"
        "from pipeline.cli.exits import exit_code\n"
        "assert exit_code(storyboard) in (0, 1)\n"
        "sys.stdout = sys.__stdout__"
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    (tmp_path / "storyboard.toml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["--help"], []),
        (["validate"], ["yaml"]),
        (["graph", "--json"], ["yaml"]),
        (["plan"], ["yaml", "networkx"]),
        (["lock", "--check"], ["yaml"]),
        (["status"], ["yaml"]),
    ],
    ids=" ".join,
)
def test_a_command_imports_what_it_needs(project: Path, arguments: list[str], needed: list[str]) -> None:
    assert imported_by(arguments) == set(needed)


def test_a_picture_is_looked_at_with_its_own_library_alone(project: Path) -> None:
    Image.new("RGB", (720, 1280)).save(project / "river.png")
    (project / "ep01.storyboard.yaml").write_text(STORYBOARD + PICTURE, encoding="utf-8")

    assert imported_by(["validate"]) == {"yaml", "PIL"}
