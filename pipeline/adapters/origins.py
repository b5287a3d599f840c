"""Turns addresses, as people and providers write them, into a yes or no: an origin, a host on a list. Opens
no connection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipeline.showing import one_line

URL_LIMIT = 8192

_WHOLE_URL = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
"""What RFC 3986 lets stand in a URL: visible ASCII, no backslash, quote or angle, on which parsers differ."""


def origin_in(written: str) -> str | None:
    """`scheme://host[:port]` of an origin that a person wrote, lower case and without a default port.

    A trailing `/` or `/v1` is let go, since the providers' own clients are given it. None where it is none:
    another scheme, no host, a path, a query or a user in it.
    """
    if not _WHOLE_URL.fullmatch(written):
        return None
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:  # a port that is no number, brackets that do not match
        return None
    if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        return None
    if parts.path.rstrip("/") not in ("", "/v1"):
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    is_usual = port is None or port == {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" if is_usual else f"{parts.scheme}://{host}:{port}"


def is_plain(url: str) -> bool:
    """Whether a URL is written so that no two parsers read another host out of it."""
    is_whole = len(url) <= URL_LIMIT and _WHOLE_URL.fullmatch(url) is not None
    return is_whole and "@" not in url.split("/")[2]


def is_listed(host: str, hosts: Sequence[str]) -> bool:
    """Whether a host is on the list. `*.name` stands for every name below `name`, and not for itself."""
    return any(host.endswith(listed[1:]) if listed.startswith("*.") else host == listed for listed in hosts)


def without_query(url: str) -> str:
    """A URL as it may be shown: its query and fragment, which may be a signature, and any user taken off."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    return one_line(re.sub(r"(?<=//)[^/]*@", "", bare))
