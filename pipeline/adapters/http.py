"""Turns calls into replies, and addresses of clips into files, over the network. Understands neither: it
bounds them, adds the key where it belongs, and says whether a call may have arrived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import aiohttp
import httpx
import stamina
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from httpx_aiohttp import AiohttpTransport

from pipeline import __version__
from pipeline.adapters.durable import flush, told
from pipeline.adapters.origins import is_listed, is_plain, without_query
from pipeline.adapters.resolver import PublicResolver
from pipeline.adapters.secrets import Secret
from pipeline.errors import AnswerLost, NotSent, TransportError
from pipeline.keys import canonical
from pipeline.model import Call, Reply
from pipeline.ports import Line, Provider
from pipeline.showing import one_line

REPLY_LIMIT_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
REDIRECT_LIMIT = 3

# Both would say too much: whole URLs with their signatures, and a line for every try.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("stamina").addHandler(logging.NullHandler())

_FAILURES = (httpx.HTTPError, aiohttp.ClientError, OSError)
"""All that a broken line can raise. The transport hands some of aiohttp's errors on as they are; a deadline
is a TimeoutError, which is an OSError."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait. connect_s, post_s, get_s: as RunComfy's own client does (its
    comfyui-runcomfy-partner-nodes, read 2026-11-21).

    silence_s: between two pieces of a clip; a clip that after so long comes slower than slowest_bytes_s on
    the whole is given up. tries: of what may be asked again. pause_s: before the second; grows from there.
    """

    connect_s: float = 10.0
    post_s: float = 90.0
    get_s: float = 30.0
    download_s: float = 900.0
    silence_s: float = 30.0
    slowest_bytes_s: float = 10_000.0
    tries: int = 4
    pause_s: float = 0.5


USUAL_PATIENCE = Patience()


class HttpLine:
    """The line to one provider; implements `ports.Line` inside `async with`.

    origin: the provider's, or the one that stands in for it, which may then be any machine and serve clips
    itself. key: goes to that origin and to no other. transport: None for the network; `in_process` makes one.
    """

    def __init__(
        self,
        provider: Provider,
        origin: str,
        key: Secret | None,
        transport: httpx.AsyncBaseTransport | None = None,
        patience: Patience = USUAL_PATIENCE,
    ) -> None:
        self.provider = provider
        self._origin = httpx.URL(origin)
        self._is_stand_in = transport is not None or _end(self._origin) != _end(httpx.URL(provider.origin))
        self._key = key
        self._transport = transport
        self._patience = patience
        self._again = stamina.AsyncRetryingCaller(
            attempts=patience.tries, timeout=None, wait_initial=patience.pause_s, wait_jitter=patience.pause_s
        ).on(_is_worth_another)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        # One client for calls and one for clips: big files must not hold calls up.
        local = self._origin.host if self._is_stand_in else None
        calls = self._client(ThreadedResolver(), silence_s=None)
        clips = self._client(PublicResolver(but=local), silence_s=self._patience.silence_s)
        self._calls = await self._stack.enter_async_context(calls)
        self._clips = await self._stack.enter_async_context(clips)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def send(self, call: Call) -> Reply:
        """Sends a POST once and never again; a GET is tried again where the line breaks (by aiohttp too, once
        each time). What the provider answers, 429 and 503 too, is a Reply. The body is canonical JSON, so
        that who keeps it beforehand keeps the very bytes.

        Raises NotSent where no connection came about, AnswerLost for every other failure.
        """
        if call.method == "POST":
            return await self._exchange(call, self._patience.post_s)
        return await self._again(self._exchange, call, self._patience.get_s)

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        """Loads a clip into `part`, in place of what that held, and flushes it to the disk.

        Over https from the provider's result hosts at public addresses, or from the origin that stands in for
        the provider's. Raises TransportError, and StateDamaged where the disk refuses; `part` may then hold a
        beginning.
        """
        await self._again(self._download, url, part, limit_bytes)

    async def _exchange(self, call: Call, deadline_s: float) -> Reply:
        asked = f"{call.provider}: {call.method} {without_query(call.path)}"
        url = self._address(call.path, asked)
        content = None if call.json is None else canonical(call.json).encode("ascii")
        headers = self._headers(url) | ({} if content is None else {"content-type": "application/json"})
        try:
            async with (
                asyncio.timeout(deadline_s),
                self._calls.stream(call.method, url, content=content, headers=headers) as response,
            ):
                body = await _bounded(response, asked)
                return Reply(response.status_code, body, dict(response.headers))
        except _FAILURES as error:
            raise _broken(error, asked) from error

    async def _download(self, url: str, part: Path, limit_bytes: int) -> None:
        asked = f"{self.provider.name}: loading {without_query(url)}"
        try:
            async with asyncio.timeout(self._patience.download_s), self._followed(url, asked) as response:
                length = _announced(response, limit_bytes, asked)
                with told("a clip cannot be written"), part.open("wb") as file:
                    async for chunk in self._pieces(response, limit_bytes, asked):
                        file.write(chunk)
                    size = file.tell()
                    file.flush()
                    await asyncio.to_thread(flush, file.fileno())
        except _FAILURES as error:
            raise _broken(error, asked) from error
        if length is not None and size != length:
            raise AnswerLost(f"{asked}: {size:,} of {length:,} bytes came")

    @asynccontextmanager
    async def _followed(self, written: str, asked: str) -> AsyncIterator[httpx.Response]:
        """The answer at the end of at most three redirects, each one allowed as the first address must be."""
        base = self._origin
        for _ in range(REDIRECT_LIMIT + 1):
            url = self._allowed(base, written, asked)
            async with self._clips.stream("GET", url, headers=self._headers(url)) as response:
                if not response.has_redirect_location:
                    yield response
                    return
                base, written = url, response.headers["location"]
        raise TransportError(f"{asked}: sent on more than {REDIRECT_LIMIT} times")

    async def _pieces(self, response: httpx.Response, limit_bytes: int, asked: str) -> AsyncIterator[bytes]:
        """The bytes as they come, never more than the limit and never too slowly. Raises TransportError
        alone, so that an OSError around it is the disk's."""
        clock = asyncio.get_running_loop().time
        began, size = clock(), 0
        try:
            async for chunk in response.aiter_raw(CHUNK_BYTES):
                size += len(chunk)
                passed_s = clock() - began
                if size > limit_bytes:
                    raise TransportError(f"{asked}: more than {limit_bytes:,} bytes came")
                if passed_s > self._patience.silence_s and size < passed_s * self._patience.slowest_bytes_s:
                    raise AnswerLost(f"{asked}: only {size:,} bytes came in {passed_s:.0f} s")
                yield chunk
        except _FAILURES as error:
            raise _broken(error, asked) from error

    def _allowed(self, base: httpx.URL, written: str, asked: str) -> httpx.URL:
        """The absolute address of a clip that may be loaded; `written` may be relative to `base`."""
        try:
            url = base.join(written)
        except httpx.InvalidURL as error:
            raise TransportError(f"{asked}: refused: {without_query(written)} is no address") from error
        if is_plain(str(url)) and (self._is_local(url) or self._is_of_provider(url)):
            return url
        raise TransportError(
            f"{asked}: refused to go to {without_query(str(url))}: clips of {self.provider.name} come by "
            f"https from {', '.join(self.provider.result_hosts)}"
        )

    def _is_local(self, url: httpx.URL) -> bool:
        return self._is_stand_in and _end(url) == _end(self._origin)

    def _is_of_provider(self, url: httpx.URL) -> bool:
        is_usual = url.scheme == "https" and url.port is None
        return is_usual and is_listed(url.host, self.provider.result_hosts)

    def _address(self, path: str, asked: str) -> httpx.URL:
        try:
            url = httpx.URL(str(self._origin).rstrip("/") + path)
        except httpx.InvalidURL as error:
            raise NotSent(f"{asked}: nothing was sent: this is no address") from error
        if _end(url) != _end(self._origin):
            raise NotSent(f"{asked}: nothing was sent: this leads to {one_line(url.host)}")
        return url

    def _headers(self, url: httpx.URL) -> dict[str, str]:
        """identity: what comes is as long as it says, and no small reply unpacks to a large one."""
        headers = {"accept-encoding": "identity"}
        if self._key is not None and _end(url) == _end(self._origin):
            headers["authorization"] = f"Bearer {self._key.reveal()}"
        return headers

    def _client(self, resolver: AbstractResolver, silence_s: float | None) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=self._transport or _network(resolver),
            headers={"user-agent": f"storyboard/{__version__}", "connection": "close"},
            timeout=httpx.Timeout(None, connect=self._patience.connect_s, read=silence_s),
            trust_env=False,
            follow_redirects=False,
        )


