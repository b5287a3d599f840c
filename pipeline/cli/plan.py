"""`storyboard plan`: what would be made, why, and what it costs. Buys nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from pipeline import flow
from pipeline.cli.episodes import Choices, opened
from pipeline.cli.exits import PENDING, REFUSED, Leave
from pipeline.cli.project import JSON_FORMAT, PATHS, PREVIEW, PROFILE, SELECT, SETS
from pipeline.model import Reuse
from pipeline.plan import selected
from pipeline.report import plan as report


@click.command("plan", help="Tell what would be made, why, and what it costs. Buys nothing.")
@PATHS
@PROFILE
@SETS
@SELECT
@PREVIEW
@JSON_FORMAT
@click.option(
    "--budget", type=click.FloatRange(min=0), metavar="USD", help="Exit 4 when the floor is over it."
)
@click.option("--exit-code", is_flag=True, help="Exit 3 when work is pending.")
def command(
    paths: Sequence[str],
    profile: str | None,
    sets: Sequence[str],
    select: str | None,
    preview: bool,
    as_json: bool,
    budget: float | None,
    exit_code: bool,
) -> None:
    with opened(Choices(paths, profile, sets, preview)) as episodes:
        planned = [flow.with_budget(flow.plan(one.reading, one.world), budget) for one in episodes]
        if select:
            planned = [selected(one, select) for one in planned]
    if as_json:
        entries = [report.as_json(one.plan) for one in planned]
        whole = report.several([one.storyboard.path for one in planned], entries)
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(report.as_text(one.plan, one.storyboard.title) for one in planned), nl=False)
    if budget is not None and sum(one.plan.floor_usd for one in planned) > budget:
        raise Leave(REFUSED)
    if exit_code and any(not isinstance(take.decision, Reuse) for one in planned for take in one.plan.takes):
        raise Leave(PENDING)
