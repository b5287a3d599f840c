"""Servers on loopback that say what a test wants, and lines to them."""

from __future__ import annotations

import asyncio
import inspect
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TypeAlias, cast

import pytest
from aiohttp.abc import AbstractResolver

from pipeline.adapters.http import HttpLine, Patience
from pipeline.adapters.secrets import Secret
from pipeline.model import Call

CANARY = "canary-4711"
KEY = Secret(CANARY)
RUNWARE = SimpleNamespace(
    name="runware", origin="https://api.runware.ai", result_hosts=("vm.runware.ai", "localhost")
)
QUICK = Patience(tries=3, pause_s=0.0)
SUBMIT = Call("runware", "POST", "/v1", [{"taskType": "videoInference", "positivePrompt": "Laterne, ü"}])
POLL = Call("runware", "GET", "/v1/requests/6f1c/status")
POLL_MANY = Call("runware", "POST", "/v1", [{"taskType": "getResponse"}], is_question=True)
LIMIT = 1000


Talk: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[str]:
    """The origin of a server on loopback; at the end every talk has come to its end."""
    talks: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(cast("asyncio.Task[None]", asyncio.current_task()))
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*talks)


@dataclass
class Server:
    """Answers the nth request with the nth of `answers`, the last one for ever, and keeps what it was asked.
    An answer of None: the request is read whole, and the connection closed."""

    answers: tuple[bytes | None, ...]
    asked: list[bytes] = field(default_factory=list)
    origin: str = ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        body = await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
        answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(head + body)
        writer.write(answer or b"")
        await writer.drain()


@asynccontextmanager
async def serving(*answers: bytes | None) -> AsyncIterator[Server]:
    server = Server(answers)
    async with listening(server.talk) as server.origin:
        yield server


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def line_to(server: Server, patience: Patience = QUICK) -> HttpLine:
    return HttpLine(RUNWARE, server.origin, KEY, patience=patience)


async def raised(awaited: Awaitable[object]) -> BaseException:
    """The error of a call. Neither it nor anything that caused it may show the key or a signature."""
    with pytest.raises(Exception, match="runware: ") as failure:
        await awaited
    told = "".join(traceback.format_exception(failure.value)) + repr(failure.value)
    assert CANARY not in told
    assert "signature" not in told
    return failure.value


def sync(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Runs a test that is a coroutine, and names its fixtures to pytest."""

    def run(**fixtures: object) -> None:
        asyncio.run(test(**fixtures))

    run.__signature__ = inspect.signature(test)  # type: ignore[attr-defined]
    run.__name__ = test.__name__
    return run


async def drips(writer: asyncio.StreamWriter, head: bytes = b"") -> None:
    """Sends the head and then one byte after the other, until nobody listens any more."""
    writer.write(head)
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.002)


class Names(AbstractResolver):
    """A name server that somebody else controls. answers: the nth is that to the nth question, the last one
    for ever; empty: it never answers."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[Any]:
        self.asked.append(host)
        if not self._answers:
            await asyncio.get_running_loop().create_future()
        found = self._answers[min(len(self.asked), len(self._answers)) - 1]
        if not found:
            raise OSError("no such name")
        return [
            {"hostname": host, "host": ip, "port": port, "family": family, "proto": 0, "flags": 0}
            for ip in found
        ]

    async def close(self) -> None:
        pass


@dataclass
class Studio:
    """An application in this process that keeps what it was asked."""

    asked: list[tuple[str, dict[bytes, bytes]]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        self.asked.append((f"{scope['scheme']}://{headers[b'host'].decode()}{scope['path']}", headers))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a clip"})


def refused_origin() -> str:
    """An origin on loopback where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
