"""What a plan says is what a render does: on random storyboards, edits and histories, with the studio's own
count of charges as the judge."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline import beside, flow, locking
from pipeline.decide import accepting, picked, takes_to_pick
from pipeline.model import (
    Ask,
    LockLine,
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
from pipeline.report.plan import places_of
from tests.house import SAME, STORYBOARD, House
from tests.properties.machine import QUICK
from tests.properties.stories import (
    OWN_CLIP,
    PICTURES,
    Edit,
    Way,
    Written,
    edits,
    followers,
    shots_of,
    stories,
    text_of,
)
from tests.twins import Crash, MemoryLedger

PROFILE = settings(
    max_examples=500,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)
HAIR_USD = 1e-6
NO_WORDS = ("a note", "the title", "the cut", "the order")
NEW_PICTURES = ("a prompt", "a duration", "sound")
STEPS = ("opened", "record_reply", "submitted", "completed", "stored")


@dataclass
class Day:
    """One project as somebody works on it. places: the lines of the present storyboard."""

    house: House
    story: Written
    places: dict[Way, int] = field(default_factory=dict)
    edits: int = 0

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


# --- edits --------------------------------------------------------------------------------------------------


def edited(day: Day, draw: Any) -> None:
    """One edit: what it does not touch is reused, what it touches is made again and names the reason."""
    day.edits += 1
    edit = edits(draw, day.story, day.edits)
    day.write(edit.story)
    for picture in edit.pictures:
        day.paint(picture, day.edits)
    planned = day.planned()
    touched = set(edit.hit) | followers(edit.story, set(edit.hit))
    for take in planned.plan.takes:
        if (take.shot, take.number) in edit.fresh and take.key not in planned.facts.owned:
            assert isinstance(take.decision, Submit | Wait), (edit.what, take)
        elif take.shot not in touched:
            assert isinstance(take.decision, Reuse), (edit.what, take)
        elif take.shot in edit.hit:
            _names_the_field(day, planned, take, edit)
        else:
            assert isinstance(take.decision, Wait), (edit.what, take)
    if edit.what in NO_WORDS:
        assert differences(day) == ()
    rendered = carried_out(day, planned)
    if edit.what in NEW_PICTURES:
        _next_ones_are_new(edit, rendered)
    settled(day, rendered)


def _next_ones_are_new(edit: Edit, rendered: flow.Rendered) -> None:
    """Another picture was handed on, so what begins on it was made anew, all its takes at once."""
    made = {take.shot for take in rendered.outcomes.takes if isinstance(take.outcome, Made)}
    keys = {take.outcome.key for take in rendered.outcomes.takes if isinstance(take.outcome, Made)}
    still = {one.name for one in shots_of(edit.story) if SAME in one.written.get("prompt", "")}
    for take in rendered.outcomes.takes:
        sources = {source for one in shots_of(edit.story) if one.name == take.shot for source in one.sources}
        if sources & edit.hit - still:
            is_equal = isinstance(take.outcome, Reused) and take.outcome.key in keys
            assert take.shot in made or is_equal, take


def _names_the_field(day: Day, planned: flow.Planned, take: PlannedTake, edit: Edit) -> None:
    decision = take.decision
    assert isinstance(decision, Submit | Wait), (edit.what, take)
    if isinstance(planned.facts.latest.get((take.shot, take.number)), LockLine):
        assert decision.reason != "first time"
        return
    if "made once for both" not in decision.reason:
        assert decision.reason.startswith(edit.key), (edit.what, decision.reason)
    assert edit.key in decision.fields, (edit.what, decision)
    lines = {place.line for place in places_of(take, planned.storyboard)}
    if edit.way is not None:
        assert day.places[edit.way] in lines, (edit.what, lines)


def undone(day: Day, draw: Any) -> None:
    """An edit that is taken back before anything is rendered leaves nothing to do."""
    before = day.story
    edit = edits(draw, day.story, day.edits + 50)
    day.write(edit.story)
    day.planned()
    day.write(before)
    assert all_owned(day.planned())


# --- choices ------------------------------------------------------------------------------------------------


def picked_another(day: Day, draw: Any) -> None:
    """A pick changes its followers, and nothing else."""
    planned = day.planned()
    choices = [
        (shot.name, clip)
        for shot in planned.plan.graph.shots
        if shot.takes
        for clip in takes_to_pick(shot.name, planned.plan, planned.facts).values()
    ]
    if not choices:
        return
    shot, clip = draw(st.sampled_from(choices))
    day.review(lambda lines: {shot: picked(lines.get(shot), shot, clip)})
    after = day.planned()
    changed = {take.shot for take in after.plan.takes if not isinstance(take.decision, Reuse)}
    assert changed <= followers(day.story, {shot}), (shot, changed)
    settled(day, carried_out(day, after))


def asked_again(day: Day, draw: Any) -> None:
    """One more take is one more take, which changes nothing else until it is picked."""
    shots = [one.name for one in shots_of(day.story) if not one.is_clip]
    if not shots:
        return
    shot = draw(st.sampled_from(shots))
    before = flow.owned_clips(day.planned(), day.house.world)
    planned = day.planned(flow.Wishes(again=shot))
    last = [take for take in planned.plan.takes if take.shot == shot][-1]
    others = [take for take in planned.plan.takes if take is not last]
    assert all(isinstance(take.decision, Reuse) for take in others)
    if isinstance(last.decision, Reuse):  # another shot has as many takes of the same words
        assert last.decision.owned.shot != shot
    else:
        assert isinstance(last.decision, Submit)
    carried_out(day, planned)
    after = flow.owned_clips(day.planned(), day.house.world)
    assert {name: clip.sha256 for name, clip in after.items()} == {
        name: clip.sha256 for name, clip in before.items()
    }


def approved_then_edited(day: Day, draw: Any) -> None:
    """An approved take is not rendered over: it is asked about, until it is accepted."""
    used = flow.owned_clips(day.planned(), day.house.world)
    shots = [one for one in shots_of(day.story) if not one.is_clip and one.name in used]
    if not shots:
        return
    one = draw(st.sampled_from(shots))
    clip = used[one.name].sha256
    day.review(lambda lines: {one.name: ReviewLine(one.name, clip, "approved")})
    day.edits += 1
    one.written["prompt"] += f" And {day.edits}."
    day.write(day.story)
    planned = day.planned()
    own = [take.decision for take in planned.plan.takes if take.shot == one.name]
    assert all(isinstance(decision, Ask) for decision in own), own
    carried_out(day, planned)
    accepted = accepting({one.name}, planned.plan, planned.facts)
    day.review(lambda lines: accepted)
    after = day.planned()
    assert all_owned(after), [(take.shot, take.decision) for take in after.plan.takes]
    settled(day, carried_out(day, after))


def omitted(day: Day, draw: Any) -> None:
    """A shot that is left out and that nobody needs is neither rendered nor shown."""
    needed = {source for one in shots_of(day.story) for source in one.sources}
    loose = [one for one in shots_of(day.story) if one.name not in needed and not one.is_clip]
    if not loose or len(day.names) == 1:
        return
    one = draw(st.sampled_from(loose))
    day.review(lambda lines: {one.name: ReviewLine(one.name, None, "omitted")})
    day.edits += 1
    one.written["prompt"] += f" Or {day.edits}."
    day.write(day.story)
    planned = day.planned()
    assert one.name not in {take.shot for take in planned.plan.takes}
    rendered = carried_out(day, planned)
    assert one.name not in rendered.outcomes.used
    settled(day, rendered)
    day.review(lambda lines: {one.name: ReviewLine(one.name, None, "open")})
    settled(day, carried_out(day, day.planned()))


# --- machines and runs --------------------------------------------------------------------------------------


def died(day: Day, draw: Any) -> None:
    """A run that dies in the middle of an edit's rendering is gone on with, and pays once for each."""
    day.edits += 1
    edit = edits(draw, day.story, day.edits)
    day.write(edit.story)
    for picture in edit.pictures:
        day.paint(picture, day.edits)
    house = day.house
    house.ledger.crash_at = draw(st.sampled_from(STEPS))
    charges = len(house.charges)
    try:
        house.rendered(day.planned())
    except (Crash, BaseExceptionGroup):
        assert house.ledger.crash_at is None
    house.ledger.crash_at = None
    planned = day.planned()
    rendered = carried_out(day, planned)
    paid = Counter(row.key for row in house.ledger.rows.values())
    assert set(paid.values()) <= {1}
    assert len(house.charges) - charges <= len(paid)
    if not any(isinstance(take.decision, Ask) for take in planned.plan.takes):
        settled(day, rendered)


