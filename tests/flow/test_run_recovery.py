"""The run when things break: what was paid for is found again, and nothing is paid for twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import StateDamaged
from pipeline.model import (
    Event,
    Failed,
    Made,
    Outcome,
    Outcomes,
    RequestGraph,
    Reused,
    Skipped,
    State,
    Uncertain,
)
from pipeline.plan import make_plan
from pipeline.run import Stop, run
from tests.twins import Crash, Vendor, World, episode, take

GRAPH = episode(take("a", "rain"), take("b", "snow", after="a"))


def rendered(world: World, graph: RequestGraph = GRAPH) -> Outcomes:
    facts = world.facts()
    plan = make_plan(graph, facts, budget_usd=None)
    return asyncio.run(run(plan, facts, world.ports, only=None, watch=world.events.append))


def first(outcomes: Outcomes) -> Outcome:
    return outcomes.takes[0].outcome


def crashed(world: World, step: str) -> None:
    world.ledger.crash_at = step
    with pytest.raises(ExceptionGroup):
        rendered(world)


# --- a process that dies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step",
    ["open", "opened", "record_reply", "submitted", "completed", "stored"],
    ids=lambda step: f"at {step}",
)
def test_a_run_that_died_is_finished_by_the_next_and_pays_once(tmp_path: Path, step: str) -> None:
    world = World(tmp_path)
    crashed(world, step)

    outcomes = rendered(world)

    assert all(isinstance(each.outcome, Made) for each in outcomes.takes)
    assert world.vendor.asked_to_make == ["rain", "snow"]


@pytest.mark.parametrize("step", ["opened", "record_reply", "submitted"])
def test_a_lost_submission_whose_id_is_not_ours_is_left_to_a_person(tmp_path: Path, step: str) -> None:
    world = World(tmp_path, id_is_ours=False)
    crashed(world, step)
    bought = list(world.vendor.asked_to_make)

    outcomes = rendered(world)

    assert isinstance(first(outcomes), Uncertain)
    assert Skipped("a is uncertain") == outcomes.takes[1].outcome
    assert bought == world.vendor.asked_to_make
    assert world.states() == {"a": "uncertain"}


@pytest.mark.parametrize("id_is_ours", [True, False])
def test_a_job_that_is_out_is_waited_for_and_not_sent_again(tmp_path: Path, id_is_ours: bool) -> None:
    world = World(tmp_path, id_is_ours=id_is_ours)
    crashed(world, "completed")
    assert world.states() == {"a": "submitted"}

    outcomes = rendered(world)

    assert isinstance(first(outcomes), Made)
    assert world.vendor.asked_to_make == ["rain", "snow"]


def test_a_job_that_is_out_goes_before_new_ones(tmp_path: Path) -> None:
    world = World(tmp_path, limit=1)
    world.ledger.crash_at = "completed"
    with pytest.raises(ExceptionGroup):
        rendered(world, episode(take("a", "rain")))
    world.events.clear()

    rendered(world, episode(take("n", "new", duration_s=10), take("a", "rain")))

    assert next(event.shot for event in world.events if event.state == "made") == "a"


# --- an answer that is lost ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["lose", "garble"])
def test_an_answer_that_is_lost_is_looked_for_under_our_id(tmp_path: Path, fault: str) -> None:
    world = World(tmp_path, vendor=Vendor(faults={"rain": [fault]}))  # type: ignore[list-item]

    outcomes = rendered(world)

    assert isinstance(first(outcomes), Made)
    assert world.vendor.asked_to_make == ["rain", "snow"]


@pytest.mark.parametrize("fault", ["lose", "garble"])
def test_an_answer_that_is_lost_for_good_is_left_to_a_person(tmp_path: Path, fault: str) -> None:
    vendor = Vendor(faults={"rain": [fault]})  # type: ignore[list-item]
    world = World(tmp_path, id_is_ours=False, vendor=vendor)

    outcomes = rendered(world)

    assert isinstance(first(outcomes), Uncertain)
    assert world.vendor.asked_to_make == ["rain"]
    assert world.states() == {"a": "uncertain"}


def test_a_job_that_turns_up_late_is_not_sent_again(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(faults={"rain": ["lose"]}, lag=3))

    rendered(world)

    assert world.vendor.asked_to_make == ["rain", "snow"]


def test_a_submission_that_never_arrived_is_sent_again_after_the_horizon_under_the_same_id(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    crashed(world, "opened")
    (row,) = world.ledger.attempts()
    assert world.vendor.asked_to_make == []

    rendered(world, episode(take("a", "rain")))

    assert [row.ticket] == list(world.vendor.jobs)
    assert world.clock.passed_s >= 120
    assert len(world.ledger.attempts()) == 1


def test_a_clock_that_was_set_ahead_shortens_no_horizon(tmp_path: Path) -> None:
    world = World(tmp_path)
    crashed(world, "opened")
    (row,) = world.ledger.attempts()
    world.ledger.rows[row.job] = replace(row, updated_at="2026-03-02T10:00:00.000Z")

    rendered(world, episode(take("a", "rain")))

    assert world.clock.passed_s >= 120


def test_a_provider_that_gives_no_clear_answer_past_the_horizon_leaves_it_to_a_person(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(faults={"rain": ["lose"]}, deaf=1000))

    outcomes = rendered(world, episode(take("a", "rain")))

    assert first(outcomes) == Uncertain("acme does not say whether it got it", world.ledger.attempts()[0].job)
    assert world.states() == {"a": "uncertain"}
    assert world.vendor.asked_to_make == ["rain"]
    assert 240 <= world.clock.passed_s < 300


# --- an answer that says no ---------------------------------------------------------------------------------


def test_a_full_provider_is_given_the_time_it_asks_for(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(faults={"rain": ["full", "full"]}))

    outcomes = rendered(world, episode(take("a", "rain")))

    assert isinstance(first(outcomes), Made)
    assert world.clock.passed_s >= 60
    assert len(world.ledger.attempts()) == 1


def test_a_provider_that_stays_full_is_given_up_at_no_cost(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(faults={"rain": ["full"] * 99}))

    outcomes = rendered(world, episode(take("a", "rain")))

    assert Failed("gave up after 8 tries: acme was full", is_charged=False) == first(outcomes)
    assert world.states() == {"a": "failed"}


def test_a_submission_that_is_lost_every_time_is_left_to_a_person(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(faults={"rain": ["swallow"] * 99}))

    outcomes = rendered(world, episode(take("a", "rain")))

    assert isinstance(first(outcomes), Uncertain)
    assert world.states() == {"a": "uncertain"}


@pytest.mark.parametrize("id_is_ours", [True, False])
def test_a_call_that_never_left_is_made_again(tmp_path: Path, id_is_ours: bool) -> None:
    world = World(tmp_path, id_is_ours=id_is_ours, vendor=Vendor(faults={"rain": ["unsent", "unsent"]}))

    outcomes = rendered(world, episode(take("a", "rain")))

    assert isinstance(first(outcomes), Made)
    assert world.vendor.asked_to_make == ["rain"]


# --- waiting ------------------------------------------------------------------------------------------------


def test_a_question_that_fails_settles_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(deaf=5))

    assert isinstance(first(rendered(world)), Made)


def test_a_job_that_is_not_known_at_first_is_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(lag=5))

    assert isinstance(first(rendered(world)), Made)


def test_a_job_that_stays_unknown_is_uncertain_and_not_failed(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(lag=100_000))

    outcomes = rendered(world, episode(take("a", "rain")))

    assert isinstance(first(outcomes), Uncertain)
    assert world.states() == {"a": "uncertain"}


def test_a_job_that_does_not_end_stays_out_for_the_next_run(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(polls=100_000))

    outcomes = rendered(world, episode(take("a", "rain")))

    assert isinstance(first(outcomes), Uncertain)
    assert world.states() == {"a": "submitted"}


# --- leaving ------------------------------------------------------------------------------------------------


def cancelled_when(world: World, reached: Callable[[], bool]) -> None:
    async def until_reached() -> None:
        facts = world.facts()
        plan = make_plan(GRAPH, facts, budget_usd=None)
        work = asyncio.ensure_future(run(plan, facts, world.ports, only=None, watch=world.events.append))
        while not reached():
            await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(until_reached())


@pytest.mark.parametrize("id_is_ours", [True, False])
def test_an_answer_on_its_way_is_written_down_before_the_run_leaves(tmp_path: Path, id_is_ours: bool) -> None:
    world = World(tmp_path, id_is_ours=id_is_ours, vendor=Vendor(answers_travel=5))

    cancelled_when(world, lambda: bool(world.vendor.asked_to_make))

    assert world.states() == {"a": "submitted"}
    assert world.vendor.asked_to_make == ["rain"]


@pytest.mark.parametrize("state", ["submitting", "running", "downloading", "made", "framing"])
def test_a_run_that_was_cut_short_goes_on_where_it_stopped(tmp_path: Path, state: str) -> None:
    world = World(tmp_path)
    cancelled_when(world, lambda: any(event.state == state for event in world.events))

    outcomes = rendered(world)

    assert {"a", "b"} == set(outcomes.used)
    assert world.vendor.asked_to_make == ["rain", "snow"]


# --- another run beside it ----------------------------------------------------------------------------------


def test_a_plan_that_is_older_than_the_ledger_buys_nothing_twice(tmp_path: Path) -> None:
    world = World(tmp_path)
    facts = world.facts()
    plan = make_plan(GRAPH, facts, budget_usd=None)
    rendered(world)

    outcomes = asyncio.run(run(plan, facts, world.ports, only=None, watch=world.events.append))

    assert world.vendor.asked_to_make == ["rain", "snow"]
    assert [type(each.outcome) for each in outcomes.takes] == [Reused, Reused]


def other_run(world: World, step: str) -> str:
    """A run of another storyboard with the same request that has come as far as `step`. Gives its job."""
    world.ledger.crash_at = step
    graph = replace(episode(take("z", "rain")), storyboard="ep02.storyboard.yaml")
    with pytest.raises(ExceptionGroup):
        rendered(world, graph)
    return world.ledger.attempts()[0].job


@pytest.mark.parametrize("id_is_ours", [True, False])
@pytest.mark.parametrize("step", ["opened", "record_reply", "submitted", "completed", "stored"])
def test_what_another_run_is_at_work_on_is_waited_for_and_used(
    tmp_path: Path, step: str, id_is_ours: bool
) -> None:
    world = World(tmp_path, id_is_ours=id_is_ours)
    job = other_run(world, step)
    world.claims.others = {"ep02.storyboard.yaml"}
    ends_later(world, job, after_s=30)
    bought = list(world.vendor.asked_to_make)

    outcomes = rendered(world, episode(take("a", "rain")))

    assert isinstance(first(outcomes), Reused)
    assert world.vendor.asked_to_make == bought


def ends_later(world: World, job: str, *, after_s: float) -> None:
    """The other run stores its clip once so much time has passed."""
    sleep = world.clock.sleep

    async def until_then(seconds: float) -> None:
        await sleep(seconds)
        row = world.ledger.rows[job]
        if world.clock.passed_s >= after_s and row.state != "stored":
            clip = world.store.put(b"clip of rain|rain")
            world.ledger.rows[job] = replace(row, state="stored", clip_sha256=clip)

    world.clock.sleep = until_then  # type: ignore[method-assign]


def test_what_another_run_left_behind_is_taken_up(tmp_path: Path) -> None:
    world = World(tmp_path)
    other_run(world, "completed")

    outcomes = rendered(world, episode(take("a", "rain")))

    assert isinstance(first(outcomes), Made)
    assert world.vendor.asked_to_make == ["rain"]


def test_a_run_that_ends_while_it_is_waited_for_is_told(tmp_path: Path) -> None:
    world = World(tmp_path, id_is_ours=False)
    other_run(world, "submitted")
    facts = world.facts()
    graph = episode(take("a", "rain"))
    plan = make_plan(graph, replace(facts, underway={}), budget_usd=None)

    outcomes = asyncio.run(run(plan, facts, world.ports, only=None, watch=world.events.append))

    assert first(outcomes) == Skipped("another run left it unfinished: run again")
    assert world.vendor.asked_to_make == ["rain"]


@pytest.mark.parametrize("state", ["stored", "failed", "uncertain"])
def test_what_another_run_settled_since_the_plan_is_not_taken_up(tmp_path: Path, state: State) -> None:
    world = World(tmp_path)
    job = other_run(world, "opened")
    facts = world.facts()
    plan = make_plan(episode(take("a", "rain")), facts, budget_usd=None)
    clip = world.store.put(b"clip of rain|rain") if state == "stored" else None
    world.ledger.rows[job] = replace(
        world.ledger.rows[job], state=state, clip_sha256=clip, is_charged=state != "failed"
    )

    outcomes = asyncio.run(run(plan, facts, world.ports, only=None, watch=world.events.append))

    assert isinstance(first(outcomes), {"stored": Reused, "failed": Failed, "uncertain": Uncertain}[state])
    assert world.vendor.asked_to_make == []


# --- stopping -----------------------------------------------------------------------------------------------


def stopped_when(world: World, graph: RequestGraph, reached: Callable[[], bool]) -> Outcomes:
    """A run that somebody asks to stop as soon as that is so, and that is then left to end by itself."""
    stop = Stop()

    def watch(event: Event) -> None:
        world.events.append(event)
        if reached():
            stop.ask()

    facts = world.facts()
    plan = make_plan(graph, facts, budget_usd=None)
    return asyncio.run(run(plan, facts, world.ports, only=None, watch=watch, stop=stop))


def test_a_run_that_is_stopped_waits_for_what_runs_and_buys_nothing_more(tmp_path: Path) -> None:
    world = World(tmp_path, limit=1)
    graph = episode(take("a", "rain"), take("b", "snow", after="a"), take("c", "sun"))

    outcomes = stopped_when(world, graph, lambda: "running" in world.told("a"))

    assert isinstance(first(outcomes), Made)
    assert {each.outcome for each in outcomes.takes[1:]} == {Skipped("interrupted")}
    assert world.vendor.asked_to_make == ["rain"]


def test_a_run_that_is_stopped_cancels_what_is_queued(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(polls=9, queued=7), can_cancel=True)

    outcomes = stopped_when(world, episode(take("a", "rain")), lambda: "queued" in world.told("a"))

    assert first(outcomes) == Failed("cancelled: let go while it was queued", is_charged=False)
    assert world.states() == {"a": "cancelled"}


def test_a_provider_that_does_not_let_go_is_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(polls=9, queued=7))

    outcomes = stopped_when(world, episode(take("a", "rain")), lambda: "queued" in world.told("a"))

    assert isinstance(first(outcomes), Made)


def test_a_run_that_is_stopped_does_not_knock_at_a_full_provider_again(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(faults={"rain": ["full"] * 9}))

    outcomes = stopped_when(world, episode(take("a", "rain")), lambda: "submitting" in world.told("a"))

    assert first(outcomes) == Failed("interrupted", is_charged=False)
    assert world.vendor.faults["rain"] == ["full"] * 8


# --- an account that is refused -----------------------------------------------------------------------------


def test_an_account_that_is_refused_is_not_tried_with_every_take(tmp_path: Path) -> None:
    world = World(tmp_path, limit=1)
    graph = episode(take("a", "refuse: no money"), take("b", "snow"))

    outcomes = rendered(world, graph)

    told = "acme refused it: broke: no money; not charged: put money into its account, then run again"
    assert [each.outcome for each in outcomes.takes] == [Failed(told, is_charged=False), Skipped(told)]
    assert world.vendor.asked_to_make == []


# --- bugs and damage ----------------------------------------------------------------------------------------


def test_a_damaged_ledger_ends_the_run_with_its_own_error(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.ledger.is_full = True

    with pytest.raises(StateDamaged, match="the disk is full"):
        rendered(world, episode(take("a", "rain"), take("b", "snow")))


def test_a_bug_tears_the_run_down(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.ledger.crash_at = "stored"

    with pytest.raises(ExceptionGroup) as caught:
        rendered(world, episode(take("a", "rain"), take("c", "sun")))

    assert caught.group_contains(Crash)
