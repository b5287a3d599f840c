"""Turns a picture into the text that stands for it in a request: itself, or a link that was tried. Knows no
provider."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from pipeline.errors import SpendingRefused, TransportError

DATA_URI_LIMIT_BYTES = 6 * 1024 * 1024
"""The most that RunComfy's own client sends in one picture (comfyui-runcomfy-partner-nodes, read 2026-11-21).
Runware's limit is not written down."""
LINKED_LIMIT_BYTES = 50 * 1024 * 1024
"""The most that RunComfy advises for a picture behind a link (docs, model APIs, read 2026-11-21)."""
PNG = "image/png"
SAMPLE = b"storyboard tried whether this bucket can be used; this may be removed\n"


class DataUri:
    """Sends a picture inside the request itself."""

    obstacle: str | None = None

    def __init__(self, limit_bytes: int = DATA_URI_LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes

    def unset(self) -> Sequence[str]:
        return ()

    async def rehearse(self) -> None:
        """Nothing has to be there beforehand."""

    async def publish(self, picture: bytes) -> str:
        """picture: the bytes of a PNG. Raises SpendingRefused for one that is larger than the limit."""
        if len(picture) > self._limit_bytes:
            raise SpendingRefused(
                f"a picture has {len(picture):,} bytes as PNG, and at most {self._limit_bytes:,} can be sent "
                "inside a request: make it smaller, or give its https address"
            )
        return "data:image/png;base64," + b64encode(picture).decode("ascii")


class Unpublished:
    """Stands where pictures cannot be brought to a provider. why: what is missing, and how to mend it."""

    def __init__(self, why: str) -> None:
        self.obstacle: str | None = why

    def unset(self) -> Sequence[str]:
        return ()

    async def rehearse(self) -> None:
        """Raises SpendingRefused, always."""
        raise SpendingRefused(f"pictures cannot be sent: {self.obstacle}")

    async def publish(self, picture: bytes) -> str:
        """Raises SpendingRefused, always."""
        raise SpendingRefused(f"a picture of {len(picture):,} bytes cannot be sent: {self.obstacle}")


class Shelves(Protocol):
    """A bucket, as `adapters.bucket.Bucket` is one."""

    async def put(self, name: str, content: bytes, content_type: str) -> None: ...
    def link(self, name: str, expires_s: int) -> str: ...
    async def read_back(self, link: str, limit_bytes: int) -> bytes: ...
    async def remove(self, name: str) -> None: ...


class Linked:
    """Puts pictures into a bucket, and sends links to them.

    Each picture goes up once in a run; each link is signed anew, and was looked at from here before it is
    handed on. bucket: opened by the first picture, since opening it takes keys. unset: the variables that
    its keys are missing from.
    """

    obstacle: str | None = None

    def __init__(
        self,
        bucket: Callable[[], Shelves],
        unset: Callable[[], Sequence[str]],
        *,
        prefix: str,
        expires_s: int,
    ) -> None:
        self.unset = unset
        self._open = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._expires_s = expires_s
        self._bucket: Shelves | None = None
        self._names: dict[str, str] = {}
        self._is_rehearsed = False
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def rehearse(self) -> None:
        """Brings a few bytes there and back, once. Raises SpendingRefused."""
        async with self._locks[""]:
            if self._is_rehearsed:
                return
            name = f"{self._prefix}checks/{_unguessable()}.txt"
            try:
                await self._shelves.put(name, SAMPLE, "text/plain")
                await self._signed(name, SAMPLE)
            except TransportError as trouble:
                raise SpendingRefused(
                    f"no picture can be published, so nothing was sent: {trouble}"
                ) from None
            with suppress(TransportError):  # keys that may write need not be allowed to remove
                await self._shelves.remove(name)
            self._is_rehearsed = True

    async def publish(self, picture: bytes) -> str:
        """picture: the bytes of a PNG. Raises SpendingRefused for one that is larger than the limit, and
        TransportError."""
        if len(picture) > LINKED_LIMIT_BYTES:
            raise SpendingRefused(
                f"a picture has {len(picture):,} bytes as PNG, and a provider takes at most "
                f"{LINKED_LIMIT_BYTES:,}: make it smaller"
            )
        return await self._signed(await self._put(picture), picture)

    async def _put(self, picture: bytes) -> str:
        sha256 = hashlib.sha256(picture).hexdigest()
        async with self._locks[sha256]:
            if sha256 not in self._names:
                name = f"{self._prefix}inputs/{sha256}/{_unguessable()}.png"
                await self._shelves.put(name, picture, PNG)
                self._names[sha256] = name
        return self._names[sha256]

    async def _signed(self, name: str, content: bytes) -> str:
        """A link under which exactly these bytes were found."""
        link = self._shelves.link(name, self._expires_s)
        if await self._shelves.read_back(link, len(content)) != content:
            raise TransportError("the link to what was put into the bucket gives other bytes")
        return link

    @property
    def _shelves(self) -> Shelves:
        if self._bucket is None:
            self._bucket = self._open()
        return self._bucket


def _unguessable() -> str:
    return secrets.token_hex(24)
