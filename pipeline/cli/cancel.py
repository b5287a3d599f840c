"""`storyboard cancel`: lets go of jobs that are out, where their providers still do."""

from __future__ import annotations

import asyncio

import click

from pipeline import wiring
from pipeline.cli.project import root_here
from pipeline.cli.tables import table
from pipeline.model import Attempt, Realm
from pipeline.plan.selection import jobs_named
from pipeline.run.settling import let_go

HEADS = ("job", "shot", "provider", "")
HELP = (
    "Cancel what the providers still let go, and say what they do not. EXPR names jobs or shots: names, "
    "globs, episode:X, model:X; without it, all that is out."
)


@click.command("cancel", help=HELP)
@click.argument("expression", required=False, metavar="[EXPR]")
def command(expression: str | None) -> None:
    root, shown = root_here()
    with wiring.jobs(root, shown) as ports:
        realms = wiring.realms(root)
        out = tuple(row for row in ports.ledger.attempts() if _is_out(row, realms))
        if not out:
            click.echo("nothing is out")
            return
        chosen = out if expression is None else jobs_named(expression, out)
        ended = asyncio.run(let_go(ports, chosen))
    click.echo(
        table(HEADS, [(one.row.job, one.row.shot, one.row.provider, one.told) for one in ended]), nl=False
    )
    cancelled = sum(one.is_cancelled for one in ended)
    click.echo(f"{cancelled} of {len(ended)} cancelled")


def _is_out(row: Attempt, realms: dict[str, Realm]) -> bool:
    """Whether its provider can be asked: in the realm that it is reached in now."""
    return row.state == "submitted" and row.ticket is not None and row.realm == realms.get(row.provider)
