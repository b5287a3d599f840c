"""Holds what both protocols' handlers share, and the JSON they read and write. Knows neither protocol."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.model import JSON, Reply, Visit
from pipeline.ports import Pictures
from pipeline.studio.jobs import JobTable

_BEARER = "bearer "


@dataclass(slots=True)
class Tally:
    """What was asked of the studio beside jobs. polls: requests that asked how jobs are."""

    polls: int = 0
    downloads: int = 0


@dataclass(frozen=True, slots=True)
class Office:
    """now: UTC, ISO 8601. new_id: gives a UUID never given before. key: the only one taken; None: any will
    do."""

    table: JobTable
    tally: Tally
    pictures: Pictures
    now: Callable[[], str]
    new_id: Callable[[], str]
    key: str | None

    def is_open_to(self, key: str) -> bool:
        return bool(key) and self.key in (None, key)


def bearer(visit: Visit) -> str:
    """The key that a client shows; empty where it shows none."""
    shown = visit.headers.get("authorization", "")
    return shown[len(_BEARER) :].strip() if shown.lower().startswith(_BEARER) else ""


def parsed(body: bytes) -> JSON:
    """The JSON of a body; None for what is none, or holds a number that has no finite value."""
    try:
        document: JSON = json.loads(body.decode(), parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return None
    return document


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written} is not finite")
    return number


def answer(status: int, document: Mapping[str, JSON]) -> Reply:
    return Reply(status, json.dumps(document).encode(), {"content-type": "application/json"})


def clip_url(visit: Visit, clip: str) -> str:
    return f"{visit.origin}/files/{clip}.mp4"
