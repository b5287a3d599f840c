"""`storyboard explain`: the long text of a fault code."""

from __future__ import annotations

import click

from pipeline import schemas
from pipeline.errors import UsageProblem
from pipeline.showing import one_line
from pipeline.suggest import did_you_mean


@click.command("explain", help="Tell at length what a fault code means and how to mend it.")
@click.argument("code")
def command(code: str) -> None:
    known = schemas.codes()
    wanted = code.upper()
    if wanted not in known:
        advice = did_you_mean(wanted, known) or "it is a letter and three digits, such as R001"
        raise UsageProblem(f"`{one_line(code)}` is no fault code; {advice}")
    click.echo(schemas.code_text(wanted).rstrip() + "\n", nl=False)
