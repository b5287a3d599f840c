"""`--help`, completion and usage errors answer at once, since the command line imports nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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
def test_a_command_imports_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], needed: list[str]
) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    (tmp_path / "storyboard.toml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    imported = top_level_modules_after(
        f"import sys; sys.argv = {['storyboard', *arguments]}; sys.stdout = sys.stderr\n"
        "from pipeline.cli import storyboard\n"
        "from pipeline.cli.exits import exit_code\n"
        "exit_code(storyboard)\n"
        "sys.stdout = sys.__stdout__"
    )

    assert imported & HEAVY == set(needed)
