"""A provider, a clock and a process that do what real ones do on bad days: the world of the state machine."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import AnswerLost, NotSent, TransportError
from pipeline.model import JSON, Call, Reply
from pipeline.ports import Line
from tests.twins import Crash, HandClock

Mishap = Literal["lose", "garble", "break down", "swallow", "full", "unsent", "spoil"]
"""What becomes of a submission: taken, and the answer is lost, unreadable or a 500; never arrived; refused
for now; never left; taken, and the job breaks."""

RENDERS_S = 40.0
LINK_S = 300.0
COST_USD = 1.01


class Doom:
    """The moment at which the process dies. Every step that leaves a trace asks before and after."""

    def __init__(self, steps: int | None) -> None:
        self._left = steps
        self.is_dead = False

    def step(self) -> None:
        """Raises Crash at the moment and ever after: a dead process writes and sends nothing more."""
        if self._left is not None and self._left <= 0:
            self.is_dead = True
        if self.is_dead:
            raise Crash
        if self._left is not None:
            self._left -= 1


class Mortal:
    """Something that lasts, in the hands of a process that may die before and after each of its writes."""

    def __init__(self, lasting: Any, doom: Doom, *writes: str) -> None:
        self._lasting, self._doom, self._writes = lasting, doom, writes

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._lasting, name)
        if name not in self._writes:
            return attribute

        def stepped(*arguments: Any, **named: Any) -> Any:
            self._doom.step()
            result = attribute(*arguments, **named)
            self._doom.step()
            return result

        return stepped


class WallClock(HandClock):
    """A clock on a wall, which people set, over one that only goes on; a new process begins to count anew."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead_s = 0.0
        self._booted_s = 0.0

    def set_ahead(self, seconds: float) -> None:
        self._ahead_s += seconds

    def boot(self) -> None:
        self._booted_s = self.passed_s

    def now(self) -> str:
        then = datetime(2026, 3, 3, 10, tzinfo=UTC) + timedelta(seconds=self.passed_s + self._ahead_s)
        return then.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def monotonic(self) -> float:
        return self.passed_s - self._booted_s


@dataclass
class Job:
    """A job at the provider. taken_s, ends_s: by the clock that only goes on."""

    prompt: str
    body: Mapping[str, JSON]
    taken_s: float
    ends_s: float
    is_spoiled: bool


@dataclass
class Fickle:
    """A provider in the words of `tests.twins.Acme`, by the clock.

    It charges for an id that it knows as for a new one. lag_s: for so long it does not see a job that it
    took. mishaps: of the next submissions, first to last. deaf: questions that get no answer. charges: by
    prompt. reached: submissions that may have been taken, by prompt.
    """

    clock: HandClock
    lag_s: float = 0.0
    deaf: int = 0
    mishaps: list[Mishap] = field(default_factory=list)
    jobs: dict[str, Job] = field(default_factory=dict)
    charges: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    spoiled: Counter[str] = field(default_factory=Counter)
    forgotten: set[str] = field(default_factory=set)

    def answer(self, call: Call) -> Reply:
        assert isinstance(call.json, dict)
        return self._make(dict(call.json)) if call.path == "/make" else self._ask(call.json["ids"])

    def _make(self, body: dict[str, JSON]) -> Reply:
        mishap = self.mishaps.pop(0) if self.mishaps else None
        prompt = str(body["prompt"])
        match mishap:
            case "full":
                return Reply(429, b"{}")
            case "unsent":
                raise NotSent("nobody listens")
        self.reached[prompt] += 1
        if mishap == "swallow":
            raise AnswerLost("the line broke on the way there")
        ticket = str(body.pop("id") or f"job-{len(self.jobs)}")
        self._take(ticket, prompt, body, is_spoiled=mishap == "spoil")
        match mishap:
            case "lose":
                raise AnswerLost("the line broke on the way back")
            case "garble":
                return Reply(200, b"<html>")
            case "break down":
                return Reply(500, b"oops")
        return Reply(200, json.dumps({"id": ticket}).encode())

    def _take(self, ticket: str, prompt: str, body: Mapping[str, JSON], *, is_spoiled: bool) -> None:
        self.charges[prompt] += 1
        self.spoiled[prompt] += is_spoiled
        now = self.clock.passed_s
        self.jobs[ticket] = Job(prompt, body, now, now + RENDERS_S, is_spoiled)

    def _ask(self, tickets: JSON) -> Reply:
        assert isinstance(tickets, list)
        if self.deaf:
            self.deaf -= 1
            raise AnswerLost("no answer")
        return Reply(200, json.dumps({str(ticket): self._state(str(ticket)) for ticket in tickets}).encode())

    def _state(self, ticket: str) -> str:
        job, now = self.jobs.get(ticket), self.clock.passed_s
        if job is None or ticket in self.forgotten or now < job.taken_s + self.lag_s:
            return "unknown"
        if now < job.ends_s:
            return "running"
        return "broken" if job.is_spoiled else f"https://clips.example/{ticket}/{now + LINK_S}"

    def clip(self, url: str) -> bytes:
        """Raises TransportError for a link that has expired."""
        *_, ticket, until_s = url.split("/")
        if self.clock.passed_s > float(until_s):
            raise TransportError("the link has expired")
        job = self.jobs[ticket]
        return f"clip of {job.prompt}|{job.prompt} {job.body.get('first', '')}".encode()


class FickleLine:
    def __init__(self, vendor: Fickle, doom: Doom) -> None:
        self._vendor, self._doom = vendor, doom

    async def send(self, call: Call) -> Reply:
        await asyncio.sleep(0)
        self._doom.step()
        try:
            return self._vendor.answer(call)
        finally:
            await asyncio.sleep(0)
            self._doom.step()

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        await asyncio.sleep(0)
        self._doom.step()
        part.write_bytes(self._vendor.clip(url))


class FickleLines:
    def __init__(self, vendor: Fickle, doom: Doom) -> None:
        self._line = FickleLine(vendor, doom)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Line]]:
        yield {"acme": self._line}