class HttpLines:
    """All the lines of a run; implements `ports.Lines`. lines: not yet entered."""

    def __init__(self, lines: Sequence[HttpLine]) -> None:
        self._lines = lines

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Line]]:
        """The lines, by the provider's name; closed at the end."""
        async with AsyncExitStack() as stack:
            yield {line.provider.name: await stack.enter_async_context(line) for line in self._lines}


def in_process(app: Callable[..., Awaitable[None]]) -> httpx.AsyncBaseTransport:
    """A transport to an ASGI application in this process: no socket is opened."""
    return httpx.ASGITransport(app)


def _network(resolver: AbstractResolver) -> httpx.AsyncBaseTransport:
    """aiohttp below httpx, whose own pool stays broken once a request in it was cancelled (httpcore 830).

    Each request has a connection of its own, closed after it: a paid POST never meets one that the server is
    about to close, which would look as if its answer had been lost.
    """
    context = httpx.create_ssl_context(trust_env=False)

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(ssl=context, resolver=resolver, force_close=True)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    return AiohttpTransport(verify=context, client=session)


def _end(url: httpx.URL) -> tuple[str, str, int | None]:
    """What makes two addresses one origin; the port is None where it is the scheme's own."""
    return url.scheme, url.host, url.port


async def _bounded(response: httpx.Response, asked: str) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes(CHUNK_BYTES):
        body += chunk
        if len(body) > REPLY_LIMIT_BYTES:
            raise AnswerLost(f"{asked}: answered with more than {REPLY_LIMIT_BYTES:,} bytes")
    return bytes(body)


