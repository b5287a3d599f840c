"""Turns the truth about a job into what the studio was told to say of it. Knows no protocol: `dressing` has
the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from pipeline.records import record
from pipeline.showing import one_line
from pipeline.studio.jobs import Done, Job, Phase, Spoiled, Underway, Waiting, Withdrawn
from pipeline.studio.mishaps import Lots, Occasion

PROMPT_LIMIT = 20_000
"""Of what an order's words are looked for in."""


@record
class Look:
    """A question about a job. number: from 1, of all that were asked. since, now: UTC, ISO 8601."""

    number: int
    since: str
    now: str

    def is_within(self, life: str) -> bool:
        """life: `3` questions, or `2.5s`."""
        if not life.endswith("s"):
            return self.number <= int(life)
        passed = datetime.fromisoformat(self.now) - datetime.fromisoformat(self.since)
        return passed.total_seconds() < float(life.removesuffix("s"))


@record
class _Film:
    """A clip's links. at: when the first was given; link_at: when the last was. tries: to load it by any;
    link_tries: by the last."""

    at: str
    link_at: str
    link: int = 1
    tries: int = 0
    link_tries: int = 0


class Whims:
    """What sticks to the jobs of a studio. now: UTC, ISO 8601."""

    def __init__(self, lots: Lots, now: Callable[[], str]) -> None:
        self._lots, self._now = lots, now
        self._held: dict[str, Mapping[str, str]] = {}
        self._looks: Counter[str] = Counter()
        self._films: dict[str, _Film] = {}

    def accept(self, job: Job) -> None:
        """Draws what strikes a job; it stays with it."""
        drawn = self._lots.draw(
            "job", Occasion("submit", job.provider, (one_line(job.prompt, PROMPT_LIMIT),))
        )
        self._held[job.id] = {mishap.what: mishap.how for mishap in drawn}

    def of(self, job: Job) -> Mapping[str, str]:
        """What strikes a job, with how."""
        return self._held[job.id]

    def asked(self, job: Job, truth: Phase) -> Phase | None:
        """What is said of a job that somebody asks about. None: that nobody has heard of it."""
        self._looks[job.id] += 1
        return self.shown(job, truth)

    def shown(self, job: Job, truth: Phase) -> Phase | None:
        """The same, of what was asked last."""
        look = Look(self._looks[job.id], job.accepted_at, self._now())
        said: Phase | None = truth
        for what, says in _SAID.items():
            if said is not None and what in self.of(job):
                said = says(self.of(job)[what], look, said)
        return said

    # --- clips ----------------------------------------------------------------------------------------------

    def link(self, job: Job) -> int:
        """The number of the link to a job's clip that is given now: another one where the last is dead."""
        now = self._now()
        film = self._films.setdefault(job.clip, _Film(now, now))
        if self._is_dead(job, film):
            film = replace(film, link=film.link + 1, link_at=now, link_tries=0)
            self._films[job.clip] = film
        return film.link

    def load(self, job: Job, link: int) -> int:
        """The status of an attempt to load a clip by a link: 200, 403 or 404."""
        now = self._now()
        before = self._films.get(job.clip, _Film(now, now))
        film = replace(before, tries=before.tries + 1, link_tries=before.link_tries + 1)
        self._films[job.clip] = film
        late = self.of(job).get("film-late", "0")
        if Look(film.tries, film.at, now).is_within(late):
            return 404
        return 403 if link != film.link or self._is_dead(job, film) else 200

    def _is_dead(self, job: Job, film: _Film) -> bool:
        is_stillborn = film.link_tries > 0 and film.link <= int(self.of(job).get("film-dead", "0"))
        life = self.of(job).get("film-expires") or job.link_life
        return is_stillborn or (bool(life) and not Look(0, film.link_at, self._now()).is_within(f"{life}s"))


# --- phases, as they are told -------------------------------------------------------------------------------

Says: TypeAlias = Callable[[str, Look, Phase], Phase | None]


def _fails(how: str, look: Look, said: Phase) -> Phase:
    code, _, form = how.partition(":")
    return Spoiled(said.at, f"{code}, as it was ordered", code, form) if isinstance(said, Done) else said


def _never_ends(how: str, look: Look, said: Phase) -> Phase:
    return Underway() if _is_over(said) else said


def _is_slow(how: str, look: Look, said: Phase) -> Phase:
    return Underway() if _is_over(said) and look.number <= int(how) else said


def _waits(how: str, look: Look, said: Phase) -> Phase:
    left = int(how) - look.number
    return Waiting(left) if left >= 0 and not isinstance(said, Withdrawn) else said


def _is_hidden(how: str, look: Look, said: Phase) -> Phase | None:
    return None if look.is_within(how) else said


def _is_forgotten(how: str, look: Look, said: Phase) -> Phase | None:
    return said if look.is_within(how) else None


def _is_over(said: Phase) -> bool:
    return isinstance(said, Done | Spoiled)


_SAID: Mapping[str, Says] = {
    "fails": _fails,
    "endless": _never_ends,
    "slow": _is_slow,
    "queue": _waits,
    "lag": _is_hidden,
    "lost": _is_forgotten,
}
"""In the order in which one goes over the other: a job that nobody knows of cannot be told to wait."""
