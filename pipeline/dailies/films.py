"""Turns what ledger, lock and plan remember of a shot into its clips, each once. Knows no bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.flow import Planned
from pipeline.model import JSON, Attempt, LockLine, OwnClip, Owned, Reuse, ShotRequests
from pipeline.records import record


@record
class Film:
    """A clip that a shot has or had, whoever remembers it. is_present: it is what is asked for now. words:
    None where only a lock remembers it."""

    clip_sha256: str
    number: int
    model: str
    provider: str
    ticket: str | None
    seed: int | None
    cost_usd: float | None
    made_at: str
    words: Mapping[str, JSON] | None = None
    is_present: bool = False


def films_of(requests: ShotRequests, planned: Planned, rows: Sequence[Attempt]) -> list[Film]:
    """Every clip of the shot in the plan's realm, the oldest first. rows: all of the ledger."""
    if requests.own_clip is not None:
        return [_own(requests.own_clip)]
    reused = {
        take.decision.owned.clip_sha256: take.number
        for take in planned.plan.takes
        if take.shot == requests.name and isinstance(take.decision, Reuse)
    }
    found = {film.clip_sha256: film for film in _remembered(requests.name, planned, rows)}
    films = [
        replace(film, number=reused.get(sha256, film.number), is_present=sha256 in reused)
        for sha256, film in found.items()
    ]
    return sorted(films, key=lambda film: (film.made_at, film.number, film.clip_sha256))


def _remembered(shot: str, planned: Planned, rows: Sequence[Attempt]) -> Iterator[Film]:
    """What knows more of a clip comes later. A clip may be of another shot with the same request."""
    graph, realm = planned.plan.graph, planned.plan.realm
    for line in planned.lock.lines:
        if (line.shot, line.realm) == (shot, realm):
            yield _of(line, line.clip_sha256)
    reused: dict[str, Owned] = {
        take.decision.owned.clip_sha256: take.decision.owned
        for take in planned.plan.takes
        if take.shot == shot and isinstance(take.decision, Reuse)
    }
    for sha256, owned in reused.items():
        yield _of(owned, sha256)
    for row in rows:
        is_own = (row.storyboard, row.profile, row.shot) == (graph.storyboard, graph.profile, shot)
        is_made = row.realm == realm and row.state == "stored" and row.clip_sha256 is not None
        if is_made and (is_own or row.clip_sha256 in reused):
            yield replace(_of(row, str(row.clip_sha256)), words=json.loads(row.words_form))


def _of(source: LockLine | Owned | Attempt, clip_sha256: str) -> Film:
    return Film(
        clip_sha256=clip_sha256,
        number=source.take,
        model=source.model,
        provider=source.provider,
        ticket=source.ticket,
        seed=source.seed,
        cost_usd=source.cost_usd,
        made_at=source.updated_at if isinstance(source, Attempt) else source.made_at,
    )


def _own(own: OwnClip) -> Film:
    return Film(own.facts.sha256, 1, "own clip", "own", None, None, 0.0, "", is_present=True)
