"""Turns a call into the provider's reply. Sends it once, and does not understand it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing

import httpx

from pipeline.adapters.http.failures import FAILURES, broken
from pipeline.adapters.http.pace import paced
from pipeline.adapters.http.patience import Patience
from pipeline.adapters.http.transport import Wire
from pipeline.errors import AnswerLost
from pipeline.keys import canonical
from pipeline.model import Call, Reply
from pipeline.records import record

REPLY_LIMIT_BYTES = 16 * 1024 * 1024


@record
class Exchange:
    """One call on its way. asked: what it is called in messages. headers: the key among them."""

    call: Call
    url: httpx.URL
    headers: Mapping[str, str]
    asked: str

    async def sent(self, wire: Wire, deadline_s: float, patience: Patience) -> Reply:
        """The reply, whatever its status. The body is canonical JSON, so that who keeps it beforehand keeps
        the very bytes.

        deadline_s: for all of it, the last byte included. Raises NotSent where no connection came about,
        AnswerLost for every other failure.
        """
        content = None if self.call.json is None else canonical(self.call.json).encode("ascii")
        kind = {} if content is None else {"content-type": "application/json"}
        headers = {**self.headers, **kind}
        try:
            async with (
                asyncio.timeout(deadline_s),
                aclosing(await wire.answer(self.call.method, self.url, headers, content)) as response,
            ):
                body = await self._read(response, patience)
                return Reply(response.status_code, body, dict(response.headers.items()))
        except FAILURES as error:
            raise broken(error, self.asked) from error

    async def _read(self, response: httpx.Response, patience: Patience) -> bytes:
        body = bytearray()
        pieces = response.aiter_bytes()
        async for piece in paced(pieces, patience.slowest_reply_bytes_s, patience.silence_s, self.asked):
            body += piece
            if len(body) > REPLY_LIMIT_BYTES:
                raise AnswerLost(f"{self.asked}: answered with more than {REPLY_LIMIT_BYTES:,} bytes")
        return bytes(body)
