"""The command line: arguments in, exit code out. Each command is one file, imported when it is called."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from pipeline import __version__
from pipeline.cli.exits import Interrupted, exit_code

COMMANDS = {
    "init": "make a small project that validates and previews as it is",
    "validate": "tell every fault of every file, before money is spent",
    "explain": "tell at length what a fault code means",
    "plan": "tell what would be made, why, and what it costs",
    "render": "make what is missing and put the episode together",
    "review": "look at takes, note, approve and pick, in one HTML page",
    "status": "tell what was sent, made and spent",
    "pick": "use this take of a shot in the cut",
    "accept": "let a clip stand for changed words, at no cost",
    "resolve": "settle a submission whose answer was lost",
    "cancel": "cancel what the providers still let go",
    "request": "show the exact request of a shot",
    "graph": "draw which shot needs which",
    "assemble": "put the episode together again from what is owned",
    "lock": "check that the lock is what its storyboard says",
    "cache": "list the store, look whether it is whole, let go of what may go",
    "studio": "serve both providers' protocols on this machine, free",
    "doctor": "tell what a paid run would miss, before money is at stake",
    "schema": "print a schema, or set an editor up",
}


class Commands(click.Group):
    """Commands by name, so that `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            command: click.Command = importlib.import_module(f"pipeline.cli.{cmd_name}").command
            return command
        if not cmd_name.startswith("-"):
            from pipeline.suggest import did_you_mean

            advice = did_you_mean(cmd_name, COMMANDS) or "`storyboard --help` lists them"
            ctx.fail(f"there is no command `{cmd_name}`; {advice}")
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:  # click would put an empty line before our own
            raise Interrupted from stop


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="storyboard")
def storyboard() -> None:
    """A storyboard in YAML becomes an episode. Validate and plan are free; nothing is bought unasked."""


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    from pipeline.cli.printing import make_patient

    make_patient()
    sys.exit(exit_code(storyboard))
