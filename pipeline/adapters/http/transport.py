"""Turns a request into the answer's head and what follows it: over sockets, or from an application in this
process. Decides nothing."""

from __future__ import annotations

import asyncio
import errno
import functools
import ssl
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from httpx_aiohttp import AiohttpTransport

from pipeline import __version__
from pipeline.records import record

KEEP_ALIVE_S = 10.0
"""For how long a connection for questions is kept. Where the server closed it first, the question is asked
again; it may be."""

USUAL_HEADERS: Mapping[str, str] = {
    "user-agent": f"storyboard/{__version__}",
    "accept-encoding": "identity",
}
"""identity: what comes is as long as it says, and no small reply unpacks to a large one."""


class PromptConnector(aiohttp.TCPConnector):
    """Has a connection within a time, name and TLS included, or raises ClientConnectorError.

    aiohttp's own limit leaves out the name, and raises what says nothing of whether bytes left; in here none
    can have left. Never waits for a free place: who calls bounds how many there are at once.
    """

    def __init__(
        self, within_s: float, resolver: AbstractResolver, context: ssl.SSLContext, *, is_kept: bool
    ) -> None:
        if is_kept:
            super().__init__(resolver=resolver, ssl=context, limit=0, keepalive_timeout=KEEP_ALIVE_S)
        else:
            super().__init__(resolver=resolver, ssl=context, limit=0, force_close=True)
        self._within_s = within_s

    async def connect(
        self, req: ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> Connection:
        """A connection of this request's own, as long as it lasts."""
        try:
            async with asyncio.timeout(self._within_s):
                return await super().connect(req, traces, timeout)
        except TimeoutError as error:
            late = OSError(errno.ETIMEDOUT, "no connection in time")
            raise aiohttp.ClientConnectorError(req.connection_key, late) from error


@record
class Wire:
    """What requests go over, one by one: no redirect is followed, no cookie kept, nothing taken from the
    environment, no answer unpacked by itself.

    headers: of every request. silence_s: the longest between two pieces of an answer; None: it is bounded
    otherwise.
    """

    transport: httpx.AsyncBaseTransport
    headers: Mapping[str, str]
    silence_s: float | None = None

    async def answer(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes | None = None
    ) -> httpx.Response:
        """The answer when its head has come. Whoever asked closes it (`aclosing`)."""
        request = httpx.Request(
            method,
            url,
            headers={**self.headers, **headers},
            content=content,
            extensions={"timeout": {"read": self.silence_s}},
        )
        return await self.transport.handle_async_request(request)


def over_network(
    resolver: AbstractResolver, connect_s: float, silence_s: float | None, *, is_kept: bool
) -> Wire:
    """A wire over sockets: aiohttp below httpx, whose own pool stays broken once a request in it was
    cancelled (httpcore 830).

    is_kept: connections serve one request after another. Else each has one of its own, closed after it: a
    paid POST never meets one that the server is about to close, which would look as if its answer had been
    lost.
    """
    context = _context()

    def session() -> aiohttp.ClientSession:
        connector = PromptConnector(connect_s, resolver, context, is_kept=is_kept)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    headers = USUAL_HEADERS if is_kept else {**USUAL_HEADERS, "connection": "close"}
    return Wire(AiohttpTransport(verify=context, client=session), headers, silence_s)


def within(transport: httpx.AsyncBaseTransport) -> Wire:
    """A wire to an application in this process."""
    return Wire(transport, USUAL_HEADERS)


def in_process(app: Callable[..., Awaitable[None]]) -> httpx.AsyncBaseTransport:
    """A transport to an ASGI application in this process: no socket is opened."""
    return httpx.ASGITransport(app)


@functools.cache
def _context() -> ssl.SSLContext:
    """One for all clients: each would read the whole list of authorities again."""
    return httpx.create_ssl_context(trust_env=False)
