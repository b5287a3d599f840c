"""Turns a ticket into the end of its job. A question that fails settles nothing; not known is not failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pipeline.model import (
    Broken,
    Cancelled,
    Queued,
    Running,
    Status,
    Succeeded,
    TakeRequest,
    Unknown,
)
from pipeline.run.crew import Crew

HORIZON_S = 120.0
PATIENCE = 8
"""For so many deadlines a job may be queued or running: queues of more than an hour have been seen."""


async def ended(
    crew: Crew, take: TakeRequest, provider: str, ticket: str
) -> Succeeded | Broken | Cancelled | Unknown | None:
    """How a job ended. Unknown: the provider has not known it for a whole deadline. None: it goes on."""
    clock, tower, deadline_s = crew.ports.clock, crew.tower(provider), crew.ports.deadline_s
    began = heard = clock.monotonic()
    tell = _changes(crew, take)
    while True:
        status = await tower.ask(ticket)
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


def _changes(crew: Crew, take: TakeRequest) -> Callable[[Status | None], None]:
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
) -> Literal["found", "absent", "unanswered"]:
    """Whether a provider has a job whose submission got no clear answer. Only asked where its id is ours.

    sent_s: when it was sent last, by the monotonic clock. "absent": it said twice that it does not know it,
    the second time after its horizon had passed: until then a job that was taken may still turn up, since a
    provider's reads lag behind its writes.
    """
    clock, tower = crew.ports.clock, crew.tower(provider)
    horizon_s = crew.ports.horizons_s.get(provider, HORIZON_S)
    began = clock.monotonic()
    denials = 0
    while True:
        status = await tower.ask(ticket)
        match status:
            case None:
                if clock.monotonic() - began >= crew.ports.deadline_s:
                    return "unanswered"
            case Unknown():
                denials += 1
                if denials >= 2 and clock.monotonic() - sent_s >= horizon_s:
                    return "absent"
            case _:
                return "found"
