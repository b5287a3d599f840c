"""A client with much to do: a thousand jobs cost little, and one whose calls are cancelled all the time stays
alive."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.polling import ROUNDS, measured_apart
from pipeline.adapters.http import HttpLine, Patience
from tests.unit.adapters.http.talking import KEY, LIMIT, POLL, RUNWARE, SUBMIT, answer, listening, sync

CHURN_S = 6.0
AT_ONCE = 30


@pytest.mark.parametrize("provider", ["runcomfy", "runware"])
def test_many_jobs_in_flight_are_asked_about_cheaply(provider: str) -> None:
    """The bounds are those of benchmarks/polling.py, threefold: a machine that tests run on is busy."""
    jobs = 200

    measured = measured_apart(provider, jobs)

    assert measured.cpu_ms < 3 * jobs * ROUNDS
    assert measured.most_mb < 100
    assert measured.requests <= jobs * ROUNDS / (1 if provider == "runcomfy" else 5)


class Leisurely:
    """A server that takes a moment for everything, so that whoever leaves leaves in the middle of it."""

    def __init__(self) -> None:
        self.open = 0
        self._moments = random.Random(11)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            await self._serve(reader, writer)
        finally:
            self.open -= 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: ([0-9]+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            whole = answer(b"a clip" * 100)
            for start in (0, 20, 300):
                await asyncio.sleep(self._moments.random() / 100)
                writer.write(whole[start : {0: 20, 20: 300}.get(start)])
                await writer.drain()
            if b"connection: close" in head.lower():
                return


@sync
async def test_six_seconds_of_calls_that_are_cancelled_leave_the_client_alive(tmp_path: Path) -> None:
    server, came_of = Leisurely(), Counter[str]()
    async with listening(server.talk) as origin:
        async with HttpLine(RUNWARE, origin, KEY, patience=Patience(tries=1)) as line:
            kinds: list[Callable[[], Awaitable[object]]] = [
                lambda: line.send(POLL),
                lambda: line.send(SUBMIT),
                lambda: line.fetch(f"{origin}/a.mp4", tmp_path / f"{random.random()}", LIMIT),
            ]
            await _churn(kinds, came_of)

            async with asyncio.timeout(20):
                for kind in kinds * 20:
                    await kind()

        assert came_of["cancelled"] > 200
        assert came_of["answered"] > 20
        assert came_of["failed"] == 0
        # No connection outlives its line, whatever was cancelled on it.
        async with asyncio.timeout(20):
            while server.open:
                await asyncio.sleep(0.01)


async def _churn(kinds: list[Callable[[], Awaitable[object]]], came_of: Counter[str]) -> None:
    """Begins calls for six seconds, and leaves nine of ten after a moment."""
    until = asyncio.get_running_loop().time() + CHURN_S
    moments = random.Random(7)

    async def keep_calling() -> None:
        while asyncio.get_running_loop().time() < until:
            call = asyncio.ensure_future(moments.choice(kinds)())
            is_left = moments.random() < 0.9
            await asyncio.wait([call], timeout=moments.random() / 25 if is_left else None)
            call.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait([call])
            if call.cancelled():
                came_of["cancelled"] += 1
            else:
                came_of["failed" if call.exception() else "answered"] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(keep_calling())
