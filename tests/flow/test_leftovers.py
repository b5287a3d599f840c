"""Jobs that were out when their words changed, and takes asked for once more: nothing paid is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import Failed, Made, Outcomes, Plan, Reused, Skipped, TakeOutcome, Uncertain
from pipeline.plan import make_plan, with_another_take
from pipeline.run import run
from tests.twins import Vendor, World, episode, take

OLD, NEW = episode(take("a", "rain")), episode(take("a", "snow"))


def planned(world: World) -> Plan:
    return make_plan(NEW, world.facts(), budget_usd=None)


def rendered(world: World, plan: Plan) -> Outcomes:
    return asyncio.run(run(plan, world.facts(), world.ports, only=None, watch=world.events.append))


def crashed(world: World, step: str) -> None:
    world.ledger.crash_at = step
    plan = make_plan(OLD, world.facts(), budget_usd=None)
    with pytest.raises(ExceptionGroup):
        rendered(world, plan)


@pytest.mark.parametrize("id_is_ours", [True, False])
@pytest.mark.parametrize("step", ["completed", "stored"])
def test_a_job_of_words_that_are_no_more_is_fetched_since_it_is_paid_for(
    tmp_path: Path, step: str, id_is_ours: bool
) -> None:
    world = World(tmp_path, id_is_ours=id_is_ours)
    crashed(world, step)

    outcomes = rendered(world, planned(world))

    (left,) = outcomes.leftovers
    assert isinstance(left.outcome, Made)
    assert [row.state for row in world.ledger.attempts()] == ["stored", "stored"]
    assert world.vendor.asked_to_make == ["rain", "snow"]
    assert left.outcome.clip not in outcomes.used.values()


def test_a_submission_that_never_arrived_is_not_sent_for_words_that_are_no_more(tmp_path: Path) -> None:
    world = World(tmp_path)
    crashed(world, "opened")

    outcomes = rendered(world, planned(world))

    never = Failed("it never reached its provider", is_charged=False)
    assert outcomes.leftovers == (TakeOutcome("a", 1, never),)
    assert world.vendor.asked_to_make == ["snow"]


@pytest.mark.parametrize("step", ["opened", "record_reply", "submitted"])
def test_one_that_cannot_be_asked_for_is_shown_as_uncertain(tmp_path: Path, step: str) -> None:
    world = World(tmp_path, id_is_ours=False)
    crashed(world, step)

    first, again = rendered(world, planned(world)), rendered(world, planned(world))

    assert isinstance(first.leftovers[0].outcome, Uncertain)
    assert isinstance(again.leftovers[0].outcome, Uncertain)
    assert world.vendor.asked_to_make.count("snow") == 1


def test_a_job_of_another_run_that_lives_is_left_to_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    crashed(world, "completed")
    plan = planned(world)
    world.claims.others = {plan.graph.storyboard}

    outcomes = rendered(world, plan)

    assert [left.outcome for left in outcomes.leftovers] == [Skipped("another run is at work on it")]


def test_one_more_take_that_was_interrupted_is_fetched_by_the_next_render(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor())
    rendered(world, make_plan(OLD, world.facts(), budget_usd=None))
    before = make_plan(OLD, world.facts(), budget_usd=None)
    more = with_another_take(before, world.facts(), {"a"})
    world.ledger.crash_at = "completed"
    with pytest.raises(ExceptionGroup):
        rendered(world, make_plan(more, world.facts(), budget_usd=None, again=frozenset("a")))

    outcomes = rendered(world, make_plan(OLD, world.facts(), budget_usd=None))

    assert [(left.number, type(left.outcome)) for left in outcomes.leftovers] == [(2, Made)]
    assert [type(one.outcome) for one in outcomes.takes] == [Reused]
    assert world.vendor.asked_to_make == ["rain", "rain"]


def test_a_job_of_another_episode_is_none_of_ours(tmp_path: Path) -> None:
    world = World(tmp_path)
    crashed(world, "completed")
    elsewhere = replace(NEW, storyboard="ep02.storyboard.yaml")

    assert make_plan(elsewhere, world.facts(), budget_usd=None).leftovers == ()
