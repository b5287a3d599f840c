"""Turns jobs of words that are no more into clips in the store: they are paid for, and may be picked. Sends
nothing."""

from __future__ import annotations

import math

from pipeline.model import Attempt, Outcome, Skipped, TakeOutcome, Uncertain
from pipeline.records import record
from pipeline.run.arriving import Absent, Sent, look_up, not_taken
from pipeline.run.crew import Crew
from pipeline.run.fetching import see_through
from pipeline.run.following import unless_moved

NOT_ASKED = "its provider is not asked in this run"
ANOTHER_RUN = "another run is at work on it"


@record
class Leftover:
    """The name of a take that the storyboard does not ask for (any more)."""

    shot: str
    number: int


async def bring_home(crew: Crew, row: Attempt) -> TakeOutcome:
    """What becomes of a job that was out when its words were changed, or its take was one more."""
    name = Leftover(row.shot, row.take)
    outcome = await crew.once(row.key, lambda: _outcome(crew, name, row))
    return TakeOutcome(row.shot, row.take, outcome)


async def _outcome(crew: Crew, name: Leftover, row: Attempt) -> Outcome:
    if row.state == "uncertain":
        return Uncertain(row.reason or "its answer was lost", row.job)
    if row.provider not in crew.lines:
        return Skipped(NOT_ASKED)
    with crew.ports.claims.taken(row.storyboard) as is_ours:
        if not is_ours:
            return Skipped(ANOTHER_RUN)
        async with crew.slots(row.provider).held(math.inf):
            return await unless_moved(crew, name, row.key, lambda: _fetched(crew, name, row))


async def _fetched(crew: Crew, name: Leftover, row: Attempt) -> Outcome:
    if row.state != "submitting":
        return await see_through(crew, name, row, row.ticket or "", is_paid=row.state == "completed")
    match await look_up(crew, row, crew.ports.clock.monotonic()):
        case Sent(ticket=ticket):
            return await see_through(crew, name, row, ticket, is_paid=False)
        case Absent():  # nobody asks for it any more: it is not sent
            return not_taken(crew, row, "it never reached its provider")
        case Uncertain() as lost:
            return lost
