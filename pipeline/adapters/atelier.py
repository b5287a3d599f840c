"""Turns a studio's desk into an ASGI application, and serves it on loopback. Knows neither protocol."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import StoryboardError
from pipeline.model import PaintOrder
from pipeline.ports import Painter

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

from typing import Protocol
from pipeline.model import Reply
class Desk(Protocol):
    """A studio's side of the conversations, for whoever serves it. Not for two threads at once."""

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Reply: ...

    def orders(self) -> Mapping[str, PaintOrder]:
        """Orders that were not handed out before, by ticket."""

    def begin(self, ticket: str) -> bool:
        """False where the job was cancelled meanwhile."""

    def finish(self, ticket: str) -> None: ...

    def fail(self, ticket: str, reason: str) -> None: ...

    def clip_of(self, path: str) -> str | None:
        """The ticket of the clip that a path asks for; None where there is none."""


LOOPBACK = "127.0.0.1"
BODY_LIMIT_BYTES = 64 * 1024 * 1024


class Service:
    """A desk with painters behind it. folder: where clips are painted. workers: how many paint at once.

    For one event loop: where it runs first is where it stays.
    """

    def __init__(self, desk: Desk, painter: Painter, folder: Path, workers: int) -> None:
        self._desk, self._painter, self._folder = desk, painter, folder
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="painter")
        self._easels = asyncio.Semaphore(workers)
        self._painting: set[asyncio.Task[None]] = set()

    def app(self) -> Starlette:
        """The ASGI application: every path and method goes to the desk, clips are read from the folder."""
        from starlette.applications import Starlette
        from starlette.routing import Route

        return Starlette(
            routes=[Route("/{path:path}", self._serve, methods=["GET", "POST", "PUT", "DELETE"])]
        )

    def close(self) -> None:
        """Lets go of work that has not begun; what is being painted is finished first."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _serve(self, request: Request) -> Response:
        from starlette.responses import FileResponse, Response

        path = _raw_path(request)
        ticket = self._desk.clip_of(path) if request.method == "GET" else None
        if ticket is not None:
            return FileResponse(self._clip(ticket), media_type="video/mp4")
        body = await _bounded(request)
        if body is None:
            return Response("the body is too large", 413)
        headers: Mapping[str, str] = {name.lower(): value for name, value in request.headers.items()}
        reply = self._desk.answer(request.method, path, request.url.query, headers, body)
        self._paint_new()
        return Response(reply.body, reply.status, dict(reply.headers))

    def _paint_new(self) -> None:
        for ticket, order in self._desk.orders().items():
            task = asyncio.get_running_loop().create_task(self._paint(ticket, order))
            self._painting.add(task)
            task.add_done_callback(self._painting.discard)

    async def _paint(self, ticket: str, order: PaintOrder) -> None:
        async with self._easels:
            if not self._desk.begin(ticket):
                return
            try:
                await asyncio.get_running_loop().run_in_executor(
                    self._pool, self._painter.paint, order, self._clip(ticket)
                )
            except StoryboardError as error:
                self._desk.fail(ticket, str(error))
            else:
                self._desk.finish(ticket)

    def _clip(self, ticket: str) -> Path:
        return self._folder / f"{ticket}.mp4"


def _raw_path(request: Request) -> str:
    """The path as it was sent, percent signs and all."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    return bytes(raw).partition(b"?")[0].decode("ascii", errors="replace")


async def _bounded(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            return None
    return bytes(body)


def bound(port: int) -> socket.socket:
    """A socket on loopback; port 0 picks one. Raises OSError where the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError:
        listener.close()
        raise
    return listener


def serve(app: Starlette, listener: socket.socket, listening: Callable[[str], None]) -> None:
    """Serves until it is interrupted. listening: is told the origin once requests are answered."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            listening(f"http://{LOOPBACK}:{listener.getsockname()[1]}")

    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    Server(config).run(sockets=[listener])
