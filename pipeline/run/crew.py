"""Turns a plan, the facts and the ports into what every task of one run shares. Decides nothing."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Protocol, TypeVar

from pipeline.model import (
    Clip,
    ClipFacts,
    Event,
    Facts,
    Made,
    Outcome,
    Plan,
    Reused,
)
from pipeline.ports import Line, Watcher
from pipeline.run.board import Board
from pipeline.run.ports import RunPorts
from pipeline.run.purse import Purse
from pipeline.run.slots import Slots
from pipeline.run.stopping import INTERRUPTED, Stop
from pipeline.run.tower import Pace, Tower
from pipeline.run.usual import usual_s
from pipeline.showing import one_line

T = TypeVar("T")


class HasName(Protocol):
    """A take by its shot and number, whether the plan holds it or not."""

    @property
    def shot(self) -> str: ...
    @property
    def number(self) -> int: ...


class Crew:
    """What all tasks of a run share. flying: the outcome to come of each request that was begun, by key.

    limit_usd: what all rows of the episode in this ledger may cost together; None: no limit. notes: what a
    person should know of the run, in order.
    """

    def __init__(
        self,
        plan: Plan,
        board: Board,
        facts: Facts,
        ports: RunPorts,
        lines: Mapping[str, Line],
        group: asyncio.TaskGroup,
        watch: Watcher,
        stop: Stop,
    ) -> None:
        self.stop = stop
        self.plan, self.board, self.facts, self.ports, self.lines = plan, board, facts, ports, lines
        self.shots = {shot.name: shot for shot in plan.graph.shots}
        self.purse = Purse(plan.budget_usd)
        self.flying: dict[str, asyncio.Future[Outcome]] = {}
        self.frames = dict(facts.frames)
        self.locks: defaultdict[object, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.limit_usd = None if plan.life_usd is None else plan.life_usd - facts.elsewhere_usd
        self.notes: dict[str, None] = {}
        self._clips = dict(ports.ledger.clips())
        self._closed: dict[str, str] = {}
        self._usual_s: Mapping[tuple[str, str], float] | None = None
        self._group, self._watch = group, watch
        self._slots: dict[str, Slots] = {}
        self._towers: dict[str, Tower] = {}

    def tell(self, take: HasName, state: str, detail: str = "", cost_usd: float | None = None) -> None:
        self._watch(Event(take.shot, take.number, state, one_line(detail), cost_usd))

    def warn(self, take: HasName, text: str) -> None:
        """Tells people, once in a run, of what stops nothing."""
        note = one_line(text)
        if note not in self.notes:
            self.notes[note] = None
            self.tell(take, "downloading", note)

    async def once(self, key: str, make: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """The outcome of a request that flies once, whoever asks for it: others reuse its clip."""
        if key not in self.flying:
            self.flying[key] = asyncio.get_running_loop().create_future()
            outcome = await make()
            self.flying[key].set_result(outcome)
            return outcome
        first = await asyncio.shield(self.flying[key])
        return Reused(first.clip, key) if isinstance(first, Made) else first

    def close(self, provider: str, why: str) -> None:
        """Nothing more is submitted there: it would be refused like the one before."""
        self._closed.setdefault(provider, why)

    def closed(self, provider: str) -> str | None:
        """Why nothing may be submitted at a provider any more; None where it may."""
        return INTERRUPTED if self.stop.is_asked else self._closed.get(provider)

    def slots(self, provider: str) -> Slots:
        return self._slots.setdefault(provider, Slots(self.ports.limits.get(provider, 1)))

    def tower(self, provider: str) -> Tower:
        if provider not in self._towers:
            self._towers[provider] = Tower(
                self.ports.providers[provider],
                self.lines[provider],
                self.ports.clock,
                self._group,
                Pace(self.ports.poll_s, self.ports.poll_most_s, self.ports.chance),
                self.slots(provider).shrink,
            )
        return self._towers[provider]

    def usual_s(self, provider: str, model: str) -> float:
        """How long a job of a model usually takes; 0 where jobs are not to be left alone at first."""
        if self.ports.usual_s is None:
            return 0.0
        if self._usual_s is None:
            self._usual_s = usual_s(self.ports.ledger.attempts(), self.plan.realm)
        return self._usual_s.get((provider, model), self.ports.usual_s)

    def remember(self, facts: ClipFacts) -> None:
        """Keeps what a clip was found to be."""
        self.ports.ledger.record_clip(facts)
        self._clips[facts.sha256] = facts

    async def clip(self, sha256: str) -> Clip:
        """A clip of the store. Raises MediaRefused where its bytes are damaged."""
        path = self.ports.store.path(sha256)
        if sha256 not in self._clips:
            self.remember(await asyncio.to_thread(self.ports.films.probe, path))
        return Clip(sha256, path, self._clips[sha256].duration_s)


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Runs on where the run is cancelled, however often, and is cancelled then: what is paid for is written
    down first."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result
