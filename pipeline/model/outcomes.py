"""What became of each take, and the changes of state on the way there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from pipeline.records import record


@record
class Clip:
    """The bytes of a take, in the store. A clip is its digest."""

    sha256: str
    path: Path
    duration_s: float


@record
class Made:
    clip: Clip
    key: str
    cost_usd: float | None


@record
class Reused:
    clip: Clip
    key: str


@record
class Failed:
    """The provider refused it or could not make it. is_charged None: not known."""

    reason: str
    is_charged: bool | None


@record
class Skipped:
    """It was not tried: `because` names the shot or the rule that stopped it."""

    because: str


@record
class Uncertain:
    """It was sent and its answer was lost: it may have been paid for."""

    reason: str
    job: str


Outcome: TypeAlias = Made | Reused | Failed | Skipped | Uncertain


@record
class TakeOutcome:
    shot: str
    number: int
    outcome: Outcome


@record
class Outcomes:
    """What became of a plan. used: the clip of each shot that the cut shows, story order kept by the
    storyboard. leftovers: what became of jobs that no take of the plan asks for. notes: what a person should
    know of the run, a line each."""

    takes: tuple[TakeOutcome, ...]
    used: Mapping[str, Clip]
    spent_usd: float
    leftovers: tuple[TakeOutcome, ...] = ()
    notes: tuple[str, ...] = ()


@record
class Event:
    """A change of state that people may watch. state: waiting, submitting, queued, running, downloading,
    made, reused,
    failed, skipped, uncertain, framing, assembling, done. detail: already fit to print on one line."""

    shot: str
    take: int
    state: str
    detail: str = ""
    cost_usd: float | None = None
