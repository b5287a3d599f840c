"""`storyboard render`: plan, consent, run, assemble."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline import flow
from pipeline.cli.consent import agree
from pipeline.cli.episodes import Choices, Opened, opened
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.project import JSON_FORMAT, PATHS, PREVIEW, PROFILE, SELECT, SETS
from pipeline.cli.tables import table
from pipeline.cli.watching import MODES, watching
from pipeline.errors import SpendingRefused
from pipeline.model import Failed, Plan, Reuse, Uncertain
from pipeline.plan import selected
from pipeline.ports import Watcher
from pipeline.report import plan as plan_report
from pipeline.report import render as report

HEADS = ("shot", "take", "outcome", "", "cost")


@click.command(
    "render", help="Make what is missing and put the episode together. Asks before money is spent."
)
@PATHS
@PROFILE
@SETS
@SELECT
@PREVIEW
@JSON_FORMAT
@click.option("--yes", "is_yes", is_flag=True, help="Buy without asking.")
@click.option("--budget", type=click.FloatRange(min=0), metavar="USD", help="At most this much in this run.")
@click.option("--allow-unpriced", is_flag=True, help="Render models whose price nobody knows.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="At most N in flight at each provider.")
@click.option("--locked", is_flag=True, help="Buy nothing: exit 4 if anything is missing.")
@click.option("--partial", is_flag=True, help="Put slates where shots are missing.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="For the clips.")
@click.option("--progress", type=click.Choice(MODES), default="auto", help="How to show the run.")
def command(
    paths: Sequence[str],
    profile: str | None,
    sets: Sequence[str],
    select: str | None,
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
    with opened(Choices(paths, profile, sets, preview, jobs)) as episodes:
        planned = [_planned(one, budget, select, locked) for one in episodes]
        if _spends(planned) and not as_json:
            for one in planned:
                click.echo(plan_report.as_text(one.plan, one.storyboard.title), err=True)
        for one, episode in zip(planned, episodes, strict=True):
            flow.refuse_unpublishable(one, episode.world)
        agree(planned, is_yes=is_yes, allow_unpriced=allow_unpriced or preview)
        with watching([one.plan for one in planned], progress) as watch:
            rendered = asyncio.run(_rendered(planned, episodes, Wishes(select, preview, partial, out), watch))
    _tell(planned, rendered, as_json=as_json)
    _refuse_lost(planned, rendered)
    _leave(rendered, is_selected=select is not None)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to render what is planned."""

    select: str | None
    is_preview: bool
    is_partial: bool
    out: Path | None


async def _rendered(
    planned: Sequence[flow.Planned], episodes: Sequence[Opened], wishes: Wishes, watch: Watcher
) -> list[flow.Rendered]:
    return [
        await flow.render(
            one,
            episode.world,
            wishes.out or _out(one, wishes.is_preview),
            watch,
            only=_only(one.plan, wishes.select),
            is_partial=wishes.is_partial,
        )
        for one, episode in zip(planned, episodes, strict=True)
    ]


def _planned(one: Opened, budget: float | None, select: str | None, locked: bool) -> flow.Planned:
    planned = flow.with_budget(flow.plan(one.reading, one.world), budget)
    if locked and (missing := flow.unowned(planned)):
        raise SpendingRefused(f"--locked buys nothing, and {', '.join(missing[:8])} is not owned")
    return selected(planned, select) if select else planned


def _spends(planned: Sequence[flow.Planned]) -> bool:
    return any(one.plan.ceiling_usd > 0 or one.plan.unpriced for one in planned)


def _only(plan: Plan, select: str | None) -> frozenset[str] | None:
    return frozenset(take.shot for take in plan.takes) if select else None


def _out(planned: flow.Planned, is_preview: bool) -> Path:
    return planned.storyboard.folder / ("previews" if is_preview else "renders") / planned.storyboard.stem


def _tell(planned: Sequence[flow.Planned], rendered: Sequence[flow.Rendered], *, as_json: bool) -> None:
    if as_json:
        entries = [report.as_json(one.outcomes, one.episode) for one in rendered]
        whole = plan_report.several([one.storyboard.path for one in planned], entries)
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    for one in rendered:
        click.echo(table(HEADS, report.rows(one.outcomes)), err=True)
        click.echo(report.summary(one.outcomes), err=True)
        if one.episode is not None:
            click.echo(_shown(one.episode.path))
        elif one.holes:
            click.echo(
                f"no episode yet: {', '.join(one.holes)} missing (--partial puts slates there)", err=True
            )


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


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
    outcomes = [take.outcome for one in rendered for take in one.outcomes.takes]
    if any(isinstance(outcome, Failed | Uncertain) for outcome in outcomes):
        raise Leave(FOUND)
    if any(one.holes for one in rendered) and not is_selected:
        raise Leave(FOUND)
