"""`--help`, completion and usage errors answer at once, since the command line imports nothing heavy."""

from __future__ import annotations

import subprocess
import sys

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
