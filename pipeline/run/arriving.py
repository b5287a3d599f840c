"""Turns a submission that may have arrived into what is known of it, and writes that into its row. Sends
nothing."""

from __future__ import annotations

from pipeline.model import Attempt, Failed, Uncertain
from pipeline.records import record
from pipeline.run.crew import Crew
from pipeline.run.waiting import found

LOST = "the run stopped while it was being submitted, and its provider cannot be asked"


@record
class Sent:
    """The provider has the job."""

    row: Attempt
    ticket: str


@record
class Absent:
    """The provider never got it. Its row stays `submitting`: whoever asked sends it, or gives it up."""


async def look_up(crew: Crew, row: Attempt, sent_s: float) -> Sent | Uncertain | Absent:
    """Looks for the job of a row that is `submitting` by its id, where that is ours, for the whole horizon.

    sent_s: when it was sent last, by the monotonic clock; where nobody knows, now. The row's times tell
    nothing of that: people set clocks, and a full provider is knocked at for long after the row was written.
    """
    if row.ticket is None:
        return uncertain(crew, row, LOST)
    match await found(crew, row.provider, row.ticket, sent_s):
        case "found":
            crew.ports.ledger.advance(row.job, "submitting", "submitted", ticket=row.ticket)
            return Sent(row, row.ticket)
        case "absent":
            return Absent()
        case "unclear":
            return uncertain(crew, row, f"{row.provider} does not say whether it got it")


def uncertain(crew: Crew, row: Attempt, reason: str) -> Uncertain:
    """It may have arrived, and counts as spent until a person settles it."""
    crew.ports.ledger.advance(row.job, "submitting", "uncertain", reason=reason)
    return Uncertain(reason, row.job)


def not_taken(crew: Crew, row: Attempt, reason: str) -> Failed:
    """It certainly was not taken: refused, or never sent."""
    crew.ports.ledger.advance(row.job, "submitting", "failed", reason=reason, is_charged=False)
    return Failed(reason, is_charged=False)
