"""One more take of the same words: where it is added, under which number, with which seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.model import FieldPath, RequestGraph, TakeRequest
from pipeline.plan import make_plan, with_another_take
from pipeline.plan.again import another
from tests.twins import episode, own_shot, take
from tests.unit.remembered import facts, line, owned, row


def numbers(graph: RequestGraph, names: set[str], **given: Any) -> dict[str, list[int]]:
    known = facts(**given)
    plan = make_plan(graph, known, budget_usd=None)
    shots = with_another_take(plan, known, names).shots
    return {shot.name: [one.number for one in shot.takes] for shot in shots}


def seeded(take: TakeRequest, path: FieldPath, body: dict[str, Any]) -> TakeRequest:
    return replace(take, seed_path=path, request=replace(take.request, body=body))


def test_a_shot_whose_takes_are_all_owned_gets_one_more() -> None:
    clip = owned(take("a"))

    found = numbers(episode(take("a"), take("b", "snow")), {"a"}, owned={clip.key: clip})

    assert found == {"a": [1, 2], "b": [1]}


def test_a_shot_that_has_a_take_to_make_gets_none() -> None:
    assert numbers(episode(take("a")), {"a"}) == {"a": [1]}


def test_numbers_only_grow_and_what_came_to_nothing_gives_its_number_back() -> None:
    clip = owned(take("a"))
    graph = episode(take("a"))
    made = {("a", 1): row(), ("a", 2): row(take=2)}
    locked = {("a", 1): row(), ("a", 2): line(take=2)}
    failed = {("a", 1): row(), ("a", 2): row(take=2, state="failed")}

    assert numbers(graph, {"a"}, owned={clip.key: clip}, latest=made) == {"a": [1, 3]}
    assert numbers(graph, {"a"}, owned={clip.key: clip}, latest=locked) == {"a": [1, 3]}
    assert numbers(graph, {"a"}, owned={clip.key: clip}, latest=failed) == {"a": [1, 2]}


def test_an_own_clip_has_no_takes() -> None:
    assert numbers(episode(own_shot("a", "a.mp4", b"clip")), {"a"}) == {"a": []}


def test_another_take_has_the_same_words_and_the_next_seed() -> None:
    first = seeded(take("a"), ("inputs", "seed"), {"prompt": "rain", "inputs": {"seed": 7, "x": 1}})

    third = another(first, 3)

    assert third.request.body == {"prompt": "rain", "inputs": {"seed": 9, "x": 1}}
    assert third.words == {"model": "acme-v1", "prompt": "rain", "take": 3}
    assert third.number == 3


def test_where_no_seed_is_sent_none_is_added() -> None:
    assert another(take("a"), 2).request.body == take("a").request.body
