"""`storyboard status`: what was sent, made and spent, from the ledger alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from pipeline import wiring
from pipeline.cli.project import JSON_FORMAT, PATHS, targets
from pipeline.cli.tables import table
from pipeline.report import status as report
from pipeline.report.money import usd


@click.command("status", help="Tell what was sent, made and spent, from the ledger.")
@PATHS
@JSON_FORMAT
def command(paths: Sequence[str], as_json: bool) -> None:
    found = targets(paths)
    wanted = {str(target.path) for target in found}
    attempts = [
        attempt
        for root in sorted({target.root for target in found})
        for attempt in wiring.attempts(root)
        if attempt.storyboard in wanted
    ]
    if as_json:
        click.echo(json.dumps(report.as_json(attempts), ensure_ascii=False, indent=2))
        return
    if not attempts:
        click.echo("nothing was sent yet")
        return
    click.echo(table(report.COLUMNS, report.rows(attempts)), nl=False)
    click.echo(f"\nspent {usd(report.spent_usd(attempts))}")
