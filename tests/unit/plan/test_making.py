"""Plans: decisions in dependency order, and what they cost at least and at most."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Ask, FrameFact, Plan, PlannedTake, RequestGraph, Reuse, ReviewLine, Submit, Wait
from pipeline.plan import make_plan, narrowed
from tests.twins import episode, own_shot, sha256, shot_of, take
from tests.unit.remembered import facts, owned, row

A, B, C = take("a", "rain"), take("b", "snow", after="a"), take("c", "sun", after="b")
B_ROW = row(B, {B.needs[0]: "p"})
OWN_A = {row(A).key: owned(A)}
FRAME_A = {("c1", "last"): FrameFact("p", "png")}


def planned(graph: RequestGraph, **known: Any) -> Plan:
    return make_plan(graph, facts(**known), budget_usd=None)


def decisions(plan: Plan) -> list[type]:
    return [type(each.decision) for each in plan.takes]


def cost(one: PlannedTake) -> tuple[float | None, float | None]:
    return one.floor_usd, one.ceiling_usd


def test_nothing_made_yet_is_submitted_or_waits() -> None:
    plan = planned(episode(A, B, C))

    assert decisions(plan) == [Submit, Wait, Wait]
    assert (plan.floor_usd, plan.ceiling_usd) == (3.0, 3.06)
    assert plan.longest_chain == ("a", "b", "c")


def test_a_frame_on_record_makes_the_next_key_known() -> None:
    plan = planned(episode(A, B, C), owned=OWN_A, frames=FRAME_A)

    assert decisions(plan) == [Reuse, Submit, Wait]
    assert plan.takes[1].key == B_ROW.key


def test_a_frame_that_was_never_taken_is_waited_for() -> None:
    plan = planned(episode(A, B), owned=OWN_A)

    assert plan.takes[1].decision.reason == "its first frame is taken from a first"


def test_a_whole_chain_that_is_owned_costs_nothing() -> None:
    plan = planned(episode(A, B), owned={**OWN_A, B_ROW.key: owned(B_OWNED)}, frames=FRAME_A)

    assert decisions(plan) == [Reuse, Reuse]
    assert (plan.floor_usd, plan.ceiling_usd) == (0.0, 0.0)


B_OWNED = take("b", "snow")


def test_a_wait_may_cost_nothing_only_where_a_sibling_is_owned() -> None:
    alone = planned(episode(A, B)).takes[1]
    with_sibling = planned(episode(A, B), shapes=frozenset({B_ROW.shape})).takes[1]

    assert cost(alone) == (1.0, 1.02)
    assert cost(with_sibling) == (0.0, 1.02)


def test_two_that_wait_may_come_out_as_one_request() -> None:
    graph = episode(A, take("z", "sun"), B, take("y", "snow", after="z"))

    plan = planned(graph)

    assert [cost(each) for each in plan.takes[2:]] == [(1.0, 1.02), (0.0, 1.02)]


def test_what_waits_for_an_answer_costs_nothing_for_sure() -> None:
    lost = replace(row(A), state="submitting", ticket=None, clip_sha256=None)

    plan = planned(episode(A, B, C), underway={lost.key: lost})

    assert decisions(plan) == [Ask, Wait, Wait]
    assert [cost(each) for each in plan.takes[1:]] == [(0.0, 1.02), (0.0, 1.02)]
    assert [each.decision.reason for each in plan.takes[1:]] == [
        "its first frame comes from a, which has to be decided first",
        "its first frame comes from b, which has to be decided first",
    ]


def test_an_approved_shot_may_be_asked_about_once_its_frame_is_known() -> None:
    review = {"b": ReviewLine("b", "c2", "approved")}

    plan = planned(episode(A, B), review=review)

    assert [cost(each) for each in plan.takes] == [(1.0, 1.02), (0.0, 1.02)]


def test_what_nobody_has_a_price_for_is_counted() -> None:
    plan = planned(episode(A, take("b", "snow", price=None)))

    assert cost(plan.takes[1]) == (None, None)
    assert (plan.unpriced, plan.ceiling_usd) == (1, 1.02)


@pytest.mark.parametrize("price", [A.price, None])
def test_a_preview_is_free_and_never_unpriced(price: Any) -> None:
    plan = planned(episode(replace(A, price=price)), realm="preview")

    assert (plan.floor_usd, plan.ceiling_usd, plan.unpriced) == (0.0, 0.0, 0)


def test_equal_requests_are_paid_for_once() -> None:
    plan = planned(episode(A, take("z", "rain")))

    assert plan.ceiling_usd == 1.02
    assert plan.takes[1].decision == Submit("same request as take 1 of a: made once for both")


def test_an_equal_request_still_tells_which_of_its_keys_changed() -> None:
    other = take("z", "rain")

    plan = planned(episode(A, other), latest={("z", 1): row(take("z", "fog"))})

    assert isinstance(plan.takes[1].decision, Submit)
    assert plan.takes[1].decision.fields == ("prompt",)


def test_takes_stand_in_story_order_whatever_waits_for_what() -> None:
    plan = planned(episode(take("end", after="start"), take("start")))

    assert [each.shot for each in plan.takes] == ["end", "start"]


def test_an_own_clip_has_no_take_and_hands_its_frame_on() -> None:
    clip = b"clip"
    known = {(sha256(clip), "last"): FrameFact("p", "png")}

    plan = planned(episode(own_shot("a", "own.mp4", clip), B), frames=known)

    assert [(each.shot, type(each.decision)) for each in plan.takes] == [("b", Submit)]


def test_followers_wait_while_a_lower_take_may_still_come() -> None:
    second = take("a", "rain", number=2)
    takes = shot_of(A, second)

    plan = planned(episode(takes, B), owned={row(second).key: owned(second)}, frames=FRAME_A)

    assert decisions(plan) == [Submit, Reuse, Wait]


def test_followers_use_the_take_that_the_lock_uses() -> None:
    second = take("a", "rain", number=2)

    plan = planned(
        episode(shot_of(A, second), B),
        owned={row(second).key: owned(second)},
        frames=FRAME_A,
        used={"a": "c1"},
    )

    assert decisions(plan) == [Submit, Reuse, Submit]


def test_an_omitted_shot_is_not_planned_unless_it_is_owned_or_needed() -> None:
    review = {name: ReviewLine(name, None, "omitted") for name in ("a", "c", "z")}
    other = take("z", "fog")

    plan = planned(
        episode(A, B, C, other), owned={row(other).key: owned(other, clip_sha256="cz")}, review=review
    )

    assert [(each.shot, type(each.decision)) for each in plan.takes] == [
        ("a", Submit),
        ("b", Wait),
        ("z", Reuse),
    ]
    assert plan.left_out == ("a", "c", "z")


def test_an_approved_shot_is_asked_about_until_a_new_take_is_asked_for() -> None:
    old = owned(take("a", "fog"), clip_sha256="c-old")
    known = facts(owned={old.key: old}, review={"a": ReviewLine("a", "c-old", "approved")})

    held = make_plan(episode(A), known, budget_usd=None)
    free = make_plan(episode(A), known, budget_usd=None, again=frozenset({"a"}))

    assert (decisions(held), held.ceiling_usd) == ([Ask], 0.0)
    assert decisions(free) == [Submit]


def test_a_narrowed_plan_has_the_sums_of_its_takes() -> None:
    plan = narrowed(planned(episode(A, B, C)), {"a"})

    assert [each.shot for each in plan.takes] == ["a"]
    assert plan.ceiling_usd == 1.02
    assert len(plan.graph.shots) == 3
