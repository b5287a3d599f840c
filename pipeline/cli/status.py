"""`storyboard status`: what was sent, made and spent, from the ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import wiring
from pipeline.cli.printing import show_json
from pipeline.cli.project import JSON_FORMAT, PATHS, Target, root_here, targets
from pipeline.cli.tables import table
from pipeline.model import Attempt
from pipeline.report import status as report


@click.command("status", help="Tell what was sent, made and spent, from the ledger.")
@PATHS
@JSON_FORMAT
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "csv")),
    default="text",
    show_default=True,
    help="csv is the account: every submission, the provider's job id beside the dollars.",
)
def command(paths: Sequence[str], as_json: bool, form: str) -> None:
    attempts = _of(targets(paths)) if paths else wiring.attempts(*root_here())
    if as_json or form == "json":
        show_json(report.as_json(attempts))
    elif form == "csv":
        click.echo(report.as_csv(attempts), nl=False)
    elif not attempts:
        click.echo("nothing was sent yet")
    else:
        click.echo(table(report.COLUMNS, report.rows(attempts)))
        click.echo(report.account(attempts), nl=False)


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
