"""Holds what both protocols' handlers share, and the JSON they read and write. Knows neither protocol."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.model import JSON, Reply, Visit
from pipeline.ports import Pictures
from pipeline.records import record
from pipeline.studio.jobs import Commission, Job, JobTable, Phase, Waiting
from pipeline.studio.mishaps import Lots
from pipeline.studio.whims import Whims

_BEARER = "bearer "


@dataclass(slots=True)
class Tally:
    """What was asked of the studio beside jobs. polls: requests that asked how jobs are."""

    polls: int = 0
    downloads: int = 0


@record
class Office:
    """lots, whims: what it was told to do wrong. now: UTC, ISO 8601. new_id: gives a UUID never given before.
    key: the only one taken; None: any will do."""

    table: JobTable
    tally: Tally
    lots: Lots
    whims: Whims
    pictures: Pictures
    now: Callable[[], str]
    new_id: Callable[[], str]
    key: str | None

    def is_open_to(self, key: str) -> bool:
        return bool(key) and self.key in (None, key)

    def accept(self, job: Job, asked: Commission) -> None:
        self.table.accept(job, asked)
        self.whims.accept(job)

    def phase_for(self, job: Job) -> Phase | None:
        """What a client that asks about a job is told. None: that nobody knows of it."""
        return self.whims.asked(job, self.table.phase(job))

    def shown(self, job: Job) -> Phase | None:
        """What the last one who asked was told, as far as the job has not moved since."""
        return self.whims.shown(job, self.table.phase(job))

    def cancel(self, job: Job) -> bool:
        """Lets a job go that waits, as far as clients know."""
        is_waiting = isinstance(self.shown(job), Waiting)
        if is_waiting:
            self.table.withdraw(job)
        return is_waiting

    def clip_url(self, visit: Visit, job: Job) -> str:
        link = self.whims.link(job)
        return f"{visit.origin}/files/{job.clip}.mp4" + (f"?link={link}" if link > 1 else "")


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


def answer(status: int, document: Mapping[str, JSON], headers: Mapping[str, str] | None = None) -> Reply:
    """headers: beside the one that says what the body is."""
    return Reply(
        status, json.dumps(document).encode(), {"content-type": "application/json", **(headers or {})}
    )