def moved(day: Day, draw: Any) -> None:
    """Another machine has the lock and no ledger, and may have no clips: it goes on for nothing."""
    day.house.ledger = MemoryLedger()
    if draw(st.booleans()):
        day.house.forget_store()
    planned = day.planned()
    assert all_owned(planned), [(take.shot, take.decision) for take in planned.plan.takes]
    settled(day, carried_out(day, planned))


ACTIONS = (edited, edited, edited, undone, picked_another, asked_again, moved, omitted)
LAST = (edited, picked_another, approved_then_edited, died, moved)
"""After some of these a person is asked, and the day ends."""


@PROFILE
@given(st.data())
def test_a_render_does_what_its_plan_says(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory(prefix="day-", dir=QUICK) as folder:
        profile = data.draw(st.sampled_from([None, None, "fine"]))
        day = Day(House(Path(folder), profile=profile), {})
        day.write(data.draw(stories()))
        for picture in PICTURES:
            day.paint(picture, 0)
        day.house.files.texts[OWN_CLIP] = b"clip of its own|own"
        first = day.planned()
        assert not any(isinstance(take.decision, Reuse | Resume | Ask) for take in first.plan.takes)
        carried_out(day, first)
        assert all_owned(day.planned())
        for actions in (ACTIONS, LAST):
            data.draw(st.sampled_from(actions))(day, data.draw)