def _announced(response: httpx.Response, limit_bytes: int, asked: str) -> int | None:
    """How many bytes the answer says it has; None where it does not say. Refuses what is no whole clip."""
    if response.status_code != httpx.codes.OK:
        raise AnswerLost(f"{asked}: answered {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TransportError(f"{asked}: it came packed, though it was asked for as it is")
    written = response.headers.get("content-length", "")
    if not (written.isascii() and written.isdigit()):
        return None
    if int(written) > limit_bytes:
        raise TransportError(f"{asked}: it has {int(written):,} bytes, more than {limit_bytes:,}")
    return int(written)


def _is_worth_another(error: Exception) -> bool:
    """A refusal stays one; a line that broke may hold next time, and a new clip may take a moment to show."""
    return isinstance(error, NotSent | AnswerLost)


def _broken(error: Exception, asked: str) -> TransportError:
    """NotSent for what aiohttp's connector raised, and for nothing else: the transport gives every failure
    the name of a connect timeout, even where the server had read the whole request.

    Only causes are followed: a context can be an older failure that somebody was still handling.
    """
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, aiohttp.ClientConnectorError):
            return NotSent(f"{asked}: no connection, so nothing was sent ({one_line(str(cause))})")
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return AnswerLost(f"{asked}: no answer in time")
    return AnswerLost(f"{asked}: the connection broke before the answer was whole")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
