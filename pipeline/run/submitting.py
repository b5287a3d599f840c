"""Turns a request into a job at its provider: the one place where money is spent. Knows no shot's frames.

The ledger knows of a submission before the provider does, and one that may have arrived is never sent again
unless its id is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, assert_never

from pipeline.decide import Asked
from pipeline.errors import AnswerLost, FileRefused, MediaRefused, NotSent, SpendingRefused, TransportError
from pipeline.history import is_over
from pipeline.keys import canonical
from pipeline.model import (
    Accepted,
    Ambiguous,
    Attempt,
    Call,
    Failed,
    FrameNeed,
    Held,
    OverLimit,
    Rejected,
    Request,
    Skipped,
    Throttled,
    TicketReading,
    Uncertain,
)
from pipeline.run.arriving import Absent, Sent, look_up, not_taken, uncertain
from pipeline.run.crew import Crew, to_the_end
from pipeline.run.filling import fill
from pipeline.run.refusals import ABOUT_THE_ACCOUNT, refusal_text
from pipeline.run.rows import new_row
from pipeline.run.stopping import INTERRUPTED
from pipeline.showing import one_line

BUDGET = "budget"
"""Why a take was not tried that could have cost more than was left."""

TRIES = 8
FIRST_PAUSE_S = 1.0
MOST_PAUSE_S = 60.0

Answer: TypeAlias = TicketReading | NotSent | AnswerLost


async def submit(
    crew: Crew, one: Asked, clips: Mapping[FrameNeed, str]
) -> Sent | Held | Failed | Uncertain | Skipped:
    """Buys a take that nobody made. clips: the clip that each frame it needs is of.

    Held: a plan may be older than the ledger; what it calls unmade is bought only if it still is.
    """
    rows = crew.ports.ledger.attempts_at(one.key or "")
    live = next((row for row in reversed(rows) if not is_over(row)), None)
    if live is not None:
        return Held(live)
    request = await _filled(crew, one, clips)
    if isinstance(request, Failed):
        return request
    provider, number = crew.ports.providers[request.provider], 1 + (rows[-1].number if rows else 0)
    # A preview's studio is a new one each time: the same job there shows the same picture again.
    ticket = provider.ticket(one.key or "", 1 if crew.plan.realm == "preview" else number)
    row = new_row(one, crew.plan.graph, crew.plan.realm, number, ticket, crew.ports.clock.now())
    call = provider.submit(request, row.ticket)
    crew.tell(one.take, "submitting")
    match crew.ports.ledger.open(row, _as_bytes(call), crew.limit_usd):
        case Held() as held:
            return held
        case OverLimit():
            return Skipped(BUDGET)
        case None:
            return await _deliver(crew, row, call)


async def submit_again(
    crew: Crew, one: Asked, row: Attempt, clips: Mapping[FrameNeed, str]
) -> Sent | Failed | Uncertain:
    """Takes up a row that was left in `submitting`, whose id is ours: looks for the job, and sends it where
    the provider never got it."""
    ports = crew.ports
    known = await look_up(crew, row, ports.clock.monotonic())
    if not isinstance(known, Absent):
        return known
    request = await _filled(crew, one, clips)
    if isinstance(request, Failed):
        return request
    return await _deliver(crew, row, ports.providers[row.provider].submit(request, row.ticket))


# --- before it is sent --------------------------------------------------------------------------------------


async def _filled(crew: Crew, one: Asked, clips: Mapping[FrameNeed, str]) -> Request | Failed:
    try:
        return await fill(crew, one.take, clips)
    except (FileRefused, MediaRefused, TransportError, SpendingRefused) as refusal:
        return Failed(f"nothing was sent: {one_line(str(refusal))}", is_charged=False)


def _as_bytes(call: Call) -> bytes:
    form = {"provider": call.provider, "method": call.method, "path": call.path, "json": call.json}
    return canonical(form).encode("ascii")


# --- the states of a submission -----------------------------------------------------------------------------


async def _deliver(crew: Crew, row: Attempt, call: Call) -> Sent | Failed | Uncertain:
    """Sends until there is a clear answer. What each answer asks for stands here and nowhere else."""
    clock, slots = crew.ports.clock, crew.slots(row.provider)
    pause_s, last, is_in_doubt = FIRST_PAUSE_S, "", False
    for _ in range(TRIES):
        answer = await to_the_end(_send(crew, row, call))
        match answer:
            case Accepted(ticket=ticket):
                slots.grow()
                return Sent(row, ticket)
            case Rejected():
                return _refused(crew, row, answer)
            case Throttled(after_s=after_s):
                slots.shrink()
                last = f"{row.provider} was full"
                await clock.sleep(pause_s if after_s is None else after_s)
            case NotSent():
                last = one_line(str(answer))
                await clock.sleep(pause_s)
            case Ambiguous() | AnswerLost() if row.ticket is None:
                return uncertain(crew, row, _told(answer))
            case Ambiguous() | AnswerLost():
                last, is_in_doubt = _told(answer), True
                known = await look_up(crew, row, clock.monotonic())
                if not isinstance(known, Absent):
                    return known
            case _:
                assert_never(answer)
        if crew.stop.is_asked:
            return _given_up(crew, row, INTERRUPTED, is_in_doubt=is_in_doubt)
        pause_s = min(MOST_PAUSE_S, pause_s * 2)
    return _given_up(crew, row, f"gave up after {TRIES} tries: {last}", is_in_doubt=is_in_doubt)


async def _send(crew: Crew, row: Attempt, call: Call) -> Answer:
    """One sending and the record of its answer, which belong together."""
    ledger = crew.ports.ledger
    try:
        reply = await crew.lines[row.provider].send(call)
    except (NotSent, AnswerLost) as trouble:
        return trouble
    ledger.record_reply(row.job, reply.status, reply.body)
    reading = crew.ports.providers[row.provider].read_ticket(reply, row.ticket)
    if isinstance(reading, Accepted):
        ledger.advance(row.job, "submitting", "submitted", ticket=reading.ticket)
    return reading


def _told(answer: Ambiguous | AnswerLost) -> str:
    return one_line(answer.reason if isinstance(answer, Ambiguous) else str(answer))


def _refused(crew: Crew, row: Attempt, answer: Rejected) -> Failed:
    """Certainly not taken. Where it is about the account, every other take would be refused alike."""
    reason = refusal_text(row.provider, answer)
    if answer.kind in ABOUT_THE_ACCOUNT:
        crew.close(row.provider, reason)
    return not_taken(crew, row, reason)


def _given_up(crew: Crew, row: Attempt, reason: str, *, is_in_doubt: bool) -> Failed | Uncertain:
    return uncertain(crew, row, reason) if is_in_doubt else not_taken(crew, row, reason)
