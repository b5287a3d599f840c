"""Turns jobs of words that are no more into clips in the store: they are paid for, and may be picked. Sends
nothing."""

from __future__ import annotations

import math

from pipeline.model import Attempt, Failed, Outcome, Skipped, TakeOutcome, Uncertain
from pipeline.records import record
from pipeline.run.crew import Crew
from pipeline.run.fetching import see_through
from pipeline.run.following import unless_moved
from pipeline.run.waiting import found

NOT_ASKED = "its provider is not asked in this run"
ANOTHER_RUN = "another run is at work on it"
LOST = "the run stopped while it was being submitted, and its provider cannot be asked"


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
    if row.state == "submitting":
        settled = await _settled(crew, row)
        if settled is not None:
            return settled
    return await see_through(crew, name, row, row.ticket or "", is_paid=row.state == "completed")


async def _settled(crew: Crew, row: Attempt) -> Outcome | None:
    """Whether a submission arrived; None where it did. One that did not is not sent: nobody asks for it."""
    ledger, clock = crew.ports.ledger, crew.ports.clock
    if row.ticket is None:
        ledger.advance(row.job, "submitting", "uncertain", reason=LOST)
        return Uncertain(LOST, row.job)
    match await found(crew, row.provider, row.ticket, clock.monotonic()):
        case "found":
            ledger.advance(row.job, "submitting", "submitted", ticket=row.ticket)
            return None
        case "absent":
            reason = "it never reached its provider"
            ledger.advance(row.job, "submitting", "failed", reason=reason, is_charged=False)
            return Failed(reason, is_charged=False)
        case "unclear":
            reason = f"{row.provider} does not say whether it got it"
            ledger.advance(row.job, "submitting", "uncertain", reason=reason)
            return Uncertain(reason, row.job)
