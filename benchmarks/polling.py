"""What a thousand jobs in flight cost while they are asked about: CPU a request, and memory.

Run it alone: `python benchmarks/polling.py [JOBS]`. The provider is a process of its own on loopback, so that
what is counted is the client's; jobs never end. RunComfy is asked about one at a time, Runware about twenty,
so its bound is a millisecond for each of them. Ends with 1 where a bound of the table does not hold.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from pipeline.adapters.clock import SystemClock
from pipeline.adapters.http import HttpLine
from pipeline.adapters.secrets import Secret
from pipeline.model import Call, Reply
from pipeline.ports import Line
from pipeline.providers import PROVIDERS
from pipeline.run.tower import Pace, Tower

ROUNDS = 5
"""So often each job is asked about, at the pace of a vendor's run made a hundred times quicker."""
PACE = Pace(0.2, 1.5, random.Random(7).random)
MOST_CPU_MS = 1.0
MOST_MB = 100.0

Answers: TypeAlias = Mapping[str, bytes]


def main() -> None:
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{jobs} jobs in flight, each asked about {ROUNDS} times")
    print(f"{'provider':10} {'requests':>8} {'CPU ms a request':>17} {'a job asked':>12} {'MB':>6} {'s':>6}")
    measured = [measured_apart(name, jobs) for name in ("runcomfy", "runware")]
    for one in measured:
        print(
            f"{one.provider:10} {one.requests:8} {one.cpu_ms / one.requests:17.3f} "
            f"{one.cpu_ms / (jobs * ROUNDS):12.3f} {one.most_mb:6.1f} {one.wall_s:6.1f}"
        )
    print(f"{'bound':10} {'':8} {'':17} {MOST_CPU_MS:12.3f} {MOST_MB:6.1f}")
    if any(one.cpu_ms > MOST_CPU_MS * jobs * ROUNDS or one.most_mb > MOST_MB for one in measured):
        sys.exit("a bound does not hold")


@dataclass(frozen=True)
class Measured:
    provider: str
    requests: int
    cpu_ms: float
    most_mb: float
    wall_s: float


def measured_apart(provider: str, jobs: int) -> Measured:
    """Measured in a fresh process, whose memory is its own."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    server = spawning.Process(target=serve, args=(there,), daemon=True)
    server.start()
    port: int = here.recv()
    client = spawning.Process(target=_client, args=(there, provider, f"http://127.0.0.1:{port}", jobs))
    client.start()
    found: Measured = here.recv()
    client.join()
    server.terminate()
    server.join()
    return found


def _client(results: Connection, provider: str, origin: str, jobs: int) -> None:
    results.send(asyncio.run(polled(provider, origin, jobs)))


# --- the client ---------------------------------------------------------------------------------------------


class CountingLine:
    """A line that counts what goes over it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.requests = 0

    async def send(self, call: Call) -> Reply:
        self.requests += 1
        return await self._line.send(call)


async def polled(provider: str, origin: str, jobs: int) -> Measured:
    """Asks about each job for a number of rounds, as a run does while they are rendered."""
    rules = PROVIDERS[provider]
    async with HttpLine(rules, origin, Secret("k")) as line:
        counting = CountingLine(line)
        cpu_s, wall_s = time.process_time(), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            tower = Tower(rules, counting, SystemClock(), group, PACE)

            async def watch(ticket: str) -> None:
                for _ in range(ROUNDS):
                    status = await tower.ask(ticket)
                    assert status is not None, "a question was lost"

            for number in range(jobs):
                group.create_task(watch(f"6f1c0000-0000-4000-8000-{number:012}"))
        return Measured(
            provider,
            counting.requests,
            (time.process_time() - cpu_s) * 1000,
            most_mb(),
            time.perf_counter() - wall_s,
        )


def most_mb() -> float:
    """The most memory that this process ever held; not told on Windows.

    Linux's `ru_maxrss` would count what the process that began this one held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


# --- the provider -------------------------------------------------------------------------------------------


def serve(listening: Connection) -> None:
    """Answers polls of both providers for ever, and as cheaply as can be: every job runs."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(listening))


async def _serve(listening: Connection) -> None:
    async with await asyncio.start_server(_talk, "127.0.0.1", 0, backlog=1024) as server:
        listening.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = head.partition("content-length: ")[2].partition("\r")[0]
            body = await reader.readexactly(int(length or 0))
            answer = b'{"status":"in_progress"}' if head.startswith("get") else _running(body)
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                b"content-length: %d\r\n\r\n%b" % (len(answer), answer)
            )
            await writer.drain()
            if "connection: close" in head:
                break
    writer.close()


def _running(body: bytes) -> bytes:
    """Of every task in the question, that it is being processed."""
    asked = body.replace(b"getResponse", b"videoInference")
    return b'{"data":' + asked.replace(b'"taskType"', b'"status":"processing","taskType"') + b"}"


if __name__ == "__main__":
    main()
