"""Turns what a server asks, and chance, into how long to wait. Waits for nothing itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

RETRY_AFTER_LIMIT_S = 600.0
JITTER = 0.2
"""A fifth more or less, so that what began together does not ask together for ever."""

_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After` asks for, from 0 to 600: ASCII digits, or a date. headers: lower-case names.

    A date counts from the answer's own `Date`, so that no clock of ours plays a part; without one it says
    nothing.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked[:9]), RETRY_AFTER_LIMIT_S)
    until, since = _seconds(asked), _seconds(headers.get("date", ""))
    if until is None or since is None:
        return None
    return min(max(until - since, 0.0), RETRY_AFTER_LIMIT_S)


def _seconds(date: str) -> float | None:
    """Unix time of the one form of date that HTTP lets a server write (RFC 9110, 5.6.7)."""
    if not _HTTP_DATE.fullmatch(date.strip()):
        return None
    try:
        return parsedate_to_datetime(date.strip()).timestamp()
    except ValueError:  # the 31st of February
        return None


def about(pause_s: float, chance: float) -> float:
    """A pause, a fifth longer or shorter. chance: from 0, the shortest, to 1."""
    return pause_s * (1 + JITTER * (2 * chance - 1))
