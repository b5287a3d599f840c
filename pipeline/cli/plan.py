"""`storyboard plan`: what would be made, why, and what it costs. Buys nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import click

from pipeline import flow
from pipeline.cli.colours import COLOUR, coloured_plan
from pipeline.cli.comment import comment
from pipeline.cli.episodes import Choices, Opened, opened, plan_all, realm_of, select
from pipeline.cli.exits import PENDING, Leave
from pipeline.cli.outputs import Output, output_option, write_outputs
from pipeline.cli.printing import json_text, show_json
from pipeline.cli.project import AGAIN, JSON_FORMAT, PATHS, PREVIEW, PROFILE, REFRESH, SELECT, SETS
from pipeline.cli.saved import ENDING, Asked, save
from pipeline.errors import SpendingRefused, UsageProblem
from pipeline.history import is_within
from pipeline.model import JSON, Plan, Reuse, Storyboard
from pipeline.records import record
from pipeline.report import plan as report
from pipeline.report.money import usd
from pipeline.report.pace import shortest_s, usual_s
from pipeline.showing import one_line

FORMATS = ("text", "json", "markdown")
Shown: TypeAlias = tuple[Plan, Storyboard, Sequence[str], float | None, Sequence[str], Sequence[str]]
"""What a report takes of one plan."""


@click.command("plan", help="Tell what would be made, why, and what it costs. Buys nothing.")
@PATHS
@PROFILE
@SETS
@SELECT
@AGAIN
@REFRESH
@PREVIEW
@JSON_FORMAT
@COLOUR
@output_option(FORMATS)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="markdown is a pull request's comment.",
)
@click.option("--against", metavar="GITREF", help="With markdown: what changed since that revision.")
@click.option(
    "--budget", type=click.FloatRange(min=0), metavar="USD", help="Exit 4 when the floor is over it."
)
@click.option(
    "-o",
    "saved",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Save the plan as .json, for `storyboard render FILE` to carry out exactly.",
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
    outputs: Sequence[Output],
    form: str,
    against: str | None,
    budget: float | None,
    saved: Path | None,
    exit_code: bool,
) -> None:
    form = "json" if as_json else form
    if against is not None and "markdown" not in (form, *(one for one, _ in outputs)):
        raise UsageProblem("--against goes with --format markdown")
    if saved is not None and saved.suffix != ENDING:
        raise UsageProblem(f"-o {one_line(str(saved))}: a saved plan's name ends in {ENDING}")
    choices = Choices(paths, profile, sets, realm_of(preview))
    asked = Asked(choices, selection, flow.Wishes(again, refresh))
    with opened(choices) as episodes:
        told = _told(episodes, asked, against, budget)
    if saved is not None:
        save(saved, asked, told.planned, told.episodes)
    write_outputs(outputs, told.text)
    if form == "json":
        show_json(told.whole())
    else:
        click.echo(coloured_plan(told.text(form)) if form == "text" else told.text(form), nl=False)
    plans = [one.plan for one in told.planned]
    floor = sum(plan.floor_usd for plan in plans)
    if budget is not None and not is_within(budget, floor):
        raise SpendingRefused(f"this costs at least {usd(floor)}, over the --budget of {usd(budget)}")
    if exit_code and any(not isinstance(take.decision, Reuse) for plan in plans for take in plan.takes):
        raise Leave(PENDING)


@record
class _Told:
    """What there is to tell. times_s: the shortest of each plan. obstacles: why a render would refuse it."""

    planned: Sequence[flow.Planned]
    episodes: Sequence[Opened]
    asked: Asked
    against: str | None
    times_s: Sequence[float | None]
    obstacles: Sequence[Sequence[str]]

    def text(self, form: str) -> str:
        match form:
            case "json":
                return json_text(self.whole()) + "\n"
            case "markdown":
                return comment(self.planned, self.episodes, self.asked.choices, self.against)
            case _:
                shown = [one for one in self._shown() if one[0].takes or self.asked.selection is None]
                return "\n".join(report.as_text(*one) for one in shown)

    def whole(self) -> dict[str, JSON]:
        names = [one.storyboard.path for one in self.planned]
        return report.several(names, [report.as_json(*one) for one in self._shown()])

    def _shown(self) -> list[Shown]:
        return [
            (one.plan, one.storyboard, one.consents, time_s, one.notes, obstacles)
            for one, time_s, obstacles in zip(self.planned, self.times_s, self.obstacles, strict=True)
        ]


def _told(episodes: Sequence[Opened], asked: Asked, against: str | None, budget: float | None) -> _Told:
    plans = plan_all(episodes, asked.of_plan, budget)
    usual = [usual_s(one.world.run.ledger.attempts(), one.world.realm) for one in episodes]
    planned = select(plans, asked.selection)
    times_s = [shortest_s(one.plan, passed) for one, passed in zip(planned, usual, strict=True)]
    stuck = [flow.obstacles(one, episode.world) for one, episode in zip(planned, episodes, strict=True)]
    return _Told(planned, episodes, asked, against, times_s, stuck)
