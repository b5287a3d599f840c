"""`storyboard plan`: what would be made, why, and what it costs. Buys nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import flow
from pipeline.cli.colours import COLOUR, coloured_plan
from pipeline.cli.comment import comment
from pipeline.cli.episodes import Choices, opened, plan_all, realm_of, select
from pipeline.cli.exits import PENDING, Leave
from pipeline.cli.outputs import Output, output_option, write_outputs
from pipeline.cli.printing import json_text, show_json
from pipeline.cli.project import AGAIN, JSON_FORMAT, PATHS, PREVIEW, PROFILE, REFRESH, SELECT, SETS
from pipeline.cli.saved import ENDING, Asked, save
from pipeline.errors import SpendingRefused, UsageProblem
from pipeline.history import is_within
from pipeline.model import JSON, Reuse
from pipeline.report import plan as report
from pipeline.report.money import usd
from pipeline.report.pace import shortest_s, usual_s
from pipeline.showing import one_line

FORMATS = ("text", "json", "markdown")


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
        plans = plan_all(episodes, asked.of_plan, budget)
        usual = [usual_s(one.world.run.ledger.attempts(), one.world.realm) for one in episodes]
        planned = select(plans, selection)
        stuck = [flow.obstacles(one, episode.world) for one, episode in zip(planned, episodes, strict=True)]
    if saved is not None:
        save(saved, asked, planned, episodes)
    shown = [
        (one.plan, one.storyboard, one.consents, shortest_s(one.plan, passed), one.notes, obstacles)
        for one, passed, obstacles in zip(planned, usual, stuck, strict=True)
    ]

    def text_of(form: str) -> str:
        match form:
            case "json":
                return json_text(whole()) + "\n"
            case "markdown":
                return comment(planned, episodes, asked.choices, against)
            case _:
                told = [one for one in shown if one[0].takes or selection is None]
                return "\n".join(report.as_text(*one) for one in told)

    def whole() -> dict[str, JSON]:
        names = [one.storyboard.path for one in planned]
        return report.several(names, [report.as_json(*one) for one in shown])

    write_outputs(outputs, text_of)
    if form == "json":
        show_json(whole())
    else:
        click.echo(coloured_plan(text_of(form)) if form == "text" else text_of(form), nl=False)
    floor = sum(one.plan.floor_usd for one in planned)
    if budget is not None and not is_within(budget, floor):
        raise SpendingRefused(f"this costs at least {usd(floor)}, over the --budget of {usd(budget)}")
    if exit_code and any(not isinstance(take.decision, Reuse) for one in planned for take in one.plan.takes):
        raise Leave(PENDING)
