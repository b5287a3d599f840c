"""`storyboard doctor`: what a paid run would miss, told before money is at stake."""

from __future__ import annotations

import click

from pipeline import checkup
from pipeline.cli.exits import DAMAGED, DONE, FOUND, Leave
from pipeline.cli.printing import show_json
from pipeline.cli.project import JSON_FORMAT, root_here
from pipeline.report import findings as report

HELP = (
    "Tell what a paid run would miss: keys, publishing, ledger, store, models. Exit 1 when something is "
    "missing, 5 when ledger or store are damaged."
)
_CODES = {"well": DONE, "note": DONE, "missing": FOUND, "damaged": DAMAGED}


@click.command("doctor", help=HELP)
@click.option(
    "--online", is_flag=True, help="Ask the providers and the bucket too: over the network, at no cost."
)
@JSON_FORMAT
def command(online: bool, as_json: bool) -> None:
    found = checkup.look_over(*root_here(), is_online=online)
    if as_json:
        show_json(report.as_json(found))
    else:
        click.echo(report.as_text(found), nl=False)
    code = _CODES[report.worst(found)]
    if code != DONE:
        raise Leave(code)
