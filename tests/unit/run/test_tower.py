"""The tower: few questions for many jobs, results and archives included."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import AnswerLost
from pipeline.model import Broken, Call, Ended, Reply, Running, Status, Unknown
from pipeline.run.tower import Tower
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
            tower = Tower(provider, line, HandClock(), group, 1.0, 15.0)
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
