"""Turns jobs that no run looks after into settled ones, by a person's word. Buys nothing, loads no clip."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from pipeline.errors import SpendingRefused, UsageProblem
from pipeline.history import is_over
from pipeline.model import (
    Attempt,
    Broken,
    Cancelled,
    Ended,
    Held,
    OverLimit,
    Queued,
    Running,
    State,
    Status,
    Succeeded,
    Unknown,
)
from pipeline.ports import Claims, Clock, Ledger, Lines, Provider
from pipeline.records import record
from pipeline.run.tower import Tower
from pipeline.showing import one_line

OPEN: tuple[State, ...] = ("submitting", "submitted", "completed", "uncertain")
ABANDONED = "given up by hand: it counts as spent"
NOT_CHARGED = "released by hand: it was not charged"
ADOPTED = b'{"adopted": true}'
"""Stands in place of a request that this ledger never sent."""


@record
class JobPorts:
    """What looking after single jobs needs. providers: by name; lines: to the same ones."""

    ledger: Ledger
    claims: Claims
    clock: Clock
    providers: Mapping[str, Provider]
    lines: Lines


# --- a person's word ----------------------------------------------------------------------------------------


def give_up(ports: JobPorts, job: str, *, is_charged: bool) -> Attempt:
    """Settles a job whose clip will not come. is_charged: it counts as spent; else its money is free again.

    Raises UsageProblem where there is no such job or it is settled, SpendingRefused where a run is at work on
    it.
    """
    row = open_row(ports, job)
    reason = ABANDONED if is_charged else NOT_CHARGED
    with ports.claims.held(row.storyboard):
        ports.ledger.advance(row.job, row.state, "failed", reason=reason, is_charged=is_charged)
    return replace(row, state="failed", reason=reason, is_charged=is_charged)


async def take_over(ports: JobPorts, job: str, ticket: str) -> tuple[Attempt, Status]:
    """Gives a submission whose answer was lost the job that its provider has under `ticket`; the next render
    goes on from there. Raises as `give_up`, and SpendingRefused where the provider does not know the id."""
    row = open_row(ports, job)
    _refuse_taken(ports, row.provider, ticket, but=row.job)
    with ports.claims.held(row.storyboard):
        status = await _known(ports, row.provider, ticket)
        ports.ledger.advance(row.job, row.state, "submitted", ticket=ticket, reason="taken over by hand")
    return replace(row, state="submitted", ticket=ticket), status


async def take_in(ports: JobPorts, attempt: Attempt) -> Status:
    """Opens a row for a job that was paid for elsewhere. attempt: `submitted`, with its ticket.

    Raises SpendingRefused where its request is owned or under way already, or the provider does not know it.
    """
    ticket = attempt.ticket or ""
    _refuse_taken(ports, attempt.provider, ticket, but="")
    with ports.claims.held(attempt.storyboard):
        status = await _known(ports, attempt.provider, ticket)
        match ports.ledger.open(attempt, ADOPTED, None):
            case Held(row=row):
                raise SpendingRefused(f"{attempt.shot} has a job already: {row.job} is {row.state}")
            case OverLimit() | None:
                return status


def open_row(ports: JobPorts, job: str) -> Attempt:
    """The row of a job that is not settled. Raises UsageProblem."""
    row = next((row for row in ports.ledger.attempts() if row.job == job), None)
    if row is None:
        raise UsageProblem(f"the ledger has no job {one_line(job, 80)}: `storyboard status` lists them")
    if row.state not in OPEN:
        raise UsageProblem(f"{row.job} is settled: it is {row.state}")
    return row


def _refuse_taken(ports: JobPorts, provider: str, ticket: str, *, but: str) -> None:
    for row in ports.ledger.attempts():
        if (row.provider, row.ticket) == (provider, ticket) and row.job != but and not is_over(row):
            raise UsageProblem(f"{row.job} has {provider}'s job {one_line(ticket, 80)} already")


async def _known(ports: JobPorts, provider: str, ticket: str) -> Status:
    status = await _asked(ports, provider, ticket)
    if status is None:
        raise SpendingRefused(f"{provider} does not answer: nothing was changed, try again")
    if isinstance(status, Unknown):
        raise SpendingRefused(
            f"{provider} does not know the job {one_line(ticket, 80)} ({status.reason}): nothing was changed"
        )
    return status


async def _asked(ports: JobPorts, provider: str, ticket: str) -> Status | None:
    async with ports.lines.open() as lines, asyncio.TaskGroup() as group:
        tower = Tower(ports.providers[provider], lines[provider], ports.clock, group)
        return await tower.ask(ticket)


# --- cancelling ---------------------------------------------------------------------------------------------


@record
class LetGo:
    """What came of asking a provider to let a job go."""

    row: Attempt
    is_cancelled: bool
    told: str


async def let_go(ports: JobPorts, rows: tuple[Attempt, ...]) -> tuple[LetGo, ...]:
    """Asks the providers of these jobs to let them go. rows: `submitted`, each with its ticket. The row of a
    run that lives is left to that run, which sees it."""
    async with ports.lines.open() as lines, asyncio.TaskGroup() as group:
        towers = {
            name: Tower(rules, lines[name], ports.clock, group) for name, rules in ports.providers.items()
        }
        return tuple(
            [_let_go(ports, row, await towers[row.provider].cancel(row.ticket or "")) for row in rows]
        )


def _let_go(ports: JobPorts, row: Attempt, status: Status | None) -> LetGo:
    if isinstance(status, Cancelled) and not ports.claims.is_worked_on(row.storyboard):
        ports.ledger.advance(row.job, row.state, "cancelled", reason=status.reason)
    if status is None and ports.providers[row.provider].cancel(row.ticket or "") is None:
        return LetGo(row, False, f"{row.provider} cancels nothing: it runs on, and is paid for")
    return LetGo(row, isinstance(status, Cancelled), in_words(status))


def in_words(status: Status | None) -> str:
    """How a job stands, on one line."""
    match status:
        case None:
            return "no answer: try again"
        case Queued():
            return "in the queue"
        case Running():
            return "it runs, and is paid for"
        case Ended() | Succeeded():
            return "it has ended: the next render fetches it"
        case Broken(code=code, message=message):
            return one_line(f"it failed: {code}: {message}")
        case Cancelled(reason=reason):
            return one_line(reason)
        case Unknown(reason=reason):
            return one_line(f"its provider does not know it: {reason}")
        case _:
            assert_never(status)
