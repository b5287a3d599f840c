"""Turns a studio's desk into an ASGI application with painters behind it, and serves it on loopback. Knows
neither protocol: it bounds what comes in, and hands answers and films out."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import FrameType
from typing import Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pipeline.adapters.breaking import BrokenLines, OpenLine
from pipeline.errors import StoryboardError
from pipeline.model import BadLine, FileReply, Painting, Visit
from pipeline.ports import Desk, Painter

LOOPBACK = "127.0.0.1"
BODY_LIMIT_BYTES = 64 * 1024 * 1024
"""What RunComfy's own client sends at most in one request (read in November 2026)."""
BEAT_S = 0.1
"""Between two looks whether a signal came: uvicorn counts ten to a second of its `Date`."""
PATIENCE_S = 5
"""How long open connections may take to end when the server stops."""


class Served(Protocol):
    """An ASGI application that `serve` serves."""

    @property
    def broken_lines(self) -> BrokenLines: ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    def close(self) -> None:
        """Ends what is under way. Called in a thread."""


class StudioApp:
    """A desk as an ASGI application. What is accepted is painted at once, in threads; the desk says how much.

    For one event loop. painter: called in threads, several at a time. Lines can be broken to order only where
    `serve` serves it: elsewhere there is no line.
    """

    def __init__(self, desk: Desk, painter: Painter, *, body_limit_bytes: int = BODY_LIMIT_BYTES) -> None:
        self._desk, self._painter = desk, painter
        self._body_limit_bytes = body_limit_bytes
        self._threads = ThreadPoolExecutor(thread_name_prefix="painter")
        self._paintings: set[asyncio.Task[None]] = set()
        self._is_open = True
        self.broken_lines = BrokenLines()
        self._app = Starlette(routes=[Route("/{path:path}", self._respond, methods=["GET", "POST"])])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def close(self) -> None:
        """Begins no other painting, and waits for those that are under way: a thread cannot be stopped."""
        self._is_open = False
        self._threads.shutdown(cancel_futures=True)

    async def _respond(self, request: Request) -> Response:
        turned_away = self._desk.at_the_door(visit_of(request, b""))
        if turned_away is not None:
            return self.broken_lines.response(turned_away)
        body = await bounded_body(request, self._body_limit_bytes)
        if body is None:
            return _refusal(413, "requestTooLarge", f"a body has at most {self._body_limit_bytes} bytes")
        reply = self._desk.answer(visit_of(request, body))
        self._begin()
        match reply:
            case BadLine():
                return self.broken_lines.response(reply)
            case FileReply():
                return FileResponse(reply.path, media_type=reply.media_type)
            case _:
                return Response(reply.body, reply.status, dict(reply.headers))

    def _begin(self) -> None:
        while self._is_open and (painting := self._desk.next_painting()) is not None:
            task = asyncio.get_running_loop().create_task(self._paint(painting))
            self._paintings.add(task)  # a task that nobody holds may vanish
            task.add_done_callback(self._paintings.discard)

    async def _paint(self, painting: Painting) -> None:
        """A job ends however its painting does; a bug ends it too, and is told by the loop."""
        failure: str | None = "the studio stopped"
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._threads, self._painter.paint, painting.order, painting.out)
            failure = None
        except (StoryboardError, OSError) as error:
            failure = str(error)
        finally:
            self._desk.end(painting.job, failure)
        self._begin()


def visit_of(request: Request, body: bytes) -> Visit:
    return Visit(
        method=request.method,
        origin=str(request.base_url).rstrip("/"),
        path=str(request.scope["path"]),
        query=dict(request.query_params),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
    )


async def bounded_body(request: Request, limit_bytes: int) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            return None
    return bytes(body)


def _refusal(status: int, code: str, message: str) -> Response:
    """In a form that both protocols' clients read."""
    document = {"errors": [{"code": code, "message": message}], "code": code, "message": message}
    return Response(json.dumps(document), status, media_type="application/json")


# --- a server ---------------------------------------------------------------------------------------------


class _Server(uvicorn.Server):
    """uvicorn's own, which after a signal raises it once more; here a signal is how a studio is closed."""

    def __init__(self, config: uvicorn.Config, broken_lines: BrokenLines) -> None:
        super().__init__(config)
        self._broken_lines = broken_lines
        self._is_told = asyncio.Event()

    def end(self) -> None:
        """Lets the server stop now, and not when it looks next whether it is to."""
        self.should_exit = True
        self._is_told.set()

    async def main_loop(self) -> None:
        beat = 0
        while not await self.on_tick(beat):
            beat += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_told.wait(), BEAT_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._broken_lines.let_go()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def bound(port: int) -> socket.socket:
    """A socket on loopback, and on no other address; port 0 picks one. Raises OSError where it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(signal, "SIGHUP"):  # on Windows the option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


async def serve(app: Served, listener: socket.socket, listening: Callable[[str], None]) -> None:
    """Serves until a signal comes (Ctrl-C, SIGTERM) or it is cancelled; then closes listener and app.

    listening: is told the URL as soon as connections are taken.
    """
    config = uvicorn.Config(
        app,
        http=OpenLine,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=PATIENCE_S,
    )
    server = _Server(config, app.broken_lines)
    with listener:
        listening(f"http://{LOOPBACK}:{listener.getsockname()[1]}")
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        finally:
            server.end()
            await serving
            await asyncio.to_thread(app.close)
