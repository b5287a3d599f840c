"""Selections: what an expression names, and what is said where it names nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pipeline.errors import UsageProblem
from pipeline.model import Facts, FrameFact, Plan
from pipeline.plan import make_plan, select, selected
from tests.twins import episode, shot_of, take
from tests.unit.remembered import facts, owned, row

NEW, FAILED, DOUBT = take("night", "fog"), take("offer/desk", "pen"), take("river", "lantern")
CHANGED = take("arrival", "rain")
KNOWN = facts(
    latest={("arrival", 1): row(take("arrival", "snow"))},
    failed={row(FAILED).key: row(FAILED, state="failed")},
    uncertain={row(DOUBT).key: row(DOUBT, state="uncertain")},
)
GRAPH = episode(
    shot_of(CHANGED, labels=("rainy", "day")),
    FAILED,
    take("offer/answer", "laugh", after="offer/desk"),
    shot_of(NEW, labels=("dark",)),
    DOUBT,
)
PLAN = make_plan(GRAPH, KNOWN, budget_usd=None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("arrival", {"arrival"}),
        ("offer/*", {"offer/desk", "offer/answer"}),
        ("arrival night", {"arrival", "night"}),
        ("offer/*,offer/desk", {"offer/desk"}),
        ("arrival,night river", {"river"}),
        ("+offer/answer", {"offer/desk", "offer/answer"}),
        ("offer/desk+", {"offer/desk", "offer/answer"}),
        ("state:new,label:dark", {"night"}),
        ("+state:new", {"night", "offer/desk", "offer/answer"}),
        ("state:changed", {"arrival"}),
        ("state:failed", {"offer/desk"}),
        ("state:failed+", {"offer/desk", "offer/answer"}),
        ("state:uncertain", {"river"}),
        ("label:rain*", {"arrival"}),
        ("model:acme-*,label:dark", {"night"}),
        ("episode:ep01", {"arrival", "offer/desk", "offer/answer", "night", "river"}),
    ],
)
def test_an_expression_names_shots(expression: str, expected: set[str]) -> None:
    assert select(expression, PLAN, KNOWN) == expected


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("arival", "did you mean `arrival`?"),
        ("offer", "did you mean `offer/*`?"),
        ("state:nwe", "did you mean `new`?"),
        ("tag:dark", "it is one of `state`, `label`, `model`, `episode`"),
        ("episode:ep02", "`episode:ep02` selects nothing in ep01.storyboard.yaml"),
        ("", "selects nothing"),
        (",", "selects nothing"),
    ],
)
def test_nothing_selected_is_told_with_advice(expression: str, told: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        select(expression, PLAN, KNOWN)

    assert told in str(caught.value)


def test_a_shot_whose_source_is_unmade_and_not_selected_is_refused() -> None:
    with pytest.raises(UsageProblem, match=r"`\+offer/answer` selects both"):
        select("offer/answer", PLAN, KNOWN)


def test_a_shot_whose_source_is_made_may_be_selected_alone() -> None:
    known = facts(owned={row(FAILED).key: owned(FAILED)}, frames={("c1", "last"): FrameFact("p", "png")})

    assert select("offer/answer", make_plan(GRAPH, known, budget_usd=None), known) == {"offer/answer"}


@dataclass(frozen=True)
class Planned:
    plan: Plan
    facts: Facts


def test_a_record_with_a_plan_is_narrowed_to_what_is_selected() -> None:
    narrow = selected(Planned(PLAN, KNOWN), "night")

    assert [each.shot for each in narrow.plan.takes] == ["night"]
