"""Slots: a provider's limit, who goes first, and how the limit moves."""

from __future__ import annotations

import asyncio

import pytest

from pipeline.run.slots import Slots


async def taking_turns(slots: Slots, weights: list[float]) -> list[float]:
    """The order in which holders of these weights got their slot."""
    order: list[float] = []

    async def hold(weight: float) -> None:
        async with slots.held(weight):
            order.append(weight)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for weight in weights:
            group.create_task(hold(weight))
    return order


def test_the_heaviest_of_those_who_wait_goes_next() -> None:
    assert asyncio.run(taking_turns(Slots(1), [1, 2, 5, 3])) == [1, 5, 3, 2]


def test_a_full_provider_shrinks_the_limit_once_until_a_job_is_taken() -> None:
    slots = Slots(10)

    for _ in range(3):
        slots.shrink()

    assert slots.allowed == pytest.approx(7)


def test_success_grows_the_limit_back_and_no_further() -> None:
    slots = Slots(4)
    slots.shrink()

    for _ in range(20):
        slots.grow()

    assert slots.allowed == 4


def test_a_limit_never_shrinks_below_one() -> None:
    slots = Slots(1)

    slots.shrink()

    assert asyncio.run(taking_turns(slots, [1, 2])) == [1, 2]


def test_a_cancelled_turn_gives_its_slot_back() -> None:
    async def cancel_one_that_waits() -> list[float]:
        slots = Slots(1)
        async with slots.held(0):
            waiter = asyncio.ensure_future(taking_turns(slots, [9]))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            waiter.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiter
        return await taking_turns(slots, [1, 2])

    assert asyncio.run(cancel_one_that_waits()) == [1, 2]
