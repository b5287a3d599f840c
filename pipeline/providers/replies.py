"""Turns a stranger's HTTP answer into plain values that are safe to hold and to show. Knows no provider's
words.

Nothing in here raises: what cannot be read is None, and its reader says what that means.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Never

from pipeline.model import JSON, Reply
from pipeline.showing import one_line

REPLY_LIMIT_BYTES = 4 * 1024 * 1024
"""An answer holds links, never media; the largest one documented is a few kilobytes a task."""

URL_LIMIT = 2048

_LINK = re.compile(r"https?://[!-~]+")


def about_jobs(reply: Reply) -> dict[str, JSON] | list[JSON] | None:
    """The JSON of an answer to a question, where it can be about a job: a full queue, a bad key or a broken
    server is not."""
    if reply.status in (401, 402, 403, 408, 429) or reply.status >= 500:
        return None
    document = parsed(reply.body)
    return document if isinstance(document, dict | list) else None


def is_readable(reply: Reply) -> bool:
    """Whether an answer to a question can be about a job."""
    return about_jobs(reply) is not None


def parsed(body: bytes) -> JSON:
    """The JSON that an answer holds; None for anything else, such as a gateway's HTML page."""
    if len(body) > REPLY_LIMIT_BYTES:
        return None
    try:
        document: JSON = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return document


def _refuse_constant(word: str) -> Never:
    raise ValueError(f"{word} is no JSON")


def text(value: JSON) -> str:
    """Text fit to show; whole numbers as digits, since some codes are sent so; empty for every other kind."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return one_line(str(value)) if isinstance(value, str) or abs(value) < 10**18 else ""


def fields(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, dict) else {}


def mappings(value: JSON) -> Iterator[Mapping[str, JSON]]:
    """The mappings of a list; a lone mapping counts as a list of one."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def whole_number(value: JSON) -> int | None:
    """A whole number from 0 that fits 64 bits."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**63 else None


def percent(value: JSON) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        return None
    return float(value)


def cost_usd(value: JSON) -> float | None:
    """US dollars; None for 0 too, since a bill of nothing for a paid clip has been seen and is no bill."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        return None
    return float(value) if math.isfinite(value) else None


def link(value: JSON) -> str | None:
    """A URL of plain ASCII; whether its host may be called is the caller's question."""
    if not isinstance(value, str) or len(value) > URL_LIMIT or not _LINK.fullmatch(value):
        return None
    return value


def first_line(reply: Reply, limit_bytes: int = 400) -> str:
    """The beginning of an answer that could not be read, fit to show."""
    return one_line(reply.body[:limit_bytes].decode(errors="replace")) or "an empty answer"
