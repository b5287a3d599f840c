"""Turns whatever ends a command into an exit code and a message: the one place that does."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from typing import TYPE_CHECKING

import click

from pipeline import __version__

if TYPE_CHECKING:
    from pipeline.errors import StoryboardError

DONE, FOUND, USAGE, PENDING, REFUSED, DAMAGED, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130
STOPPED = "interrupted: nothing is lost, run it again"


class Leave(Exception):
    """A command ends with this code; it has said all there is to say."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def exit_code(group: click.Group) -> int:
    """Runs the group on the process's arguments. Never lets an exception out."""
    try:
        group.main(standalone_mode=False)
    except Leave as leave:
        return leave.code
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.Abort:  # at a question, whose line has not ended
        click.echo(f"\n{STOPPED}", err=True)
        return INTERRUPTED
    except Interrupted:
        click.echo(STOPPED, err=True)
        return INTERRUPTED
    except Exception as error:
        return _told(error)
    return DONE


def _told(error: Exception) -> int:
    from pipeline.errors import StoryboardError  # `--help` and usage errors answer without the nouns

    return _foreseen(error) if isinstance(error, StoryboardError) else _ours(error)


def _foreseen(error: StoryboardError) -> int:
    from pipeline.errors import (
        FaultsFound,
        FileRefused,
        MediaRefused,
        SpendingRefused,
        StateDamaged,
        UsageProblem,
    )
    from pipeline.showing import in_place

    if isinstance(error, FaultsFound):
        from pipeline.cli.faults import tell

        tell(error.faults)
        return FOUND
    help = f"; {error.help}" if isinstance(error, FileRefused | MediaRefused) and error.help else ""
    click.echo(f"storyboard: {in_place(str(error))}{help}", err=True)
    match error:
        case UsageProblem():
            return USAGE
        case SpendingRefused():
            return REFUSED
        case StateDamaged():
            return DAMAGED
        case _:
            return FOUND


def _ours(error: Exception) -> int:
    """A bug of ours: the trace goes to a file, whose path is told; on the screen where there is no room."""
    versions = f"storyboard {__version__}, Python {platform.python_version()}, {platform.platform()}"
    trace = f"{versions}\n\n{''.join(traceback.format_exception(error))}"
    try:
        handle, where = tempfile.mkstemp(prefix="storyboard-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(trace)
    except OSError:
        click.echo(trace, err=True)
        where = "above"
    click.echo(f"storyboard: a bug of ours ({type(error).__name__}); its trace is {_placed(where)}", err=True)
    return BUG


def _placed(where: str) -> str:
    return where if where == "above" else f"in {where}"
