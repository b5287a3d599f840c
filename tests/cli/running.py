"""Runs the command line inside the test's process, as a user's shell would see it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from pipeline.cli import storyboard
from pipeline.cli.exits import exit_code
from pipeline.cli.faults import source


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    stdout: str
    stderr: str


@contextlib.contextmanager
def _there(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run_storyboard(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> Ended:
    """The exit code and what was printed. No terminal, no standard input, no keys but those in `env`."""
    out, err = io.StringIO(), io.StringIO()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RUNWARE", "RUNCOMFY", "GITHUB_", "AWS_"))
    }
    source.cache_clear()
    with (
        _there(cwd),
        patch.dict(os.environ, {**kept, **(env or {})}, clear=True),
        patch.object(sys, "argv", ["storyboard", *arguments]),
        patch.object(sys, "stdin", io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = exit_code(storyboard)
    return Ended(code, out.getvalue(), err.getvalue())
