"""Which take counts: the pick, else the lock's, else the lowest one made."""

from __future__ import annotations

import pytest

from pipeline.decide import Standing, counted, counting
from pipeline.model import FrameFact, ReviewLine
from pipeline.plan import make_plan
from tests.twins import episode, own_shot, sha256, shot_of, take
from tests.unit.remembered import facts, owned, row

MADE_1, MADE_2 = Standing(1, "c1", "ended"), Standing(2, "c2", "ended")
FAILED_1 = Standing(1, None, "ended")
WORKING_1, COMING_1 = Standing(1, None, "working"), Standing(1, "c1", "working")
WAITING_1 = Standing(1, None, "waiting")


@pytest.mark.parametrize(
    ("takes", "pick", "used", "expected"),
    [
        ([MADE_2, MADE_1], None, None, "c1"),
        ([FAILED_1, MADE_2], None, None, "c2"),
        ([WORKING_1, MADE_2], None, None, None),
        ([FAILED_1], None, None, None),
        ([MADE_1, MADE_2], None, "c2", "c2"),
        ([MADE_1, MADE_2], "c2", "c1", "c2"),
        ([MADE_1, MADE_2], "of other words", "c2", "c2"),
        ([WORKING_1, MADE_2], None, "c2", "c2"),
        ([COMING_1, MADE_2], "c1", "c2", "c1"),
        ([WAITING_1, MADE_2], None, "c2", None),
        ([], None, None, None),
    ],
)
def test_the_pick_counts_then_the_locks_clip_then_the_lowest_made(
    takes: list[Standing], pick: str | None, used: str | None, expected: str | None
) -> None:
    known = facts(review={"a": ReviewLine("a", pick, "open")}, used={"a": used} if used else {})

    assert counting("a", takes, known) == expected


def test_an_own_clip_counts() -> None:
    graph = episode(own_shot("a", "own.mp4", b"clip"))
    plan = make_plan(graph, facts(), budget_usd=None)

    assert counted(graph.shots[0], plan, facts()) == sha256(b"clip")


def test_a_plan_tells_what_counts_without_a_run() -> None:
    one, other = take("a", "rain"), take("b", "snow")
    graph = episode(one, other)
    known = facts(owned={row(one).key: owned(one)})

    plan = make_plan(graph, known, budget_usd=None)

    assert [counted(shot, plan, known) for shot in graph.shots] == ["c1", None]


def test_a_picked_take_beyond_those_written_counts_behind_a_frame_too() -> None:
    source, follower = take("a", "rain"), take("b", "snow", after="a")
    need = follower.needs[0]
    first = row(follower, {need: "p"})
    second = row(take("b", "snow", number=2, after="a"), {need: "p"})
    known = facts(
        owned={
            row(source).key: owned(source),
            first.key: owned(take("b"), key=first.key, words=first.words, clip_sha256="b1"),
            second.key: owned(take("b", number=2), key=second.key, words=second.words, clip_sha256="b2"),
        },
        frames={("c1", "last"): FrameFact("p", "png")},
        review={"b": ReviewLine("b", "b2", "open")},
    )
    graph = episode(source, shot_of(follower))

    plan = make_plan(graph, known, budget_usd=None)

    assert counted(graph.shots[1], plan, known) == "b2"
