"""Turns a ticket into the end of its job. A question that fails settles nothing; not known is not failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pipeline.model import (
    Attempt,
    Broken,
    Cancelled,
    Queued,
    Running,
    Status,
    Succeeded,
    Unknown,
)
from pipeline.run.crew import Crew, HasName
from pipeline.run.usual import seconds_between

HORIZON_S = 120.0
UNCLEAR_HORIZONS = 2
FEW_S = 2.0
"""A provider that gives no clear answer is asked for two of its horizons, and a little for a short one."""
EARLY = 0.6
"""Of the usual time of a job: so long it is left alone."""
USUAL_MOST_S = 600.0
"""A longer one was a queue's, which may be short today."""
PATIENCE = 8
"""For so many deadlines a job may be queued or running: queues of more than an hour have been seen."""


async def left_alone(crew: Crew, row: Attempt) -> None:
    """Waits while a job that was submitted can hardly have ended: no question is worth asking yet. A run that
    is to stop asks at once, since the job may still be let go.

    row: as it was when it was submitted.
    """
    clock = crew.ports.clock
    usual_s = min(crew.usual_s(row.provider, row.model), USUAL_MOST_S)
    until = clock.monotonic() + EARLY * usual_s - seconds_between(row.updated_at, clock.now())
    while not crew.stop.is_asked and (left_s := until - clock.monotonic()) > 0:
        await clock.sleep(min(left_s, crew.ports.poll_s))


async def ended(
    crew: Crew, take: HasName, provider: str, ticket: str
) -> Succeeded | Broken | Cancelled | Unknown | None:
    """How a job ended. Unknown: the provider has not known it for a whole deadline. None: it goes on."""
    clock, tower, deadline_s = crew.ports.clock, crew.tower(provider), crew.ports.deadline_s
    began = heard = clock.monotonic()
    tell = _changes(crew, take)
    is_let_go = False
    while True:
        status = await tower.ask(ticket)
        if isinstance(status, Queued) and crew.stop.is_asked and not is_let_go:
            # Asked once; a job that it does not let go runs, and is waited for like any other.
            is_let_go, status = True, await tower.cancel(ticket) or status
        tell(status)
        now = clock.monotonic()
        match status:
            case Succeeded() | Broken() | Cancelled():
                return status
            case Queued() | Running():
                heard = now
        if now - heard >= deadline_s:
            return status if isinstance(status, Unknown) else None
        if now - began >= PATIENCE * deadline_s:
            return None


def _changes(crew: Crew, take: HasName) -> Callable[[Status | None], None]:
    """Tells people of a status once, until it is another."""
    told: Status | None = None

    def tell(status: Status | None) -> None:
        nonlocal told
        if status == told or status is None:
            return
        told = status
        match status:
            case Queued(position=position):
                crew.tell(take, "queued", f"place {position}" if position is not None else "")
            case Running(percent=percent):
                crew.tell(take, "running", f"{percent:.0f} %" if percent is not None else "")

    return tell


async def found(
    crew: Crew, provider: str, ticket: str, sent_s: float
) -> Literal["found", "absent", "unclear"]:
    """Whether a provider has a job whose submission got no clear answer. Only asked where its id is ours.

    sent_s: when it was sent last, by the monotonic clock. "absent": it said twice, in all its places, that it
    does not know it, the second time after its horizon had passed: until then a job that was taken may still
    turn up, since a provider's reads lag behind its writes. "unclear": the horizon passed twice without that.
    """
    clock, tower = crew.ports.clock, crew.tower(provider)
    horizon_s = crew.ports.horizons_s.get(provider, HORIZON_S)
    began = clock.monotonic()
    denials = 0
    while True:
        status = await tower.ask(ticket)
        passed_s = clock.monotonic() - max(began, sent_s)
        match status:
            case Unknown(is_denial=True):
                denials += 1
                if denials >= 2 and clock.monotonic() - sent_s >= horizon_s:
                    return "absent"
            case None | Unknown():
                denials = 0
            case _:
                return "found"
        if passed_s >= UNCLEAR_HORIZONS * horizon_s + FEW_S and denials == 0:
            return "unclear"
