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
def command(paths: Sequence[str], as_json: bool) -> None:
    attempts = _of(targets(paths)) if paths else wiring.attempts(*root_here())
    if as_json:
        show_json(report.as_json(attempts))
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
