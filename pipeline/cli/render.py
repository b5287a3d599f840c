"""`storyboard render`: plan, consent, run, assemble."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path, PurePath

import click

from pipeline import flow, wiring
from pipeline.cli.colours import COLOUR, coloured_plan
from pipeline.cli.consent import agree, consents_of, refuse_keyless, refuse_unowned, refuse_unpublishable
from pipeline.cli.episodes import Choices, Opened, opened, plan_all, realm_of, select
from pipeline.cli.exits import FOUND, REFUSED, Interrupted, Leave
from pipeline.cli.interrupts import run_attended
from pipeline.cli.printing import show_json
from pipeline.cli.project import (
    AGAIN,
    JSON_FORMAT,
    OUT,
    PATHS,
    PREVIEW,
    PROFILE,
    REFRESH,
    SELECT,
    SETS,
    folder_of,
    shown_path,
)
from pipeline.cli.saved import Asked, asked_by, is_saved_plan, read_saved, refuse_stale
from pipeline.cli.tables import table
from pipeline.cli.watching import MODES, watching
from pipeline.errors import SpendingRefused, UsageProblem
from pipeline.model import Failed, Outcomes, Plan, Reuse, SavedPlan, Skipped, Uncertain
from pipeline.plan import narrowed
from pipeline.ports import Watcher
from pipeline.records import record
from pipeline.report import plan as plan_report
from pipeline.report import render as report
from pipeline.report.afterwards import next_steps
from pipeline.report.pace import shortest_s, usual_s
from pipeline.run import Stop
from pipeline.run.submitting import BUDGET

NOTHING = flow.Rendered(Outcomes((), {}, 0.0), None, ())
"""What comes of an episode in which nothing is selected."""

SILENT = ("json", "quiet")
"""Ways of progress beside which nothing else is told, but a question."""

HEADS = ("shot", "take", "outcome", "cost", "")


@click.command(
    "render", help="Make what is missing and put the episode together. Asks before money is spent."
)
@PATHS
@PROFILE
@SETS
@SELECT
@AGAIN
@REFRESH
@PREVIEW
@JSON_FORMAT
@click.option("--yes", "is_yes", is_flag=True, help="Buy without asking.")
@click.option("--budget", type=click.FloatRange(min=0), metavar="USD", help="At most this much in this run.")
@click.option("--allow-unpriced", is_flag=True, help="Render models whose price nobody knows.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="At most N in flight at each provider.")
@click.option("--locked", is_flag=True, help="Buy nothing: exit 4 if anything is missing.")
@click.option("--partial", is_flag=True, help="Put slates where shots are missing.")
@OUT
@COLOUR
@click.option("--progress", type=click.Choice(MODES), default="auto", help="How to show the run.")
def command(
    paths: Sequence[str],
    profile: str | None,
    sets: Sequence[str],
    selection: str | None,
    again: str | None,
    refresh: bool,
    preview: bool,
    as_json: bool,
    is_yes: bool,
    budget: float | None,
    allow_unpriced: bool,
    jobs: int | None,
    locked: bool,
    partial: bool,
    out: Path | None,
    progress: str,
) -> None:
    choices = Choices(paths, profile, sets, realm_of(preview), jobs)
    asked, saved = _asked(Asked(choices, selection, flow.Wishes(again, refresh)))
    preview = asked.choices.realm == "preview"
    wishes = Wishes(budget, asked.selection is not None, partial, out, asked.of_plan)
    stop = Stop()
    with opened(asked.choices) as episodes, _claimed(episodes):
        planned = plan_all(episodes, wishes.of_plan, budget)
        for one in planned if locked else ():
            refuse_unowned(one)
        planned = select(planned, asked.selection)
        if saved is not None:
            refuse_stale(saved, planned)
        _refuse_unready(planned, episodes)
        if not (progress in SILENT and (is_yes or preview)):
            _show_plans(planned, episodes)
        agree(planned, budget_usd=budget, is_yes=is_yes, allow_unpriced=allow_unpriced or preview)
        past = episodes[0].world.run.ledger.attempts()
        usual = usual_s(past, episodes[0].world.realm)
        with watching([one.plan for one in planned], usual, progress) as watch:
            rendered = run_attended(
                _rendered(planned, episodes, wishes, watch, stop), stop, is_paid=not preview
            )
    _tell(planned, rendered, episodes, wishes, progress)
    _show(planned, rendered, as_json=as_json)
    if stop.is_asked:
        raise Interrupted
    _refuse_lost(planned, rendered)
    _leave(rendered, is_selected=wishes.is_selected)


@record
class Wishes:
    """How to render what is planned. budget_usd: of all episodes of the run together."""

    budget_usd: float | None
    is_selected: bool
    is_partial: bool
    out: Path | None
    of_plan: flow.Wishes


def _asked(asked: Asked) -> tuple[Asked, SavedPlan | None]:
    """What is asked for, by a saved plan where one is named. Raises UsageProblem for choices beside it."""
    choices = asked.choices
    if not is_saved_plan(choices.paths):
        return asked, None
    saved = read_saved(choices.paths)
    bare = Asked(Choices(choices.paths, sets=choices.sets, jobs=choices.jobs), None, flow.Wishes())
    if choices.sets or asked != bare:
        raise UsageProblem("a saved plan says itself what to render: leave the other choices out")
    return asked_by(saved, choices.jobs), saved


def _claimed(episodes: Sequence[Opened]) -> AbstractContextManager[None]:
    return flow.claimed(episodes[0].world, [str(one.target.path) for one in episodes])


# --- before -------------------------------------------------------------------------------------------------


def _refuse_unready(planned: Sequence[flow.Planned], episodes: Sequence[Opened]) -> None:
    for one, episode in zip(planned, episodes, strict=True):
        refuse_unpublishable(one, episode.world)
        if episode.world.realm != "preview":
            refuse_keyless(one, wiring.unset_keys(episode.target.root))


def _show_plans(planned: Sequence[flow.Planned], episodes: Sequence[Opened]) -> None:
    """What the question is about, for a person to read before it is asked; of a free run, what changed."""
    for one, episode in zip(planned, episodes, strict=True):
        if one.plan.ceiling_usd > 0 or one.plan.unpriced or consents_of(one):
            usual = usual_s(episode.world.run.ledger.attempts(), episode.world.realm)
            shortest = shortest_s(one.plan, usual)
            shown = plan_report.as_text(one.plan, one.storyboard, one.consents, shortest, one.notes)
            click.echo(coloured_plan(shown), err=True)
        else:
            click.echo(plan_report.changes_text(one.plan, one.facts, one.storyboard), err=True, nl=False)


# --- the run ------------------------------------------------------------------------------------------------


async def _rendered(
    planned: Sequence[flow.Planned], episodes: Sequence[Opened], wishes: Wishes, watch: Watcher, stop: Stop
) -> list[flow.Rendered]:
    """One episode after another: what one made is owned by the next, and what it spent is gone."""
    done: list[flow.Rendered] = []
    for one, episode in zip(planned, episodes, strict=True):
        if wishes.is_selected and not one.plan.takes:
            done.append(NOTHING)
            continue
        now = _planned_now(one, episode, wishes, done) if done else one
        only = frozenset(take.shot for take in one.plan.takes) if wishes.is_selected else None
        out = _out(one, episode, wishes, is_alone=len(planned) == 1)
        done.append(
            await flow.render(
                now, episode.world, out, watch, only=only, is_partial=wishes.is_partial, stop=stop
            )
        )
    return done


def _planned_now(
    one: flow.Planned, episode: Opened, wishes: Wishes, done: Sequence[flow.Rendered]
) -> flow.Planned:
    spent_usd = sum(rendered.outcomes.spent_usd for rendered in done)
    left_usd = None if wishes.budget_usd is None else max(wishes.budget_usd - spent_usd, 0.0)
    (fresh,) = plan_all([episode], _as_named(wishes.of_plan, one), left_usd)
    return replace(fresh, plan=narrowed(fresh.plan, {take.shot for take in one.plan.takes}))


def _as_named(of_plan: flow.Wishes, one: flow.Planned) -> flow.Wishes:
    """The same wishes for one episode; `--again` may have named nothing in it."""
    return of_plan if one.plan.again else replace(of_plan, again=None)


def _out(one: flow.Planned, episode: Opened, wishes: Wishes, *, is_alone: bool) -> Path:
    if wishes.out is None:
        return folder_of(one.storyboard, episode.world.realm)
    return wishes.out if is_alone else wishes.out / one.storyboard.stem


# --- after --------------------------------------------------------------------------------------------------


def _show(planned: Sequence[flow.Planned], rendered: Sequence[flow.Rendered], *, as_json: bool) -> None:
    """The result, on stdout: one object, or the path of each film."""
    if as_json:
        entries = [report.as_json(one.outcomes, one.episode) for one in rendered]
        show_json(plan_report.several([one.storyboard.path for one in planned], entries))
        return
    for one in rendered:
        if one.episode is not None:
            click.echo(shown_path(one.episode.path))


def _tell(
    planned: Sequence[flow.Planned],
    rendered: Sequence[flow.Rendered],
    episodes: Sequence[Opened],
    wishes: Wishes,
    progress: str,
) -> None:
    """What became of the takes and what is next, on stderr: where quiet is asked for, of takes without a clip
    alone; nothing where events told it already."""
    if progress == "json":
        return
    for plan, one, episode in zip(planned, rendered, episodes, strict=True):
        for note in one.outcomes.notes:
            click.echo(f"storyboard: {note}", err=True)
        outcomes = report.without_clips(one.outcomes) if progress == "quiet" else one.outcomes
        if outcomes.takes:
            folder = shown_path(_out(plan, episode, wishes, is_alone=len(planned) == 1))
            click.echo(table(HEADS, report.rows(outcomes)), err=True)
            click.echo(report.summary(one.outcomes), err=True)
            for step in next_steps(plan.plan, outcomes, episode.target.shown, PurePath(folder)):
                click.echo(step, err=True)
        if one.holes and one.episode is None and not wishes.is_partial:
            missing = ", ".join(one.holes)
            click.echo(f"no episode yet: {missing} missing (--partial puts slates there)", err=True)


def _refuse_lost(planned: Sequence[flow.Planned], rendered: Sequence[flow.Rendered]) -> None:
    """Raises SpendingRefused where an owned clip could not be had: it is not bought again unasked."""
    lost = [
        f"{take.shot} take {take.number}: {report.reason(take.outcome)}"
        for one, done in zip(planned, rendered, strict=True)
        for take in done.outcomes.takes
        if isinstance(take.outcome, Failed) and (take.shot, take.number) in _owned(one.plan)
    ]
    if lost:
        raise SpendingRefused("nothing owned is bought again: " + "; ".join(lost[:5]))


def _owned(plan: Plan) -> set[tuple[str, int]]:
    return {(take.shot, take.number) for take in plan.takes if isinstance(take.decision, Reuse)}


def _leave(rendered: Sequence[flow.Rendered], *, is_selected: bool) -> None:
    outcomes = [take.outcome for one in rendered for take in (*one.outcomes.takes, *one.outcomes.leftovers)]
    if any(isinstance(outcome, Failed | Uncertain) for outcome in outcomes):
        raise Leave(FOUND)
    if Skipped(BUDGET) in outcomes:
        raise Leave(REFUSED)
    if any(one.holes and one.episode is None for one in rendered) and not is_selected:
        raise Leave(FOUND)
