"""`storyboard plan`: what would be made, why, and what it costs. Buys nothing."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline import flow
from pipeline.cli.episodes import Choices, opened, plan_all, realm_of, select
from pipeline.cli.exits import PENDING, Leave
from pipeline.cli.printing import show_json
from pipeline.cli.project import AGAIN, JSON_FORMAT, PATHS, PREVIEW, PROFILE, REFRESH, SELECT, SETS
from pipeline.errors import SpendingRefused
from pipeline.model import Reuse
from pipeline.report import plan as report
from pipeline.report.money import usd
from pipeline.report.pace import shortest_s, usual_s


@click.command("plan", help="Tell what would be made, why, and what it costs. Buys nothing.")
@PATHS
@PROFILE
@SETS
@SELECT
@AGAIN
@REFRESH
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
    selection: str | None,
    again: str | None,
    refresh: bool,
    preview: bool,
    as_json: bool,
    budget: float | None,
    exit_code: bool,
) -> None:
    with opened(Choices(paths, profile, sets, realm_of(preview))) as episodes:
        plans = plan_all(episodes, flow.Wishes(again, refresh), budget)
        usual = [usual_s(one.world.run.ledger.attempts(), one.world.realm) for one in episodes]
    planned = select(plans, selection)
    shown = [
        (one.plan, one.storyboard, one.consents, shortest_s(one.plan, passed), one.notes)
        for one, passed in zip(planned, usual, strict=True)
    ]
    if as_json:
        show_json(
            report.several([one.storyboard.path for one in planned], [report.as_json(*one) for one in shown])
        )
    else:
        told = [one for one in shown if one[0].takes or selection is None]
        click.echo("\n".join(report.as_text(*one) for one in told), nl=False)
    if budget is not None and sum(one.plan.floor_usd for one in planned) > budget:
        floor = sum(one.plan.floor_usd for one in planned)
        raise SpendingRefused(f"this costs at least {usd(floor)}, over the --budget of {usd(budget)}")
    if exit_code and any(not isinstance(take.decision, Reuse) for one in planned for take in one.plan.takes):
        raise Leave(PENDING)
