"""Turns accepted submissions into jobs that wait, are painted and end. Knows no protocol and no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from pipeline.keys import digest
from pipeline.model import JSON, PaintOrder
from pipeline.records import record


@record
class Commission:
    """What a request asks to be painted, once it has been found in order. form: what makes two requests
    equal.

    cost_usd: what the real service would charge.
    """

    order: PaintOrder
    form: JSON
    cost_usd: float


@record
class Job:
    """A submission that was accepted, and so would be charged for. clip: the name that its film is served
    under.

    id: the client's own (Runware) or ours (RunComfy). request: as asked, for the archive; without pictures.
    link_life: seconds that a link to the film lives; empty: no end is known.
    """

    id: str
    provider: str
    model: str
    clip: str
    prompt: str
    seed: int
    cost_usd: float
    tells_cost: bool
    accepted_at: str
    request: Mapping[str, JSON]
    link_life: str = ""


@record
class Waiting:
    """position: how many jobs wait before it."""

    position: int


@record
class Underway:
    """It is being painted."""


@record
class Done:
    at: str


@record
class Spoiled:
    """code: in Runware's words. form: of telling it, where an odd one was ordered."""

    at: str
    reason: str
    code: str = "processingFailed"
    form: str = ""


@record
class Withdrawn:
    at: str


Phase: TypeAlias = Waiting | Underway | Done | Spoiled | Withdrawn


class JobTable:
    """All jobs of a studio, in the order they came. workers: how many are painted at once. now: UTC, ISO
    8601.

    A job's pictures are let go of when its painting begins.
    """

    def __init__(self, workers: int, now: Callable[[], str]) -> None:
        self._workers, self._now = workers, now
        self._jobs: dict[str, Job] = {}
        self._clips: dict[str, Job] = {}
        self._waiting: dict[str, PaintOrder] = {}
        self._underway: set[str] = set()
        self._ends: dict[str, Done | Spoiled | Withdrawn] = {}
        self._forms: Counter[str] = Counter()
        self._charges: list[Job] = []
        self.most_in_flight = 0

    def seed_for(self, form: JSON) -> int:
        """The seed of a request that gives none: by its form, so that a studio begun anew gives it again;
        another one each time that the form is asked for again, as the services do."""
        key = digest("studio-form/1", form)
        return int(digest("studio-seed/1", [key, self._forms[key]])[:8], 16) & 0x7FFFFFFF

    def accept(self, job: Job, commission: Commission) -> None:
        self._jobs[job.id] = self._clips[job.clip] = job
        self._waiting[job.id] = commission.order
        self._charges.append(job)
        self._forms[digest("studio-form/1", commission.form)] += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def charge_again(self, job: Job) -> None:
        """A job that is there already was taken for a new one, as the real service might: it costs twice."""
        self._charges.append(job)

    def start(self) -> tuple[Job, PaintOrder] | None:
        """The job that waited longest, from now on under way; None while enough are."""
        job_id = next(iter(self._waiting), None)
        if job_id is None or len(self._underway) >= self._workers:
            return None
        self._underway.add(job_id)
        return self._jobs[job_id], self._waiting.pop(job_id)

    def end(self, job_id: str, failure: str | None) -> None:
        self._underway.remove(job_id)
        now = self._now()
        self._ends.setdefault(job_id, Done(now) if failure is None else Spoiled(now, failure))

    def withdraw(self, job: Job) -> None:
        """Cancels a job that waits, or is said to; a painting that was begun all the same is for nothing."""
        self._waiting.pop(job.id, None)
        self._ends[job.id] = Withdrawn(self._now())

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._jobs

    def find(self, provider: str, job_id: str) -> Job | None:
        job = self._jobs.get(job_id)
        return job if job is not None and job.provider == provider else None

    def phase(self, job: Job) -> Phase:
        if job.id in self._waiting:
            return Waiting(list(self._waiting).index(job.id))
        return self._ends.get(job.id) or Underway()

    def job_of(self, clip: str) -> Job | None:
        """Whose film of this name there is to be loaded."""
        job = self._clips.get(clip)
        return job if job is not None and isinstance(self._ends.get(job.id), Done) else None

    @property
    def accepted(self) -> int:
        return len(self._jobs)

    @property
    def charges(self) -> Sequence[Job]:
        """What would have been charged for, in the order it came; a job charged twice stands there twice."""
        return self._charges

    @property
    def in_flight(self) -> int:
        return len(self._waiting) + len(self._underway)
