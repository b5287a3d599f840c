"""Prints faults with the lines they are about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import click

from pipeline.adapters.files import read_again
from pipeline.cli.colours import coloured_faults
from pipeline.errors import Fault, FileRefused
from pipeline.report.faults import as_text, summary

SOURCE_LIMIT_BYTES = 2 * 1024 * 1024


@cache
def source(path: str) -> tuple[str, ...]:
    """The lines of a file by the path that messages show; none where it cannot be read, is too large, or is a
    link, behind which there may be anything."""
    file = Path(path)
    try:
        text = read_again(file, SOURCE_LIMIT_BYTES).decode("utf-8-sig", errors="replace")
    except (FileRefused, OSError, ValueError):  # ValueError: `--set duration` is no path, and may hold NUL
        return ()
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def tell(faults: Sequence[Fault]) -> None:
    """All faults on stderr, the count last."""
    click.echo(coloured_faults(as_text(faults, source)), err=True, nl=False)
    click.echo(summary(faults, len({fault.place.path for fault in faults})), err=True)
