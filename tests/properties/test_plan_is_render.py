"""What a plan says is what a render does: on random storyboards, edits and histories, with the studio's own
count of charges as the judge."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline import flow
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
    Submit,
    Wait,
)
from pipeline.report.plan import places_of
from tests.house import SAME, House
from tests.properties.choices import selected, short_of_money, with_another_word
from tests.properties.days import Day, all_owned, carried_out, differences, settled
from tests.properties.machine import QUICK
from tests.properties.stories import (
    OWN_CLIP,
    PICTURES,
    Edit,
    edits,
    followers,
    shots_of,
    stories,
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
NO_WORDS = ("a note", "the title", "the cut", "the order")
NEW_PICTURES = ("a prompt", "a duration", "sound")
STEPS = ("opened", "record_reply", "submitted", "completed", "stored")


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
    day.house.ledger, day.has_moved = MemoryLedger(), True
    if draw(st.booleans()):
        day.house.forget_store()
    planned = day.planned()
    assert all_owned(planned), [(take.shot, take.decision) for take in planned.plan.takes]
    settled(day, carried_out(day, planned))


CHOICES = (selected, with_another_word, short_of_money)
ACTIONS = (edited, edited, edited, undone, picked_another, asked_again, moved, omitted, *CHOICES)
LAST = (edited, picked_another, approved_then_edited, died, moved, *CHOICES)
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
