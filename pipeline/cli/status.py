"""`storyboard status`: what was sent, made and spent, from the ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import wiring
from pipeline.cli.outputs import Output, output_option, write_outputs
from pipeline.cli.printing import json_text, show_json
from pipeline.cli.project import JSON_FORMAT, PATHS, Target, root_here, targets
from pipeline.cli.tables import table
from pipeline.model import Attempt
from pipeline.report import status as report

FORMATS = ("text", "json", "csv")


@click.command("status", help="Tell what was sent, made and spent, from the ledger.")
@PATHS
@JSON_FORMAT
@output_option(FORMATS)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="csv is the account: every submission, the provider's job id beside the dollars.",
)
def command(paths: Sequence[str], as_json: bool, outputs: Sequence[Output], form: str) -> None:
    attempts = _of(targets(paths)) if paths else wiring.attempts(*root_here())
    write_outputs(outputs, lambda form: _text(attempts, form))
    if as_json or form == "json":
        show_json(report.as_json(attempts))
    else:
        click.echo(_text(attempts, form), nl=False)


def _text(attempts: Sequence[Attempt], form: str) -> str:
    match form:
        case "json":
            return json_text(report.as_json(attempts)) + "\n"
        case "csv":
            return report.as_csv(attempts)
        case _ if not attempts:
            return "nothing was sent yet\n"
        case _:
            return f"{table(report.COLUMNS, report.rows(attempts))}\n{report.account(attempts)}"


def _of(found: Sequence[Target]) -> list[Attempt]:
    """The rows of these storyboards; without names, also those of storyboards that are gone count."""
    wanted: dict[Path, set[str]] = {}
    for target in found:
        wanted.setdefault(target.root, set()).add(str(target.path))
    shown = {target.root: target.root_shown for target in found}
    return [
        attempt
        for root, storyboards in wanted.items()
        for attempt in wiring.attempts(root, shown[root])
        if attempt.storyboard in storyboards
    ]
