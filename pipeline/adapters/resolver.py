"""Turns host names into addresses of machines on the internet, and into none of this computer's own network.
Knows nothing of what is asked there."""

from __future__ import annotations

import errno
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from pipeline.hosts import is_public


class PublicResolver(AbstractResolver):
    """Looks names up once, for the connection that is then made: no second answer can lead it elsewhere.

    but: a host that may be any machine; None: no host may. names: who is asked, the system by default.
    """

    def __init__(self, but: str | None, names: AbstractResolver | None = None) -> None:
        self._but = but
        self._names = names or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises OSError for a name that has no public address."""
        found = await self._names.resolve(host, port, family)
        allowed = [one for one in found if host == self._but or is_public(one["host"])]
        if not allowed:
            raise OSError(errno.EACCES, "the name has no public address")
        return allowed

    async def close(self) -> None:
        """Lets go of who is asked."""
        await self._names.close()
