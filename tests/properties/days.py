"""A project as somebody works on it, day by day, and what must be so of every run in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipeline import beside, flow, locking
from pipeline.model import (
    Ask,
    Made,
    PlannedTake,
    Resume,
    Reuse,
    Reused,
    ReviewLine,
    Skipped,
    Submit,
    Uncertain,
    Wait,
)
from tests.house import STORYBOARD, House
from tests.properties.stories import Way, Written, shots_of, text_of
from tests.twins import MemoryLedger

HAIR_USD = 1e-6


@dataclass
class Day:
    """One project as somebody works on it. places: the lines of the present storyboard."""

    house: House
    story: Written
    places: dict[Way, int] = field(default_factory=dict)
    edits: int = 0
    has_moved: bool = False

    def write(self, story: Written) -> None:
        text, self.places = text_of(story)
        self.story = story
        self.house.files.texts[str(STORYBOARD)] = text.encode("utf-8")

    def paint(self, picture: str, version: int) -> None:
        self.house.files.texts[picture] = f"{picture} {version}".encode()

    def planned(self, wishes: flow.Wishes | None = None) -> flow.Planned:
        reading = self.house.read()
        assert not [fault for fault in reading.faults if fault.is_error], (
            reading.faults,
            text_of(self.story)[0],
        )
        planned = flow.plan(reading, self.house.world, wishes or flow.Wishes())
        return flow.with_budget(planned, None)

    @property
    def names(self) -> set[str]:
        return {one.name for one in shots_of(self.story)}

    def review(self, change: Callable[[dict[str, ReviewLine]], dict[str, ReviewLine]]) -> None:
        storyboard, _ = self.house.read().whole()
        kept = beside.kept_review_of(storyboard, self.house.files)
        lines = dict(kept.review.lines)
        beside.write_review_of(storyboard, kept, {**lines, **change(lines)}, self.house.files)


# --- what must be so of every run ---------------------------------------------------------------------------


def carried_out(day: Day, planned: flow.Planned) -> flow.Rendered:
    """Renders a plan, and holds what came of it against what it said."""
    house, plan = day.house, planned.plan
    charges, known = len(house.charges), set(house.ledger.rows)
    rendered = house.rendered(planned)
    new = [row for job, row in house.ledger.rows.items() if job not in known]

    outcomes = {(take.shot, take.number): take.outcome for take in rendered.outcomes.takes}
    blocked = _blocked(planned)
    for take in plan.takes:
        outcome = outcomes[take.shot, take.number]
        assert _is_as_planned(take, outcome, blocked), (take, outcome)
    decided = {(take.shot, take.number): take for take in plan.takes}
    to_buy = {take.key for take in plan.takes if isinstance(take.decision, Submit)}
    bought = {row.key for row in new}
    assert to_buy <= bought, "a take that was to be submitted was not"
    for row in new:
        told = decided[row.shot, row.take].decision
        assert isinstance(told, Submit | Wait), f"{row.shot} was bought, and planned as {told}"
    assert len(bought) == len(new), "one request, one row"
    sums_usd = [rendered.outcomes.spent_usd]
    if not any(isinstance(take.decision, Resume) for take in plan.takes):
        paid = house.charges[charges:]
        assert len(new) == len(paid), "one row, one charge"
        sums_usd.append(sum(cost_usd for _, cost_usd in paid))
    for spent_usd in sums_usd:
        assert plan.floor_usd - HAIR_USD <= spent_usd <= plan.ceiling_usd + HAIR_USD, (
            plan.floor_usd,
            spent_usd,
            plan.ceiling_usd,
            [(one.shot, one.number, one.floor_usd, one.decision) for one in plan.takes],
        )
    return rendered


def _is_as_planned(take: PlannedTake, outcome: Any, blocked: frozenset[str]) -> bool:
    match take.decision:
        case Reuse(owned=owned):
            return isinstance(outcome, Reused) and outcome.clip.sha256 == owned.clip_sha256
        case Submit() | Resume():
            return isinstance(outcome, Made | Reused)
        case Wait():
            return isinstance(outcome, Skipped if take.shot in blocked else Made | Reused)
        case Ask():
            return isinstance(outcome, Skipped | Uncertain)


def _blocked(planned: flow.Planned) -> frozenset[str]:
    """Shots that wait for one that a person has to be asked about."""
    takes = planned.plan.takes
    every = Counter(take.shot for take in takes)
    asked = Counter(take.shot for take in takes if isinstance(take.decision, Ask))
    stuck = {shot for shot, count in asked.items() if count == every[shot]}
    while more := {
        take.shot
        for take in takes
        if isinstance(take.decision, Wait)
        and take.shot not in stuck
        and any(need.shot in stuck for need in take.decision.on)
    }:
        stuck |= more
    return frozenset(stuck)


def all_owned(planned: flow.Planned) -> bool:
    is_free = (planned.plan.floor_usd, planned.plan.ceiling_usd) == (0.0, 0.0)
    return is_free and all(isinstance(take.decision, Reuse) for take in planned.plan.takes)


def settled(day: Day, rendered: flow.Rendered) -> None:
    """After a run that made everything: nothing is left to do, here or on another machine with the lock."""
    house = day.house
    here = day.planned()
    assert all_owned(here), [(take.shot, take.decision) for take in here.plan.takes]
    assert differences(day) == ()
    film = house.cut_locked()
    assert rendered.episode is not None
    assert film.sha256 == rendered.episode.sha256
    kept, house.ledger = house.ledger, MemoryLedger()
    assert all_owned(day.planned())
    house.ledger = kept


def differences(day: Day) -> tuple[locking.Difference, ...]:
    storyboard, graph = day.house.read().whole()
    lock = beside.read_lock_of(storyboard, day.house.files)
    return locking.differences(graph, lock, beside.read_review_of(storyboard, day.house.files))
