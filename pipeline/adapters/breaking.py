"""Turns an answer on a broken line into bytes on a socket, and the end that was ordered for it. Knows no
protocol above HTTP/1.1."""

from __future__ import annotations

import asyncio
import gzip
import http
import socket
import struct
import sys
from typing import cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from pipeline.model import BadLine, FileReply, Reply

STATE = "line"
_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class OpenLine(H11Protocol):
    """uvicorn's own protocol, which also hands each request its line, so that it can be broken."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, STATE: transport}


class BrokenLines:
    """The lines of a server that are being broken; they may stay open for long."""

    def __init__(self) -> None:
        self._open: set[asyncio.Transport] = set()

    def response(self, line: BadLine) -> Response:
        return _Broken(line, self._open)

    def let_go(self) -> None:
        """Closes those that hang or drip, so that the server can stop."""
        for transport in self._open:
            transport.abort()


class _Broken(Response):
    """What is sent in place of an answer; past ASGI, which lets nothing wrong through."""

    def __init__(self, line: BadLine, open_lines: set[asyncio.Transport]) -> None:
        super().__init__()
        self._line, self._open_lines = line, open_lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = cast("asyncio.Transport", scope["state"][STATE])
        self._open_lines.add(transport)
        try:
            content = await asyncio.to_thread(octets, self._line)
            await _write(transport, content, self._line.pause_s)
            _end(transport, self._line)
            while (await receive())["type"] != "http.disconnect":
                pass  # the rest of a body that nobody wanted
        finally:
            self._open_lines.discard(transport)


async def _write(transport: asyncio.Transport, content: bytes, pause_s: float) -> None:
    if not pause_s:
        transport.write(content)
        return
    for place in range(len(content)):
        if transport.is_closing():
            return
        transport.write(content[place : place + 1])
        await asyncio.sleep(pause_s)


def _end(transport: asyncio.Transport, line: BadLine) -> None:
    match line.end:
        case "close":
            transport.close()
        case "reset":
            opened: socket.socket = transport.get_extra_info("socket")
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
            transport.abort()
        case "hang":
            pass


# --- the bytes ----------------------------------------------------------------------------------------------


def octets(line: BadLine) -> bytes:
    """All that comes over a line, head and body. Reads the file of a clip whole."""
    if line.reply is None:
        return b""
    status, headers, body = _opened(line.reply)
    if line.is_packed:
        body, headers = gzip.compress(body, mtime=0), {**headers, "content-encoding": "gzip"}
    if line.length_off is not None:
        headers = {**headers, "content-length": str(max(0, len(body) + line.length_off))}
    return _head(status, headers) + body[: round(len(body) * line.share)]


def _opened(reply: Reply | FileReply) -> tuple[int, dict[str, str], bytes]:
    if isinstance(reply, FileReply):
        return 200, {"content-type": reply.media_type}, reply.path.read_bytes()
    return reply.status, dict(reply.headers), reply.body


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in {**headers, "connection": "close"}.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")
