"""The tower: few questions for many jobs, results and archives included."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from pipeline.errors import AnswerLost
from pipeline.model import Broken, Call, Ended, Reply, Running, Status, Unknown
from pipeline.run.tower import Pace, Tower
from tests.twins import Acme, HandClock

ENDED = Ended()


@dataclass(frozen=True)
class TwoSteps(Acme):
    """Polling tells that a job ended, or that it is not known; its result and the archive tell the rest."""

    says: Status = ENDED

    def read_statuses(self, reply: Reply, tickets: Sequence[str]) -> Mapping[str, Status]:
        return dict.fromkeys(tickets, self.says)

    def result(self, ticket: str) -> Call | None:
        return Call(self.name, "GET", "/result")

    def read_result(self, reply: Reply, ticket: str) -> Status:
        return Broken("oops", "it broke", is_moderated=False)

    def lookup(self, ticket: str) -> Call | None:
        return Call(self.name, "GET", "/archive")

    def read_lookup(self, reply: Reply, ticket: str) -> Status:
        return Running(None)


@dataclass
class NotedLine:
    """Notes what is asked. lost: paths that get no answer."""

    lost: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    async def send(self, call: Call) -> Reply:
        self.asked.append(call.path)
        if call.path in self.lost:
            raise AnswerLost("no answer")
        return Reply(200, b"{}")

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        raise AssertionError("a tower fetches nothing")


def answers(provider: TwoSteps, line: NotedLine, *tickets: str) -> list[Status | None]:
    async def ask_all() -> list[Status | None]:
        async with asyncio.TaskGroup() as group:
            tower = Tower(provider, line, HandClock(), group, Pace(1.0, 15.0, lambda: 0.5))
            questions = [group.create_task(tower.ask(ticket)) for ticket in tickets]
        return [question.result() for question in questions]

    return asyncio.run(ask_all())


def test_the_result_tells_how_a_job_ended() -> None:
    assert answers(TwoSteps(), NotedLine(), "t") == [Broken("oops", "it broke", is_moderated=False)]


def test_a_result_that_cannot_be_had_leaves_the_job_ended() -> None:
    assert answers(TwoSteps(), NotedLine(lost=("/result",)), "t") == [Ended()]


def test_a_job_that_polling_does_not_know_is_looked_for_in_the_archive() -> None:
    assert answers(TwoSteps(says=Unknown("who?")), NotedLine(), "t") == [Running(None)]


def test_a_question_without_an_answer_gives_none() -> None:
    assert answers(TwoSteps(), NotedLine(lost=("/ask",)), "t") == [None]


def test_as_many_jobs_as_the_provider_takes_are_asked_about_at_once() -> None:
    line = NotedLine()

    answers(TwoSteps(says=Running(None), batch=3), line, *"abcdefg")

    assert line.asked == ["/ask"] * 3


# --- turns --------------------------------------------------------------------------------------------------


@dataclass
class Bell:
    """A clock that a test turns; whoever sleeps wakes at the very second."""

    passed_s: float = 0.0
    _sleepers: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

    def now(self) -> str:
        raise AssertionError("a tower keeps no calendar")

    def monotonic(self) -> float:
        return self.passed_s

    async def sleep(self, seconds: float) -> None:
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.passed_s + seconds, waking))
        await waking

    async def until(self, second: float) -> None:
        """Passes the time, one sleeper after the other, and lets each do what it woke for."""
        while True:
            await settled()
            self._sleepers = [one for one in self._sleepers if not one[1].done()]
            first = min(self._sleepers, key=lambda one: one[0], default=None)
            if first is None or first[0] > second:
                self.passed_s = second
                return
            self.passed_s = first[0]
            first[1].set_result(None)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@dataclass
class Notebook:
    """The provider's end: when it was asked about which jobs, and what it says. replies: by number of the
    question."""

    clock: Bell
    replies: dict[int, Reply] = field(default_factory=dict)
    hangs: tuple[str, ...] = ()
    asked: list[tuple[float, list[str]]] = field(default_factory=list)

    async def send(self, call: Call) -> Reply:
        assert isinstance(call.json, dict)
        tickets = [str(ticket) for ticket in cast("list[str]", call.json["ids"])]
        self.asked.append((round(self.clock.passed_s, 3), tickets))
        if any(ticket in self.hangs for ticket in tickets):
            await asyncio.get_running_loop().create_future()
        usual = Reply(200, json.dumps(dict.fromkeys(tickets, "running")).encode())
        return self.replies.get(len(self.asked), usual)

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        raise AssertionError("a tower fetches nothing")

    def times(self) -> list[float]:
        return [second for second, _ in self.asked]


@dataclass(frozen=True)
class Patient(Acme):
    """A provider that says nothing of a job while it is full."""

    def read_statuses(self, reply: Reply, tickets: Sequence[str]) -> Mapping[str, Status]:
        return super().read_statuses(reply, tickets) if reply.status == 200 else {}


async def watching(tower: Tower, clock: Bell, until_s: float, joins: Mapping[str, float]) -> None:
    """Asks about each job again and again, from the second on at which it joins."""

    async def keep_asking(ticket: str) -> None:
        while True:
            await tower.ask(ticket)

    tasks = []
    for ticket, second in sorted(joins.items(), key=lambda join: join[1]):
        await clock.until(second)
        tasks.append(asyncio.ensure_future(keep_asking(ticket)))
    await clock.until(until_s)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def watched(
    joins: Mapping[str, float],
    until_s: float,
    *,
    batch: int = 1,
    chance: Callable[[], float] = lambda: 0.5,
    replies: dict[int, Reply] | None = None,
    hangs: tuple[str, ...] = (),
    full: Callable[[], None] = lambda: None,
) -> Notebook:
    clock = Bell()
    book = Notebook(clock, replies or {}, hangs)

    async def watch() -> None:
        group = asyncio.TaskGroup()
        with suppress(asyncio.CancelledError):
            async with group:
                tower = Tower(Patient(batch=batch), book, clock, group, Pace(2.0, 15.0, chance), full)
                await watching(tower, clock, until_s, joins)
                raise asyncio.CancelledError  # whatever hangs hangs for ever

    asyncio.run(watch())
    return book


def test_pauses_grow_by_half_up_to_the_longest() -> None:
    book = watched({"a": 0.0}, 75.0)

    assert book.times() == pytest.approx([2, 4, 7, 11.5, 18.25, 28.375, 43.375, 58.375, 73.375])


def test_chance_makes_a_pause_a_fifth_shorter_or_longer() -> None:
    chances = iter([0.0, 1.0, 0.5, 0.5])

    book = watched({"a": 0.0}, 8.0, chance=lambda: next(chances))

    assert book.times() == pytest.approx([1.6, 4.0, 7.0])


def test_a_fresh_job_is_asked_about_soon_and_the_others_no_sooner_for_it() -> None:
    book = watched({"old": 0.0, "new": 20.0}, 31.0)

    assert [second for second, tickets in book.asked if tickets == ["new"]] == [22, 24, 27]
    assert [second for second, tickets in book.asked if tickets == ["old"]] == pytest.approx(
        [2, 4, 7, 11.5, 18.25, 28.375]
    )


def test_a_question_that_leaves_anyway_takes_along_who_comes_next() -> None:
    book = watched({"a": 0.0, "b": 1.0, "c": 1.0, "d": 1.5}, 2.5, batch=3)

    assert book.asked == [(2.0, ["a", "b", "c"])]


def test_who_was_taken_along_long_before_its_turn_keeps_it() -> None:
    book = watched({"a": 0.0, "b": 1.5}, 3.5, batch=2)

    assert book.asked == [(2.0, ["a", "b"]), (3.5, ["b", "a"])]


def test_who_was_taken_along_shortly_before_its_turn_has_had_it() -> None:
    book = watched({"a": 0.0, "b": 1.0}, 4.0, batch=2)

    assert book.asked == [(2.0, ["a", "b"]), (4.0, ["a", "b"])]


def test_a_question_that_hangs_holds_no_other_up() -> None:
    book = watched({"a": 0.0, "b": 0.5}, 8.0, hangs=("a",))

    assert book.asked == [(2.0, ["a"]), (2.5, ["b"]), (4.5, ["b"]), (7.5, ["b"])]


@pytest.mark.parametrize("status", [429, 503])
def test_a_full_provider_is_asked_nothing_for_as_long_as_it_wants(status: int) -> None:
    full = Reply(status, b"", {"retry-after": "60"})

    book = watched({"a": 0.0, "b": 0.5}, 63.0, replies={1: full})

    assert book.times() == [2.0, 62.0, 62.0]


def test_a_full_provider_that_names_no_time_is_asked_at_the_next_turn() -> None:
    book = watched({"a": 0.0}, 8.0, replies={1: Reply(429, b"")})

    assert book.times() == [2.0, 4.0, 7.0]


@pytest.mark.parametrize(("status", "expected"), [(429, 1), (503, 1), (500, 0), (200, 0)])
def test_whoever_gives_slots_is_told_that_a_provider_is_full(status: int, expected: int) -> None:
    told: list[None] = []

    watched({"a": 0.0}, 3.0, replies={1: Reply(status, b'{"a": "running"}')}, full=lambda: told.append(None))

    assert len(told) == expected


def test_no_more_questions_are_under_way_than_fifty() -> None:
    jobs = {f"j{n}": 0.0 for n in range(60)}

    book = watched(jobs, 3.0, hangs=tuple(jobs))

    assert len(book.asked) == 50


def test_a_job_that_ended_is_asked_about_soon_when_its_link_has_expired() -> None:
    book = watched({"a": 0.0}, 9.5, replies={3: Reply(200, b'{"a": "https://clips.example/a"}')})

    assert book.times() == [2.0, 4.0, 7.0, 9.0]


class Coarse(HandClock):
    """A clock that falls a hair short of what was slept, and that a hair does not move on."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds - 1e-9 if seconds > 1e-6 else 0.0)


def test_a_remainder_that_moves_no_clock_on_is_not_waited_for() -> None:
    async def ask() -> Status | None:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            tower = Tower(TwoSteps(), NotedLine(), Coarse(), group, Pace(1.0, 15.0, lambda: 0.5))
            question = group.create_task(tower.ask("t"))
        return question.result()

    assert asyncio.run(ask()) == Broken("oops", "it broke", is_moderated=False)
