"""Turns a wish for one more picture of the same words into one more take in the graph. Decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pipeline.model import (
    JSON,
    Attempt,
    Facts,
    FieldPath,
    Plan,
    RequestGraph,
    Reuse,
    ShotRequests,
    TakeRequest,
)


def with_another_take(plan: Plan, facts: Facts, names: Collection[str]) -> RequestGraph:
    """The graph with one more take for each named shot whose takes are all owned. A shot that has a take to
    make gets none: that one is new already."""
    pending = {take.shot for take in plan.takes if not isinstance(take.decision, Reuse)}
    wanted = set(names) - pending
    shots = [
        _with_one_more(shot, facts) if shot.takes and shot.name in wanted else shot
        for shot in plan.graph.shots
    ]
    return replace(plan.graph, shots=tuple(shots))


def _with_one_more(shot: ShotRequests, facts: Facts) -> ShotRequests:
    made = [
        number
        for (name, number), newest in facts.latest.items()
        if name == shot.name and not (isinstance(newest, Attempt) and newest.state in ("failed", "cancelled"))
    ]
    number = 1 + max([len(shot.takes), *made])
    return replace(shot, takes=(*shot.takes, another(shot.takes[0], number)))


def another(first: TakeRequest, number: int) -> TakeRequest:
    """Take n of a shot by its first: the same words and the seed plus n - 1, where one is sent."""
    body = first.request.body
    if first.seed_path is not None:
        body = _with_seed(body, first.seed_path, number - first.number)
    request = replace(first.request, body=body)
    return replace(first, number=number, request=request, words={**first.words, "take": number})


def _with_seed(body: Mapping[str, JSON], path: FieldPath, more: int) -> dict[str, JSON]:
    step, *rest = path
    inner = body[step]
    if isinstance(inner, dict):
        return {**body, step: _with_seed(inner, tuple(rest), more)}
    assert isinstance(inner, int), "a seed is sent as a whole number"
    return {**body, step: inner + more}
