"""Turns whatever ends a command into an exit code and a message: the one place that does."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

import click

from pipeline import __version__
from pipeline.errors import FaultsFound, SpendingRefused, StateDamaged, StoryboardError, UsageProblem

DONE, FOUND, USAGE, PENDING, REFUSED, DAMAGED, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130


class Leave(Exception):
    """A command ends with this code; it has said all there is to say."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def exit_code(group: click.Group) -> int:
    """Runs the group on the process's arguments. Never lets an exception out."""
    try:
        group.main(standalone_mode=False)
    except Leave as leave:
        return leave.code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: nothing is lost, run it again", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe left; Python would complain once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except StoryboardError as error:
        return _foreseen(error)
    except Exception as error:
        return _ours(error)
    return DONE


def _foreseen(error: StoryboardError) -> int:
    if isinstance(error, FaultsFound):
        from pipeline.cli.faults import tell

        tell(error.faults)
        return FOUND
    click.echo(f"storyboard: {error}", err=True)
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
    """A bug of ours: the trace goes to a file, whose path is told."""
    handle, name = tempfile.mkstemp(prefix="storyboard-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(f"storyboard {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n")
        log.writelines(traceback.format_exception(error))
    click.echo(f"storyboard: a bug of ours ({type(error).__name__}); its trace is in {Path(name)}", err=True)
    return BUG
