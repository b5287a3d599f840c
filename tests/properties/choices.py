"""What people choose beside the storyboard: some of its shots, another word for all of them, or how much may
be spent. Each as one act of a random day."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from pipeline import flow, plan
from pipeline.errors import UsageProblem
from pipeline.model import Made, Reuse, Reused, Skipped, Submit, Wait
from pipeline.run.submitting import BUDGET
from tests.properties.days import HAIR_USD, Day, all_owned, carried_out, settled
from tests.properties.stories import V1, Written, edits, followers, shots_of


def _edit(day: Day, draw: Any) -> frozenset[str]:
    """An edit that is not rendered yet. Gives the shots that it may change, near and far."""
    day.edits += 1
    edit = edits(draw, day.story, day.edits)
    day.write(edit.story)
    for picture in edit.pictures:
        day.paint(picture, day.edits)
    return frozenset(edit.hit | followers(edit.story, set(edit.hit)))


def _sources(story: Written, names: set[str]) -> set[str]:
    """All shots whose frames these hang on, near or far."""
    return {one.name for one in shots_of(story) if followers(story, {one.name}) & names}


# --- some of its shots --------------------------------------------------------------------------------------


def selected(day: Day, draw: Any) -> None:
    """Only what is selected is bought; the rest stays as it was planned."""
    _edit(day, draw)
    whole = day.planned()
    paid = [one.name for one in shots_of(day.story) if not one.is_clip]
    if not paid:
        return
    shot, form = draw(st.sampled_from(paid)), draw(st.sampled_from(["{}", "+{}", "{}+", "+{}+"]))
    chosen = {shot}
    chosen |= _sources(day.story, {shot}) if form.startswith("+") else set()
    chosen |= followers(day.story, {shot}) if form.endswith("+") else set()
    if _has_orphans(day, whole, chosen):
        with pytest.raises(UsageProblem, match="unmade"):
            plan.selected(whole, form.format(shot))
    else:
        _rendered_alone(day, plan.selected(whole, form.format(shot)), chosen & set(paid))
    settled(day, carried_out(day, day.planned()))


def _has_orphans(day: Day, planned: flow.Planned, chosen: set[str]) -> bool:
    """Whether one of the chosen begins on a frame of a shot that is not made, and not chosen."""
    unmade = {take.shot for take in planned.plan.takes if not isinstance(take.decision, Reuse)}
    made = {take.shot for take in planned.plan.takes if isinstance(take.decision, Reuse)}
    needed = {source for one in shots_of(day.story) if one.name in chosen for source in one.sources}
    return bool(needed & (unmade - made) - chosen)


def _rendered_alone(day: Day, planned: flow.Planned, chosen: set[str]) -> None:
    assert {take.shot for take in planned.plan.takes} == chosen
    known = set(day.house.ledger.rows)
    rendered = day.house.rendered(planned, frozenset(chosen))
    new = [row for job, row in day.house.ledger.rows.items() if job not in known]
    assert {row.shot for row in new} <= chosen
    own = {one.name for one in shots_of(day.story) if one.is_clip}
    outcomes = [take for take in rendered.outcomes.takes if take.shot not in own]
    assert {take.shot for take in outcomes} == chosen
    assert all(isinstance(take.outcome, Made | Reused) for take in outcomes), outcomes


# --- another word for all of them ---------------------------------------------------------------------------


def with_another_word(day: Day, draw: Any) -> None:
    """`--set` changes exactly the takes that its key reaches; without it all is as before. That is so where
    the ledger is: a lock holds one line a take, that of its last words."""
    if day.has_moved:
        return
    shots = [one for one in shots_of(day.story) if not one.is_clip]
    day.edits += 1
    if draw(st.booleans()):
        word: tuple[str, Any] = ("duration", 6 + day.edits)
        hit = {one.name for one in shots if one.written.get("model") != V1}
    else:
        word = ("vars.look", f"{day.edits} feet.")
        hit = {one.name for one in shots if one.written.get("template") != "none"}
    day.house.sets = dict([word])
    planned = day.planned()
    for take in planned.plan.takes:
        is_touched = take.shot in hit | followers(day.story, hit)
        assert isinstance(take.decision, Submit | Wait if is_touched else Reuse), (word, take)
    settled(day, carried_out(day, planned))
    day.house.sets = {}
    settled(day, carried_out(day, day.planned()))


# --- how much may be spent ----------------------------------------------------------------------------------


def short_of_money(day: Day, draw: Any) -> None:
    """What is charged stays within the budget, the file's or the run's; what is left out would not have
    fit."""
    _edit(day, draw)
    needed_usd = day.planned().plan.ceiling_usd
    cap_usd = round(needed_usd * draw(st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0])), 2)
    if draw(st.booleans()):
        day.story["budget"] = round(day.planned().plan.spent_usd + cap_usd, 6)
        day.write(day.story)
        planned = day.planned()
    else:
        planned = flow.with_budget(day.planned(), cap_usd)
    before, known = len(day.house.charges), set(day.house.ledger.rows)
    rendered = day.house.rendered(planned)
    charges = [cost_usd for _, cost_usd in day.house.charges]
    assert sum(charges[before:]) <= cap_usd + HAIR_USD
    if not day.has_moved and "budget" in day.story:
        assert sum(charges) <= day.story["budget"] + HAIR_USD
    rows = [row for job, row in day.house.ledger.rows.items() if job not in known]
    _was_too_dear(planned, rendered, sum(row.estimate_usd or 0.0 for row in rows), cap_usd)
    day.story.pop("budget", None)
    day.write(day.story)
    settled(day, carried_out(day, day.planned()))
    assert all_owned(day.planned())


def _was_too_dear(
    planned: flow.Planned, rendered: flow.Rendered, reserved_usd: float, cap_usd: float
) -> None:
    """Every take is made, or would not have fit, or needs one that would not have."""
    outcomes = {(take.shot, take.number): take.outcome for take in rendered.outcomes.takes}
    dear = {shot for (shot, _), outcome in outcomes.items() if outcome == Skipped(BUDGET)}
    for take in planned.plan.takes:
        outcome = outcomes[take.shot, take.number]
        if outcome == Skipped(BUDGET):
            assert reserved_usd + (take.ceiling_usd or 0.0) > cap_usd - HAIR_USD, (take, reserved_usd)
        elif isinstance(outcome, Skipped):
            assert dear, (take, outcome)
            assert isinstance(take.decision, Wait), (take, outcome)
            assert outcome.because.endswith(f"is skipped: {BUDGET}"), outcome
        else:
            assert isinstance(outcome, Made | Reused), (take, outcome)
