"""`storyboard explain`: the long text of a fault code."""

from __future__ import annotations

import click

from pipeline import schemas, suggest
from pipeline.errors import UsageProblem


@click.command("explain", help="Tell at length what a fault code means and how to mend it.")
@click.argument("code")
def command(code: str) -> None:
    known = schemas.codes()
    wanted = code.upper()
    if wanted not in known:
        guess = suggest.nearest(wanted, known)
        raise UsageProblem(f"{code} is no fault code" + (f"; did you mean {guess}?" if guess else ""))
    click.echo(schemas.code_text(wanted).rstrip() + "\n", nl=False)
