"""Turns many waiting jobs of one provider into few questions: every tick all are asked about together.
Settles nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

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
                return await self._by(self._provider.result(ticket), ticket, status)
            case Unknown():
                return await self._by(self._provider.lookup(ticket), ticket, status)
            case _:
                return status

    async def _by(self, call: Call | None, ticket: str, status: Ended | Unknown) -> Status | None:
        reply = await self._answer(call) if call is not None else None
        if reply is None:
            return status
        if isinstance(status, Ended):
            return self._provider.read_result(reply, ticket)
        return self._provider.read_lookup(reply, ticket)

    async def _next(self, ticket: str) -> Status | None:
        if ticket not in self._met:  # a fresh job may be quick: begin with short pauses again
            self._met.add(ticket)
            self._pause_s = self._first_s
        waiting = self._waiting.setdefault(ticket, asyncio.get_running_loop().create_future())
        if not self._is_asking:
            self._is_asking = True
            self._group.create_task(self._keep_asking())
        return await asyncio.shield(waiting)

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
