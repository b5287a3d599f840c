"""Turns a link into the bytes that anybody on the internet gets for it, and brings bytes to where a link lets
them be put. Adds no key, follows no redirect."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp
import certifi

from pipeline.adapters.origins import without_query
from pipeline.adapters.resolver import PublicResolver
from pipeline.errors import TransportError
from pipeline.hosts import is_own
from pipeline.records import record

DEADLINE_S = 120.0
"""For one exchange: a picture of 50 MB at half a megabyte a second."""
CONNECT_S = 10.0
REFUSAL_LIMIT_BYTES = 16 * 1024

_CODE = re.compile(rb"<Code>(\w{1,60})</Code>")


@record
class Answer:
    """content: of more than was asked for, only the beginning."""

    status: int
    content: bytes

    def told(self) -> str:
        """The status, and the code that S3-compatible services give their refusals; nothing else of those,
        which repeat the key's id and what was signed."""
        code = _CODE.search(self.content)
        return f"{self.status} {code[1].decode('ascii', 'replace')}" if code else str(self.status)


async def look(url: str, limit_bytes: int, *, local: str | None) -> Answer:
    """Asks for a link, as a provider would. Of more than the limit at least one byte more comes.

    local: a host that may be any machine; None: it has to be a public one. Raises TransportError, whose text
    holds no signature.
    """
    return await _exchange("GET", url, None, {}, max(limit_bytes, REFUSAL_LIMIT_BYTES), local)


async def bring(
    method: str, url: str, content: bytes | None, headers: Mapping[str, str], *, local: str | None
) -> Answer:
    """Puts bytes where a link lets them be put, or asks for another change there. As `look`."""
    return await _exchange(method, url, content, headers, REFUSAL_LIMIT_BYTES, local)


async def _exchange(
    method: str,
    url: str,
    content: bytes | None,
    headers: Mapping[str, str],
    limit_bytes: int,
    local: str | None,
) -> Answer:
    where = without_query(url)
    _refuse_own(url, local)
    try:
        async with (
            asyncio.timeout(DEADLINE_S),
            _session(local) as session,
            session.request(
                method,
                url,
                data=content,
                headers={**headers, "accept-encoding": "identity"},
                allow_redirects=False,
            ) as response,
        ):
            return Answer(response.status, await _bounded(response.content, limit_bytes))
    except TimeoutError:
        raise TransportError(f"{where}: no answer in time") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # Not chained: aiohttp's errors hold the whole link.
        raise TransportError(f"{where}: no answer ({_reason(error)})") from None


def _session(local: str | None) -> aiohttp.ClientSession:
    """As `adapters.http` does: names are looked up once, for the connection that is then made."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            ssl=ssl.create_default_context(cafile=certifi.where()),
            resolver=PublicResolver(but=local),
            force_close=True,
        ),
        timeout=aiohttp.ClientTimeout(None, sock_connect=CONNECT_S),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )


def _refuse_own(url: str, local: str | None) -> None:
    """An address in digits is never looked up, so that no resolver sees it."""
    host = urlsplit(url).hostname or ""
    if host != local and is_own(host):
        raise TransportError(f"{without_query(url)} is refused: it is no machine on the internet")


def _reason(error: Exception) -> str:
    """What the system said, where it said anything."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return str(getattr(cause, "strerror", None) or type(error).__name__)


async def _bounded(stream: aiohttp.StreamReader, limit_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in stream.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > limit_bytes:
            break
    return bytes(body[: limit_bytes + 1])
