"""What will become of each take, and the plan that holds it. Knows nothing of how it is done."""

from __future__ import annotations

from dataclasses import field
from typing import TypeAlias

from pipeline.model.facts import Attempt, Owned, Realm
from pipeline.model.requests import FrameNeed, RequestGraph
from pipeline.records import record


@record
class Reuse:
    """The clip is owned. Nothing is sent."""

    owned: Owned
    reason: str


@record
class Resume:
    """It was sent before and is not settled: look after it, send nothing new."""

    attempt: Attempt
    reason: str


@record
class Submit:
    """Nobody made it: it will be bought. fields: the author's keys that changed since it was made."""

    reason: str
    fields: tuple[str, ...] = field(default=(), compare=False)


@record
class Wait:
    """It cannot be told yet: frames of other shots come first. has_sibling: the same body with another frame
    is owned. fields: the author's keys that changed since it was made."""

    on: tuple[FrameNeed, ...]
    reason: str
    has_sibling: bool
    fields: tuple[str, ...] = field(default=(), compare=False)


@record
class Ask:
    """A person must say what to do: nothing is sent."""

    reason: str
    attempt: Attempt | None


Decision: TypeAlias = Reuse | Resume | Submit | Wait | Ask


@record
class PlannedTake:
    """A take and what will become of it. key, words None: they wait for a frame. floor, ceiling None:
    unpriced."""

    shot: str
    number: int
    decision: Decision
    key: str | None
    words: str | None
    floor_usd: float | None
    ceiling_usd: float | None


@record
class Plan:
    """Every take of an episode, in story order, with what it will cost at least and at most.

    budget_usd: what this run may spend. life_usd: what the episode may cost in its life, of which spent_usd
    is gone. again: shots whose approved clip holds back no new take. is_refresh: what is owned by equal
    words alone is bought again. leftovers: jobs that are out, or that nobody can tell of, and that no take
    asks for (any more). left_out: shots that the review takes out of the cut, in story order.
    """

    graph: RequestGraph
    realm: Realm
    takes: tuple[PlannedTake, ...]
    floor_usd: float
    ceiling_usd: float
    unpriced: int
    spent_usd: float
    budget_usd: float | None
    longest_chain: tuple[str, ...]
    life_usd: float | None = None
    again: frozenset[str] = frozenset()
    is_refresh: bool = False
    leftovers: tuple[Attempt, ...] = ()
    left_out: tuple[str, ...] = ()
