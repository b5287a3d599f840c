"""Turns many waiting jobs of one provider into few questions: every tick all are asked about together.
Settles nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace

from pipeline.errors import TransportError
from pipeline.model import Call, Ended, Reply, Status, Unknown
from pipeline.ports import Clock, Line, Provider

GROWTH = 1.5


class Tower:
    """The one who asks. group: where it runs, so that a bug in it tears the run down."""

    def __init__(
        self,
        provider: Provider,
        line: Line,
        clock: Clock,
        group: asyncio.TaskGroup,
        first_s: float,
        most_s: float,
    ) -> None:
        self._provider, self._line, self._clock, self._group = provider, line, clock, group
        self._first_s, self._most_s = first_s, most_s
        self._pause_s = first_s
        self._met: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Status | None]] = {}
        self._is_asking = False

    async def ask(self, ticket: str) -> Status | None:
        """What the provider says of a job at the next tick, its result or its archive included.

        None: no answer came. `Ended` comes where the result could not be had yet.
        """
        status = await self._next(ticket)
        match status:
            case Ended():
                return await self._result(ticket, status)
            case Unknown():
                return await self._looked_up(ticket, status)
            case _:
                return status

    async def cancel(self, ticket: str) -> Status | None:
        """What the provider says when it is asked to let a job go; None where it is not asked, or does not
        answer."""
        call = self._provider.cancel(ticket)
        reply = await self._answer(call) if call is not None else None
        return self._provider.read_cancel(reply, ticket) if reply is not None else None

    async def _result(self, ticket: str, status: Ended) -> Status:
        call = self._provider.result(ticket)
        reply = await self._answer(call) if call is not None else None
        return self._provider.read_result(reply, ticket) if reply is not None else status

    async def _looked_up(self, ticket: str, status: Unknown) -> Status:
        """By its archive too, where it has one: it denies a job only where both do."""
        call = self._provider.lookup(ticket)
        if call is None:
            return status
        reply = await self._answer(call)
        if reply is None:
            return replace(status, is_denial=False)
        archived = self._provider.read_lookup(reply, ticket)
        if isinstance(archived, Unknown):
            return replace(archived, is_denial=archived.is_denial and status.is_denial)
        return archived

    async def _next(self, ticket: str) -> Status | None:
        if ticket not in self._met:  # a fresh job may be quick: begin with short pauses again
            self._met.add(ticket)
            self._pause_s = self._first_s
        waiting = self._waiting.setdefault(ticket, asyncio.get_running_loop().create_future())
        if not self._is_asking:
            self._is_asking = True
            self._begin(self._keep_asking())
        return await asyncio.shield(waiting)

    def _begin(self, asking: Coroutine[None, None, None]) -> None:
        try:
            self._group.create_task(asking)
        except RuntimeError:
            # The run is being cancelled and takes no more tasks. Whoever asked is cancelled in a moment too:
            # a take lies in a group of its own, which hears of it a turn of the loop later.
            asking.close()

    async def _keep_asking(self) -> None:
        while self._waiting:
            await self._clock.sleep(self._pause_s)
            self._pause_s = min(self._most_s, self._pause_s * GROWTH)
            tickets = list(self._waiting)
            async with asyncio.TaskGroup() as questions:
                for start in range(0, len(tickets), self._provider.batch):
                    questions.create_task(self._tick(tickets[start : start + self._provider.batch]))
        self._is_asking = False

    async def _tick(self, tickets: Sequence[str]) -> None:
        reply = await self._answer(self._provider.poll(tickets))
        statuses = self._provider.read_statuses(reply, tickets) if reply is not None else {}
        for ticket in tickets:
            self._waiting.pop(ticket).set_result(statuses.get(ticket))

    async def _answer(self, call: Call) -> Reply | None:
        """A question that failed is asked again at the next tick: it says nothing of the job."""
        try:
            return await self._line.send(call)
        except TransportError:
            return None
