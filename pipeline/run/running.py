"""Turns a plan into outcomes: all shots at once, each as its frames come in. Knows nothing of how a take is
made."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from pipeline.errors import StoryboardError
from pipeline.model import Facts, Outcomes, Plan
from pipeline.ports import Watcher
from pipeline.run.board import Board
from pipeline.run.crew import Crew
from pipeline.run.leftovers import bring_home
from pipeline.run.ports import RunPorts
from pipeline.run.rehearsing import rehearse
from pipeline.run.stopping import Stop
from pipeline.run.walk import Walk


async def run(
    plan: Plan,
    facts: Facts,
    ports: RunPorts,
    *,
    only: frozenset[str] | None,
    watch: Watcher,
    stop: Stop | None = None,
) -> Outcomes:
    """Carries a plan out, as far as it can be.

    facts: those that the plan was made from. only: shots that may be rendered; None: all of the plan.
    stop: somebody's wish to stop, which may come while it runs. `plan.budget_usd` is what this run may spend.
    A shot that failed is an outcome, and those that need its frames are skipped; a planned Reuse that comes
    out as Failed is a clip whose bytes could not be had. Cancelled, it leaves everything so that the next run
    goes on from there. Raises StateDamaged, and SpendingRefused before anything is submitted.
    """
    await rehearse(plan, ports, only)
    board = Board(plan, facts)
    try:
        async with ports.lines.open() as lines, asyncio.TaskGroup() as group:
            crew = Crew(plan, board, facts, ports, lines, group, watch, stop or Stop())
            walk = Walk(crew, only)
            left = [group.create_task(bring_home(crew, row)) for row in plan.leftovers]
            for shot in walk.heaviest_first():
                group.create_task(walk.visit(shot))
    except BaseExceptionGroup as several:
        raise _foreseen(several) from several
    return replace(
        board.outcomes(crew.purse.spent_usd),
        leftovers=tuple(task.result() for task in left),
        notes=tuple(crew.notes),
    )


def _foreseen(several: BaseExceptionGroup) -> BaseException:
    """The one error that we foresaw in place of the group around it. A bug among them stays as it is."""
    known, bugs = several.split(StoryboardError)
    if known is None or bugs is not None:
        return several
    error: BaseException = known
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
