"""A run that is cancelled at each of its awaits in turn, and begun again: nothing is paid twice or lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Made, Outcomes, Reused
from pipeline.plan import make_plan
from pipeline.run import run
from pipeline.run.crew import to_the_end
from tests.twins import Vendor, World, episode, take

GRAPH = episode(take("a", "rain"), take("b", "snow", after="a"), take("c", "sun"))


class Counted(Coroutine[Any, Any, Any]):
    """A coroutine that tells each time before it goes on after an await."""

    def __init__(self, work: Coroutine[Any, Any, Any], tell: Callable[[], None]) -> None:
        self._work, self._tell = work, tell

    def send(self, value: Any) -> Any:
        self._tell()
        return self._work.send(value)

    def throw(self, *error: Any) -> Any:
        self._tell()
        return self._work.throw(*error)

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        raise AssertionError("only a task drives it")


def rendered(world: World, *, cancel_at: tuple[int, ...] = ()) -> tuple[Outcomes | None, int]:
    """The outcomes, None where it was cancelled, and how often a task went on after an await."""
    awaits = 0

    async def whole() -> Outcomes | None:
        loop = asyncio.get_running_loop()

        def tell() -> None:
            nonlocal awaits
            awaits += 1
            if awaits in cancel_at:
                work.cancel()

        loop.set_task_factory(
            lambda loop, coroutine, **named: asyncio.Task(Counted(coroutine, tell), loop=loop, **named)
        )
        facts = world.facts()
        plan = make_plan(GRAPH, facts, budget_usd=None)
        work = asyncio.ensure_future(run(plan, facts, world.ports, only=None, watch=world.events.append))
        try:
            return await work
        except asyncio.CancelledError:
            return None

    return asyncio.run(whole()), awaits


def new_world(folder: Path, *, id_is_ours: bool) -> World:
    folder.mkdir()
    return World(folder, id_is_ours=id_is_ours, vendor=Vendor(answers_travel=2))


@pytest.mark.parametrize("id_is_ours", [True, False])
@pytest.mark.parametrize("then", [(), (1, 2, 3)], ids=["once", "four times"])
def test_wherever_a_run_is_cancelled_the_next_one_pays_for_nothing_again(
    tmp_path: Path, id_is_ours: bool, then: tuple[int, ...]
) -> None:
    _, awaits = rendered(new_world(tmp_path / "whole", id_is_ours=id_is_ours))
    cut_short = 0

    for moment in range(1, awaits):
        world = new_world(tmp_path / str(moment), id_is_ours=id_is_ours)
        left, _ = rendered(world, cancel_at=(moment, *(moment + after for after in then)))
        cut_short += left is None
        outcomes, _ = rendered(world)

        assert outcomes is not None
        assert all(isinstance(each.outcome, Made | Reused) for each in outcomes.takes), outcomes.takes
        assert sorted(world.vendor.asked_to_make) == ["rain", "snow", "sun"], f"await {moment}"
    # In its last breaths a run may come to its end all the same.
    assert cut_short >= awaits - 5 > 60


def test_an_answer_is_waited_for_however_often_the_run_is_cancelled() -> None:
    kept: list[str] = []

    async def answer() -> None:
        for _ in range(9):
            await asyncio.sleep(0)
        kept.append("answer")

    async def cancelled_thrice() -> None:
        task = asyncio.ensure_future(to_the_end(answer()))
        for _ in range(3):
            await asyncio.sleep(0)
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled_thrice())

    assert kept == ["answer"]
