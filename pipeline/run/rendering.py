"""Turns one take and its decision into its outcome. Waits for a slot and for equal requests; knows no
frames."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import assert_never

from pipeline.decide import Asked, price_in
from pipeline.model import (
    Ask,
    Attempt,
    Decision,
    Failed,
    FrameNeed,
    Held,
    Made,
    Outcome,
    Resume,
    Reuse,
    Reused,
    Skipped,
    Submit,
    TakeRequest,
    Uncertain,
    Wait,
)
from pipeline.records import record
from pipeline.run.arriving import Sent
from pipeline.run.crew import Crew
from pipeline.run.fetching import see_through
from pipeline.run.following import follow, unless_moved
from pipeline.run.room import no_room
from pipeline.run.submitting import BUDGET, submit, submit_again


@record
class Job:
    """A take that is ready. clips: the clip that each frame it needs is of. weight: seconds of rendering that
    the episode still needs from here on."""

    one: Asked
    decision: Decision
    clips: Mapping[FrameNeed, str]
    weight: float


async def render(crew: Crew, job: Job) -> Outcome:
    """The outcome of a take that is not owned. Equal requests fly once: others reuse the first one's clip."""
    match job.decision:
        case Submit():
            return await crew.once(job.one.key or "", partial(_buy, crew, job))
        case Resume(attempt=row):
            return await crew.once(row.key, partial(_resume, crew, job, row))
        case Ask(reason=reason, attempt=row):
            if row is None:
                return Skipped(reason)
            left = partial(_left, crew, job.one.take, reason, row)
            return await unless_moved(crew, job.one.take, row.key, left)
        case Reuse() | Wait():
            raise AssertionError("a take that is owned or waits was to be rendered")
        case _:
            assert_never(job.decision)


async def _buy(crew: Crew, job: Job) -> Outcome:
    """The slot is held from before the call until the clip is stored or refused."""
    take = job.one.take
    async with crew.slots(take.request.provider).held(job.weight):
        if (why := crew.closed(take.request.provider) or no_room(crew, take)) is not None:
            return Skipped(why)
        price = price_in(crew.plan.realm, take)
        reserved_usd = price.list_usd + price.surplus_usd if price else 0.0
        if not crew.purse.reserve(reserved_usd):
            return Skipped(BUDGET)
        outcome = await unless_moved(crew, take, job.one.key or "", partial(_bought, crew, job))
        crew.purse.settle(reserved_usd, _spent(outcome, reserved_usd))
        return outcome


async def _bought(crew: Crew, job: Job) -> Outcome:
    return await _seen_through(crew, job, await submit(crew, job.one, job.clips))


async def _resume(crew: Crew, job: Job, row: Attempt) -> Outcome:
    """A job that is out already goes before every new one; an earlier run has counted its cost.

    Its storyboard is claimed meanwhile, whosever it is: of two runs that meet on what a third left behind,
    one looks after it, and the other looks on.
    """
    with crew.ports.claims.taken(row.storyboard) as is_ours:
        now = next(each for each in crew.ports.ledger.attempts_at(row.key) if each.job == row.job)
        if is_ours and _can_go_on(now):
            async with crew.slots(now.provider).held(math.inf):
                return await unless_moved(crew, job.one.take, now.key, partial(_resumed, crew, job, now))
    return await follow(crew, job.one.take, now)


def _can_go_on(row: Attempt) -> bool:
    return row.state in ("submitting", "submitted", "completed") and row.ticket is not None


async def _resumed(crew: Crew, job: Job, row: Attempt) -> Outcome:
    if row.state == "submitting":
        return await _seen_through(crew, job, await submit_again(crew, job.one, row, job.clips))
    is_paid = row.state == "completed"
    return await see_through(crew, job.one.take, row, row.ticket or "", is_paid=is_paid)


async def _seen_through(crew: Crew, job: Job, sent: Sent | Held | Failed | Uncertain | Skipped) -> Outcome:
    match sent:
        case Sent(row=row, ticket=ticket):
            return await see_through(crew, job.one.take, row, ticket, is_paid=False)
        case Held(row=row):
            return await follow(crew, job.one.take, row)
        case _:
            return sent


def _spent(outcome: Outcome, reserved_usd: float) -> float:
    """What a take cost. What nobody knows counts as reserved."""
    match outcome:
        case Made(cost_usd=float() | int() as cost_usd):
            return cost_usd
        case Failed(is_charged=False) | Reused() | Skipped():
            return 0.0
        case _:
            return reserved_usd


async def _left(crew: Crew, take: TakeRequest, reason: str, row: Attempt) -> Outcome:
    """A take that a person must decide about; the row of another run that lives is none of ours."""
    if crew.ports.claims.is_worked_on(row.storyboard):
        return await follow(crew, take, row)
    if row.state == "submitting":
        crew.ports.ledger.advance(row.job, "submitting", "uncertain", reason=reason)
    return Uncertain(reason, row.job)
