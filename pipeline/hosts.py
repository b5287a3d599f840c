"""Turns a host, as a file or a reply names it, into whether it is a machine on the internet. Asks no name
server."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")
_PROTOCOL_ASSIGNMENTS = ip_network("192.0.0.0/24")
"""RFC 6890; some Pythons call parts of it global."""

_OWN_NAMES = ("localhost", "local", "internal", "home.arpa")
"""RFC 6761, 6762 and 8375, and ICANN's of 2024, under which clouds keep their metadata."""

_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_public(address: str) -> bool:
    """Whether an IP address is a machine on the internet, and none of this computer or its own network.

    Looks through the forms of IPv6 that hold an IPv4 address, which `is_global` takes for public. Raises
    ValueError for what is no IP address.
    """
    ip = ip_address(address.partition("%")[0])
    inner = _inner(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and ip not in _PROTOCOL_ASSIGNMENTS


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def is_number(host: str) -> bool:
    """Whether a host stands for an IP address in any form that some parser takes: `127.1`, `0x7f.1`,
    `2130706433`, `[::1]` with or without brackets, digits of other scripts.

    Source: the URL standard's "ends in a number" (https://url.spec.whatwg.org/#host-parsing, read
    2026-11-21).
    """
    plain = _plain(host)
    return ":" in plain or _NUMBER.fullmatch(plain.rpartition(".")[2]) is not None


def is_own(host: str) -> bool:
    """Whether a host can only be this computer or one of its own network: by its name, or as an address that
    is not public or is written in a form of old.

    Any other name may still lead there: who connects must look at what it resolves to.
    """
    plain = _plain(host)
    if not is_number(plain):
        return "." not in plain or any(f".{plain}".endswith(f".{name}") for name in _OWN_NAMES)
    try:
        return not is_public(plain)
    except ValueError:  # 127.1 and its like, which are no addresses to whom reads strictly
        return True


def _plain(host: str) -> str:
    """As resolvers read it: lower case, ASCII digits, one kind of dot, none at the end."""
    return unicodedata.normalize("NFKC", host).lower().strip("[]").replace("\u3002", ".").rstrip(".")
