"""Turns the address of a clip into a file: bounded, followed where it moved, gone on with where it was cut.
Does not look into it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import BinaryIO

import httpx

from pipeline.adapters.durable import flush, told
from pipeline.adapters.http.addresses import Addresses
from pipeline.adapters.http.failures import FAILURES, Busy, broken
from pipeline.adapters.http.pace import paced
from pipeline.adapters.http.patience import Patience
from pipeline.adapters.http.transport import Wire
from pipeline.errors import AnswerLost, TransportError
from pipeline.pauses import retry_after_s
from pipeline.records import record

REDIRECT_LIMIT = 3

_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_STRONG = re.compile(r'"[!#-~]{1,200}"')
"""An entity tag that stands for the very bytes (RFC 9110, 8.8.3); a weak one does not."""


@record
class Beginning:
    """What is in the part already. tag: of the whole that it begins; total_bytes: of that whole."""

    size_bytes: int
    tag: str
    total_bytes: int


class Download:
    """One clip on its way into `part`; `attempt` may be made again until it returns.

    asked: what it is called in messages. limit_bytes: of the whole clip.
    """

    def __init__(
        self,
        wire: Wire,
        addresses: Addresses,
        patience: Patience,
        url: str,
        part: Path,
        limit_bytes: int,
        asked: str,
    ) -> None:
        self._wire, self._addresses, self._patience = wire, addresses, patience
        self._url, self._part, self._limit_bytes, self._asked = url, part, limit_bytes, asked
        self._beginning: Beginning | None = None

    async def attempt(self) -> None:
        """Loads what is missing and flushes it to the disk. Raises TransportError, and StateDamaged where the
        disk refuses."""
        beginning, self._beginning = self._beginning, None
        try:
            async with (
                asyncio.timeout(self._patience.download_s),
                self._followed(_wanted(beginning)) as response,
            ):
                start = self._start(response, beginning)
                total_bytes = self._announced(response, start)
                with told("a clip cannot be written"), self._part.open("r+b" if start else "wb") as file:
                    file.truncate(start)
                    file.seek(start)
                    await self._fill(response, file, total_bytes)
        except FAILURES as error:
            raise broken(error, self._asked) from error

    async def _fill(self, response: httpx.Response, file: BinaryIO, total_bytes: int | None) -> None:
        """Writes the body. Where it is cut, notes what has come, so that the next attempt goes on there."""
        try:
            async with aclosing(self._pieces(response)) as pieces:
                async for piece in pieces:
                    file.write(piece)
                    if file.tell() > self._limit_bytes:
                        raise TransportError(f"{self._asked}: more than {self._limit_bytes:,} bytes came")
            size = file.tell()
            if total_bytes is not None and size != total_bytes:
                raise AnswerLost(f"{self._asked}: {size:,} of {total_bytes:,} bytes came")
        except AnswerLost:
            tag = response.headers.get("etag", "")
            if _STRONG.fullmatch(tag) and total_bytes is not None and 0 < file.tell() < total_bytes:
                self._beginning = Beginning(file.tell(), tag, total_bytes)
            raise
        file.flush()
        await asyncio.to_thread(flush, file.fileno())

    async def _pieces(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        """Raises TransportError alone, so that an OSError around it is the disk's."""
        patience = self._patience
        pieces = paced(response.aiter_raw(), patience.slowest_bytes_s, patience.silence_s, self._asked)
        try:
            async for piece in pieces:
                yield piece
        except FAILURES as error:
            raise broken(error, self._asked) from error

    # --- what is asked, and whom ----------------------------------------------------------------------------

    @asynccontextmanager
    async def _followed(self, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The answer at the end of at most three redirects, each one allowed as the first address must be.

        No key goes along: who has the address of a clip has the clip.
        """
        base, written = self._addresses.origin, self._url
        for _ in range(REDIRECT_LIMIT + 1):
            url = self._addresses.of_clip(base, written, self._asked)
            async with self._answer(url, headers) as response:
                if not response.has_redirect_location:
                    yield response
                    return
                base, written = url, response.headers["location"]
        raise TransportError(f"{self._asked}: sent on more than {REDIRECT_LIMIT} times")

    @asynccontextmanager
    async def _answer(self, url: httpx.URL, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """An answer whose head has come, within the time that any question has."""
        async with asyncio.timeout(self._patience.get_s):
            answer = await self._wire.answer("GET", url, headers)
        async with aclosing(answer) as response:
            yield response

    # --- what the answer says -------------------------------------------------------------------------------

    def _start(self, response: httpx.Response, beginning: Beginning | None) -> int:
        """Where the body that comes belongs in the file: at its start, or after the beginning that is there.

        A server that knows no ranges, or whose clip is another by now, sends the whole (RFC 9110, 13.1.5).
        """
        if beginning is not None and response.status_code == httpx.codes.PARTIAL_CONTENT:
            size, total = beginning.size_bytes, beginning.total_bytes
            written = response.headers.get("content-range", "")
            if _span(written) == (size, total - 1, total) and response.headers.get("etag") == beginning.tag:
                return size
            raise AnswerLost(f"{self._asked}: another part came than was asked for")
        self._check_status(response, was_part=beginning is not None)
        return 0

    def _check_status(self, response: httpx.Response, *, was_part: bool) -> None:
        """Raises AnswerLost where the same address may answer better later, else TransportError: whoever has
        another address of the clip may try that."""
        status = response.status_code
        if status == httpx.codes.OK:
            return
        told = f"{self._asked}: answered {status}"
        if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
            raise Busy(told, retry_after_s(response.headers))
        if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT or was_part:
            raise AnswerLost(told)
        if status in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND, httpx.codes.GONE):
            raise TransportError(f"{told}: its link has expired, or is not there yet")
        raise TransportError(told)

    def _announced(self, response: httpx.Response, start: int) -> int | None:
        """How many bytes the whole clip has by the answer; None where it does not say."""
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TransportError(f"{self._asked}: it came packed, though it was asked for as it is")
        written = response.headers.get("content-length", "")
        if not (written.isascii() and written.isdigit()):
            return None
        total = start + int(written[:19])
        if total > self._limit_bytes:
            raise TransportError(f"{self._asked}: it has {total:,} bytes, more than {self._limit_bytes:,}")
        return total


def _wanted(beginning: Beginning | None) -> dict[str, str]:
    if beginning is None:
        return {}
    return {"range": f"bytes={beginning.size_bytes}-", "if-range": beginning.tag}


def _span(written: str) -> tuple[int, int, int] | None:
    """(first, last, total) of a `Content-Range`."""
    found = _RANGE.fullmatch(written)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
