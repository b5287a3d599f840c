"""Prints faults with the lines they are about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path, PurePosixPath

import click

from pipeline.adapters.files import ProjectFiles
from pipeline.cli.colours import coloured_faults
from pipeline.errors import Fault, FileRefused
from pipeline.report.faults import as_text, summary

SOURCE_LIMIT_BYTES = 2 * 1024 * 1024


@cache
def source(path: str) -> tuple[str, ...]:
    """The lines of a file by the path that messages show; none where it cannot be read or is too large.

    It may be another file by now, or lie beyond a folder that was swapped for a link, behind which there may
    be anything: no step of the way from the working folder is a link that is followed.
    """
    file = Path(path)
    try:
        way = PurePosixPath(file.relative_to(file.anchor).as_posix())
        content = ProjectFiles(Path(file.anchor or ".")).read(way, SOURCE_LIMIT_BYTES)
    except (FileRefused, OSError):
        return ()
    text = content.decode("utf-8-sig", errors="replace")
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def tell(faults: Sequence[Fault]) -> None:
    """All faults on stderr, the count last."""
    click.echo(coloured_faults(as_text(faults, source)), err=True, nl=False)
    click.echo(summary(faults, len({fault.place.path for fault in faults})), err=True)
