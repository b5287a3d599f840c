"""A person's word on jobs that no run looks after: taken over, given up, released, let go."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import SpendingRefused, UsageProblem
from pipeline.history import spent_on
from pipeline.model import Attempt, Made, Outcomes, Running, State, Submit, Uncertain
from pipeline.plan import make_plan
from pipeline.run import run
from pipeline.run.settling import JobPorts, give_up, let_go, take_in, take_over
from tests.twins import Acme, Vendor, VendorLines, World, episode, take
from tests.unit.remembered import row

GRAPH = episode(take("a", "rain"))


def rendered(world: World) -> Outcomes:
    facts = world.facts()
    plan = make_plan(GRAPH, facts, budget_usd=None)
    return asyncio.run(run(plan, facts, world.ports, only=None, watch=world.events.append))


def counter(world: World, *, can_cancel: bool = True) -> JobPorts:
    rules = Acme(world.id_is_ours, can_cancel)
    return JobPorts(world.ledger, world.claims, world.clock, {"acme": rules}, VendorLines(world.vendor))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A submission whose answer was lost at a provider that chooses ids itself."""
    world = World(tmp_path, id_is_ours=False, vendor=Vendor(faults={"rain": ["lose"]}, polls=3))
    (lost,) = rendered(world).takes
    assert isinstance(lost.outcome, Uncertain)
    return world


def only_row(world: World) -> Attempt:
    (attempt,) = world.ledger.attempts()
    return attempt


def test_a_job_that_is_taken_over_is_fetched_by_the_next_render(world: World) -> None:
    _, status = asyncio.run(take_over(counter(world), only_row(world).job, "job-0"))
    (taken,) = rendered(world).takes

    assert status == Running(None)
    assert isinstance(taken.outcome, Made)
    assert world.vendor.asked_to_make == ["rain"]


def test_an_id_that_the_provider_does_not_know_changes_nothing(world: World) -> None:
    before = only_row(world)

    with pytest.raises(SpendingRefused, match="acme does not know the job job-9"):
        asyncio.run(take_over(counter(world), before.job, "job-9"))

    assert only_row(world) == before


def test_a_provider_that_does_not_answer_changes_nothing(world: World) -> None:
    world.vendor.deaf = 9

    with pytest.raises(SpendingRefused, match="acme does not answer: nothing was changed"):
        asyncio.run(take_over(counter(world), only_row(world).job, "job-0"))

    assert world.states() == {"a": "uncertain"}


def test_a_job_is_taken_over_once(world: World) -> None:
    job = only_row(world).job
    asyncio.run(take_over(counter(world), job, "job-0"))
    other = replace(only_row(world), job="other", key="other", state="uncertain", ticket=None)
    world.ledger.rows["other"] = other

    with pytest.raises(UsageProblem, match=f"{job} has acme's job job-0 already"):
        asyncio.run(take_over(counter(world), "other", "job-0"))


def test_what_is_given_up_counts_as_spent_and_may_be_rendered_again(world: World) -> None:
    give_up(counter(world), only_row(world).job, is_charged=True)

    assert spent_on(only_row(world)) == 1.02
    (planned,) = make_plan(GRAPH, world.facts(), budget_usd=None).takes
    assert isinstance(planned.decision, Submit)


def test_what_was_not_charged_is_free_again(world: World) -> None:
    give_up(counter(world), only_row(world).job, is_charged=False)

    assert spent_on(only_row(world)) == 0.0


@pytest.mark.parametrize("state", ["stored", "failed", "cancelled"])
def test_a_settled_job_is_not_settled_again(world: World, state: State) -> None:
    settled = replace(only_row(world), state=state)
    world.ledger.rows[settled.job] = settled

    with pytest.raises(UsageProblem, match=f"is settled: it is {state}"):
        give_up(counter(world), settled.job, is_charged=True)


def test_a_job_that_nobody_knows_is_told(world: World) -> None:
    with pytest.raises(UsageProblem, match="the ledger has no job nobody: `storyboard status` lists them"):
        give_up(counter(world), "nobody", is_charged=True)


# --- paid for elsewhere -------------------------------------------------------------------------------------


def bought_elsewhere(world: World) -> Attempt:
    """A job of the shot `a` that this ledger has no row of."""
    new = replace(only_row(world), state="submitted", ticket="job-0", reason=None)
    world.ledger.rows.clear()
    return new


def test_a_clip_that_was_paid_for_elsewhere_is_fetched_by_the_next_render(world: World) -> None:
    asyncio.run(take_in(counter(world), bought_elsewhere(world)))
    (taken,) = rendered(world).takes

    assert isinstance(taken.outcome, Made)
    assert world.vendor.asked_to_make == ["rain"]


def test_no_second_job_is_taken_in_for_a_request_that_is_owned(world: World) -> None:
    new = bought_elsewhere(world)
    world.ledger.rows["mine"] = row(take("a", "rain"), job="mine", key=new.key)

    with pytest.raises(SpendingRefused, match="a has a job already: mine is stored"):
        asyncio.run(take_in(counter(world), new))


# --- cancelling ---------------------------------------------------------------------------------------------


@pytest.fixture
def queued(world: World) -> Attempt:
    """The lost job, taken over and still in its queue."""
    world.vendor.queued = 99
    asyncio.run(take_over(counter(world), only_row(world).job, "job-0"))
    return only_row(world)


def test_a_queued_job_is_let_go_and_costs_nothing(world: World, queued: Attempt) -> None:
    (ended,) = asyncio.run(let_go(counter(world), (queued,)))

    assert ended.is_cancelled
    assert world.states() == {"a": "cancelled"}
    assert spent_on(only_row(world)) == 0.0


def test_a_job_that_runs_is_not_let_go(world: World, queued: Attempt) -> None:
    world.vendor.queued = 0

    (ended,) = asyncio.run(let_go(counter(world), (queued,)))

    assert (ended.is_cancelled, ended.told) == (False, "it runs, and is paid for")
    assert world.states() == {"a": "submitted"}


def test_a_provider_that_cancels_nothing_is_told_of(world: World, queued: Attempt) -> None:
    (ended,) = asyncio.run(let_go(counter(world, can_cancel=False), (queued,)))

    assert ended.told == "acme cancels nothing: it runs on, and is paid for"


def test_the_row_of_a_run_that_lives_is_left_to_that_run(world: World, queued: Attempt) -> None:
    world.claims.others = {queued.storyboard}

    (ended,) = asyncio.run(let_go(counter(world), (queued,)))

    assert ended.is_cancelled
    assert world.states() == {"a": "submitted"}
