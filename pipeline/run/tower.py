"""Turns many waiting jobs of one provider into few questions: each job has its turns, and whoever comes next
is taken along. Settles nothing itself."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace

from pipeline.errors import TransportError
from pipeline.model import Broken, Call, Cancelled, Ended, Reply, Status, Succeeded, Unknown
from pipeline.pauses import about, retry_after_s
from pipeline.ports import Clock, Line, Provider
from pipeline.records import record

LEAST_S = 1e-3
"""Less is no wait: a remainder of rounding may be too small to move a clock on, however often it is slept."""
GROWTH = 1.5
AT_ONCE = 50
"""Questions under way: at half a second each, a thousand jobs are asked about one by one in ten seconds."""
FULL = (429, 503)
ENDS = (Succeeded, Broken, Cancelled)


@record
class Pace:
    """How often a job is asked about: after first_s, then ever more seldom, up to most_s. chance: gives a
    number from 0 to 1, so that jobs that began together do not ask together for ever."""

    first_s: float
    most_s: float
    chance: Callable[[], float]

    def varied(self, pause_s: float) -> float:
        return about(pause_s, self.chance())


WITHOUT_PAUSE = Pace(0.0, 0.0, lambda: 0.0)
"""For a single question about a job."""


@dataclass(slots=True)
class _Turn:
    """When a job is asked about next. pause_s: from then to the time after. waiting: a future for each who
    asked, so that one who leaves takes nothing from the others; it is in the queue or asked about while there
    are any."""

    due_at: float
    pause_s: float
    waiting: list[asyncio.Future[Status | None]] = field(default_factory=list)


class Tower:
    """The one who asks. group: where it runs, so that a bug in it tears the run down. full: is told when the
    provider has no room for a question."""

    def __init__(
        self,
        provider: Provider,
        line: Line,
        clock: Clock,
        group: asyncio.TaskGroup,
        pace: Pace = WITHOUT_PAUSE,
        full: Callable[[], None] = lambda: None,
    ) -> None:
        self._provider, self._line, self._clock, self._group = provider, line, clock, group
        self._pace, self._full = pace, full
        self._turns: dict[str, _Turn] = {}
        self._queue: list[tuple[float, str]] = []
        self._sooner, self._is_watching = asyncio.Event(), False
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._quiet_until = clock.monotonic()

    async def ask(self, ticket: str) -> Status | None:
        """What the provider says of a job at its next turn, its result or its archive included.

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

    # --- turns ----------------------------------------------------------------------------------------------

    async def _next(self, ticket: str) -> Status | None:
        if ticket not in self._turns:
            self._turns[ticket] = self._first_turn()
        turn = self._turns[ticket]
        answer: asyncio.Future[Status | None] = asyncio.get_running_loop().create_future()
        turn.waiting.append(answer)
        if len(turn.waiting) == 1:
            self._wait_for(ticket, turn)
        return await answer

    def _begin(self, asking: Coroutine[None, None, None]) -> None:
        try:
            self._group.create_task(asking)
        except RuntimeError:
            # The run is being cancelled and takes no more tasks. Whoever asked is cancelled in a moment too:
            # a take lies in a group of its own, which hears of it a turn of the loop later.
            asking.close()

    def _first_turn(self) -> _Turn:
        pause_s = self._pace.first_s
        return _Turn(self._clock.monotonic() + self._pace.varied(pause_s), pause_s)

    def _wait_for(self, ticket: str, turn: _Turn) -> None:
        heapq.heappush(self._queue, (turn.due_at, ticket))
        if not self._is_watching:
            self._is_watching = True
            self._begin(self._watch())
        elif self._queue[0] == (turn.due_at, ticket):
            self._sooner.set()

    async def _watch(self) -> None:
        """Begins a question whenever it is somebody's turn, while anybody waits. None is waited for here: one
        that hangs holds no other up."""
        while self._queue:
            left_s = max(self._queue[0][0], self._quiet_until) - self._clock.monotonic()
            if left_s > LEAST_S:
                await self._nap(left_s)
            else:
                self._begin(self._question(self._taken()))
        self._is_watching = False

    async def _nap(self, seconds: float) -> None:
        """Sleeps, unless somebody comes whose turn is sooner."""
        self._sooner.clear()
        ends = [asyncio.ensure_future(end) for end in (self._clock.sleep(seconds), self._sooner.wait())]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()

    def _taken(self) -> dict[str, _Turn]:
        """The job whose turn it is, and those who come next, as many as one question takes."""
        taken: dict[str, _Turn] = {}
        while self._queue and len(taken) < self._provider.batch:
            _, ticket = heapq.heappop(self._queue)
            taken[ticket] = self._turns[ticket]
        return taken

    # --- questions ------------------------------------------------------------------------------------------

    async def _question(self, turns: Mapping[str, _Turn]) -> None:
        """Asks about these jobs. Who was taken along long before its turn keeps it."""
        tickets, asked_at = list(turns), self._clock.monotonic()
        reply = await self._answer(self._provider.poll(tickets))
        statuses = self._provider.read_statuses(reply, tickets) if reply is not None else {}
        now = self._clock.monotonic()
        for ticket, turn in turns.items():
            if turn.due_at - asked_at <= turn.pause_s / 2:
                turn.due_at = now + self._pace.varied(turn.pause_s)
                turn.pause_s = min(self._pace.most_s, turn.pause_s * GROWTH)
            self._settle(ticket, turn, statuses.get(ticket))

    def _settle(self, ticket: str, turn: _Turn, status: Status | None) -> None:
        """Hands the answer over; a job that ended has no turn any more."""
        if isinstance(status, ENDS):
            self._turns.pop(ticket, None)
        waiting, turn.waiting = turn.waiting, []
        for answer in waiting:
            if not answer.done():
                answer.set_result(status)

    async def _answer(self, call: Call) -> Reply | None:
        """A question that failed is asked again at the job's next turn: it says nothing of the job."""
        async with self._at_once:
            try:
                reply = await self._line.send(call)
            except TransportError:
                return None
        if reply.status in FULL:
            self._full()
            asked_s = retry_after_s(reply.headers)
            if asked_s is not None:
                self._quiet_until = max(self._quiet_until, self._clock.monotonic() + asked_s)
        return reply
