"""Turns a request that another run is at work on into its outcome, by watching its row. Sends nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pipeline.errors import RowMoved
from pipeline.history import is_over, owned_by
from pipeline.model import Attempt, Failed, Outcome, Skipped, Uncertain
from pipeline.run.crew import Crew, HasName
from pipeline.run.fetching import bring
from pipeline.run.stopping import INTERRUPTED

LOOK_S = 1.0
"""Between two looks into the ledger."""
LEFT = "another run left it unfinished: run again"


async def follow(crew: Crew, take: HasName, row: Attempt) -> Outcome:
    """What becomes of a request that flies already: equal ones fly once, across runs too.

    row: as this run met it. Ends with the other run, or with this one's wish to stop.
    """
    crew.tell(take, "waiting", f"for another run, which makes the same for {row.shot}")
    while True:
        if (owned := owned_by(row)) is not None:
            return await bring(crew, take, owned)
        if is_over(row):
            return Failed(row.reason or "another run could not make it", row.is_charged)
        if row.state == "uncertain":
            return Uncertain(row.reason or "its answer was lost", row.job)
        if not crew.ports.claims.is_worked_on(row.storyboard):
            return Skipped(LEFT)
        if crew.stop.is_asked:
            return Skipped(INTERRUPTED)
        await crew.ports.clock.sleep(LOOK_S)
        row = crew.ports.ledger.attempts_at(row.key)[-1]


async def unless_moved(
    crew: Crew, take: HasName, key: str, work: Callable[[], Awaitable[Outcome]]
) -> Outcome:
    """The outcome of the work, or of another run's where that one took the row up in between."""
    try:
        return await work()
    except RowMoved:
        return await follow(crew, take, crew.ports.ledger.attempts_at(key)[-1])
