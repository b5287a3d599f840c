"""Names lead to machines on the internet, and never into one's own network."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver

from pipeline.adapters.resolver import PublicResolver


class Names(AbstractResolver):
    """A name server that somebody else controls."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.is_closed = False

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[Any]:
        return [{"hostname": host, "host": address, "port": port} for address in self.addresses]

    async def close(self) -> None:
        self.is_closed = True


def addresses(resolver: PublicResolver, host: str) -> list[str]:
    return [found["host"] for found in asyncio.run(resolver.resolve(host, 443))]


def test_of_several_addresses_only_the_public_ones_are_used() -> None:
    resolver = PublicResolver(None, Names("10.0.0.1", "93.184.215.14", "::1"))

    assert addresses(resolver, "vm.runware.ai") == ["93.184.215.14"]


def test_a_name_with_private_addresses_alone_leads_nowhere() -> None:
    resolver = PublicResolver("studio.local", Names("169.254.169.254"))

    with pytest.raises(OSError, match="no public address"):
        addresses(resolver, "vm.runware.ai")


def test_the_host_that_stands_in_may_be_any_machine() -> None:
    resolver = PublicResolver("studio.local", Names("127.0.0.1"))

    assert addresses(resolver, "studio.local") == ["127.0.0.1"]


def test_closing_lets_go_of_who_was_asked() -> None:
    names = Names()

    asyncio.run(PublicResolver(None, names).close())

    assert names.is_closed
