"""Turns a counter into an ASGI application for `serving`. Knows no page: it bounds what comes in, and hands
answers and films out, or the range of a film that was asked for."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pipeline.adapters.breaking import BrokenLines
from pipeline.adapters.serving import bounded_body, visit_of
from pipeline.model import FileReply
from pipeline.ports import Counter


class ScreeningApp:
    """For one event loop, in whose thread the counter answers; implements `serving.Served`."""

    def __init__(self, counter: Counter, *, body_limit_bytes: int) -> None:
        self._counter = counter
        self._body_limit_bytes = body_limit_bytes
        self.broken_lines = BrokenLines()
        self._app = Starlette(routes=[Route("/{path:path}", self._respond, methods=["GET", "POST"])])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def close(self) -> None:
        """Nothing is under way between two answers."""

    async def _respond(self, request: Request) -> Response:
        body = await bounded_body(request, self._body_limit_bytes)
        if body is None:
            return Response(
                f"at most {self._body_limit_bytes} bytes are taken\n", 413, media_type="text/plain"
            )
        reply = self._counter.answer(visit_of(request, body))
        if isinstance(reply, FileReply):
            return FileResponse(reply.path, media_type=reply.media_type, headers=dict(reply.headers))
        return Response(reply.body, reply.status, dict(reply.headers))
