"""`storyboard schema`: the shipped schemas, for editors and for other tools."""

from __future__ import annotations

import click

from pipeline import schemas, suggest
from pipeline.errors import UsageProblem


@click.command("schema", help="Print a schema by name; without a name, the names.")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    if name is None:
        click.echo("\n".join(schemas.names()))
        return
    if name not in schemas.names():
        guess = suggest.nearest(name, schemas.names())
        raise UsageProblem(f"there is no schema {name}" + (f"; did you mean {guess}?" if guess else ""))
    click.echo(schemas.text(name), nl=False)
