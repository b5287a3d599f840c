"""Turns one provider's rules, origin and key into its line: what is asked there, and how often. Understands
no answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

import httpx
import stamina
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver

from pipeline.adapters.http.addresses import Addresses
from pipeline.adapters.http.downloading import Download
from pipeline.adapters.http.failures import next_try
from pipeline.adapters.http.patience import USUAL_PATIENCE, Patience
from pipeline.adapters.http.sending import Exchange
from pipeline.adapters.http.transport import Wire, over_network, within
from pipeline.adapters.origins import without_query
from pipeline.adapters.resolver import PublicResolver
from pipeline.adapters.secrets import Secret
from pipeline.errors import TransportError
from pipeline.model import Call, Reply
from pipeline.ports import Line, Provider

T = TypeVar("T")

DOWNLOADS_AT_ONCE = 8
"""More would only share the same wire, and come too slowly each."""

# It would say too much: a line for every try.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class HttpLine:
    """The line to one provider; implements `ports.Line` inside `async with`.

    origin: the provider's, or the one that stands in for it, which may then be any machine and serves clips
    itself. key: goes to that origin and to no other. transport: None for the network; `in_process` makes one.
    names: who is asked for the addresses of hosts, the system by default.
    """

    def __init__(
        self,
        provider: Provider,
        origin: str,
        key: Secret | None,
        transport: httpx.AsyncBaseTransport | None = None,
        patience: Patience = USUAL_PATIENCE,
        names: AbstractResolver | None = None,
    ) -> None:
        self.provider = provider
        self._addresses = Addresses(provider, httpx.URL(origin))
        self._key = key
        self._transport = transport
        self._patience = patience
        self._names = names
        self._again = stamina.AsyncRetryingCaller(
            attempts=patience.tries, timeout=None, wait_initial=patience.pause_s, wait_jitter=patience.pause_s
        ).on(next_try)
        self._loading = asyncio.Semaphore(DOWNLOADS_AT_ONCE)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        # A wire for each kind, so that none holds the others up.
        names = self._names or ThreadedResolver()
        host = self._addresses.origin.host if self._addresses.is_moved else None
        public = PublicResolver(but=host, names=names)
        self._orders = await self._entered(names, None, is_kept=False)
        self._questions = await self._entered(names, None, is_kept=True)
        self._clips = await self._entered(public, self._patience.silence_s, is_kept=False)
        return self

    async def _entered(self, names: AbstractResolver, silence_s: float | None, *, is_kept: bool) -> Wire:
        if self._transport is not None:
            wire = within(self._transport)
        else:
            wire = over_network(names, self._patience.connect_s, silence_s, is_kept=is_kept)
        await self._stack.enter_async_context(wire.transport)
        return wire

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def send(self, call: Call) -> Reply:
        """Sends a POST once and never again, over a connection of its own; a GET, and a POST that is only a
        question, is tried again where the line breaks (a GET by aiohttp too, once each time). What the
        provider answers, 429 and 503 too, is a Reply.

        Raises NotSent where no connection came about, AnswerLost for every other failure.
        """
        asked = f"{call.provider}: {call.method} {without_query(call.path)}"
        exchange = Exchange(call, self._addresses.of_call(call.path, asked), self._headers(), asked)
        if call.method == "POST" and not call.is_question:
            return self._blotted(await exchange.sent(self._orders, self._patience.post_s, self._patience))
        asking = partial(exchange.sent, self._questions, self._patience.get_s, self._patience)
        return self._blotted(await self._retried(asking))

    def _blotted(self, reply: Reply) -> Reply:
        """Some servers repeat what they were sent; a key that came back would be kept, and shown."""
        if self._key is None:
            return reply
        blotted = self._key.blotted
        headers = {name: blotted(value.encode()).decode() for name, value in reply.headers.items()}
        return Reply(reply.status, blotted(reply.body), headers)

    def _headers(self) -> dict[str, str]:
        return {} if self._key is None else {"authorization": f"Bearer {self._key.reveal()}"}

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        """Loads a clip into `part`, in place of what that held, and flushes it to the disk. Where it is cut
        off, or the server is busy, it is tried again, from where it was cut if the server can do that.

        Over https from the provider's result hosts at public addresses; where another origin stands in for
        the provider's, from that and nowhere else. Raises TransportError, and StateDamaged where the disk
        refuses; `part` may then hold a beginning. An expired link is not tried again: ask for another.
        """
        asked = f"{self.provider.name}: loading {without_query(url)}"
        download = Download(self._clips, self._addresses, self._patience, url, part, limit_bytes, asked)

        async def attempt() -> None:
            async with self._loading:
                await download.attempt()

        await self._retried(attempt)

    async def _retried(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """stamina is called when something failed, and is told of that as its own first try: to set it up
        costs an eighth of a question that goes well (benchmarks/polling.py)."""
        failures: list[TransportError] = []
        try:
            return await attempt()
        except TransportError as error:
            failures.append(error)

        async def once_more() -> T:
            if failures:
                raise failures.pop()
            return await attempt()

        return await self._again(once_more)


class HttpLines:
    """All the lines of a run; implements `ports.Lines`. lines: not yet entered."""

    def __init__(self, lines: Sequence[HttpLine]) -> None:
        self._lines = lines

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Line]]:
        """The lines, by the provider's name; closed at the end."""
        async with AsyncExitStack() as stack:
            yield {line.provider.name: await stack.enter_async_context(line) for line in self._lines}
