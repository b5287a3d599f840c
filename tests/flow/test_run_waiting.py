"""The run while it waits: nobody asks about a job that can hardly have ended."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import Event, RequestGraph
from pipeline.plan import make_plan
from pipeline.run import Stop, run
from tests.twins import Crash, Vendor, World, episode, take

RAIN = episode(take("a", "rain"))


def waiting_world(folder: Path, usual_s: float | None) -> World:
    """A provider whose jobs have ended when they are first asked about, one second into their turn."""
    world = World(folder, vendor=Vendor(polls=1))
    world.ports = replace(world.ports, usual_s=usual_s)
    return world


def rendered(world: World, graph: RequestGraph, stop_at: str | None = None) -> float:
    """The seconds that it took."""
    began_s, stop = world.clock.passed_s, Stop()

    def watch(event: Event) -> None:
        if event.state == stop_at:
            stop.ask()

    facts = world.facts()
    plan = make_plan(graph, facts, budget_usd=None)
    asyncio.run(run(plan, facts, world.ports, only=None, watch=watch, stop=stop))
    return world.clock.passed_s - began_s


@pytest.mark.parametrize(
    ("usual_s", "expected_s"), [(None, 1.0), (0.0, 1.0), (100.0, 61.0), (100_000.0, 361.0)]
)
def test_a_fresh_job_is_left_alone_for_a_part_of_its_usual_time(
    tmp_path: Path, usual_s: float | None, expected_s: float
) -> None:
    world = waiting_world(tmp_path, usual_s)

    assert rendered(world, RAIN) == pytest.approx(expected_s)
    assert world.vendor.questions == 1


def test_what_the_last_jobs_took_counts_for_the_next(tmp_path: Path) -> None:
    world = waiting_world(tmp_path, 100.0)
    assert rendered(world, RAIN) == pytest.approx(61.0)

    assert rendered(world, episode(take("b", "snow"))) == pytest.approx(0.6 * 61.0 + 1.0)


def test_where_jobs_are_quick_the_past_makes_nobody_wait(tmp_path: Path) -> None:
    world = waiting_world(tmp_path, 100.0)
    rendered(world, RAIN)
    world.ports = replace(world.ports, usual_s=None)

    assert rendered(world, episode(take("b", "snow"))) == pytest.approx(1.0)


def test_a_job_that_an_earlier_run_submitted_has_waited_already(tmp_path: Path) -> None:
    world = waiting_world(tmp_path, 100.0)
    world.ledger.crash_at = "completed"
    with pytest.raises(ExceptionGroup) as caught:
        rendered(world, RAIN)
    assert caught.group_contains(Crash)

    assert rendered(world, RAIN) == pytest.approx(1.0)
    assert world.vendor.asked_to_make == ["rain"]


def test_a_run_that_is_to_stop_asks_at_once(tmp_path: Path) -> None:
    world = waiting_world(tmp_path, 100.0)

    assert rendered(world, RAIN, stop_at="submitting") == pytest.approx(1.0)
