"""How long takes usually take, and how long a plan takes at least."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import Attempt, Plan
from pipeline.plan import make_plan
from pipeline.report.pace import shortest_s, usual_s
from tests.twins import episode, take
from tests.unit.remembered import facts, owned, row


def took(seconds: int, **given: Any) -> Attempt:
    return row(
        created_at="2026-03-03T10:00:00.000Z", updated_at=f"2026-03-03T10:00:{seconds:02d}.000Z", **given
    )


def test_the_usual_time_is_the_median_of_what_was_made_in_this_realm() -> None:
    rows = [
        took(10),
        took(20),
        took(59),
        took(1, realm="preview"),
        took(2, state="failed"),
        took(30, model="acme-v2"),
    ]

    assert usual_s(rows, "vendor") == {"acme-v1": 20.0, "acme-v2": 30.0}


def chain(**given: Any) -> Plan:
    graph = episode(take("a"), take("b", "snow", after="a"), take("c", "fog"))
    return make_plan(graph, facts(**given), budget_usd=None)


def test_a_plan_takes_as_long_as_its_longest_chain_of_what_is_not_owned() -> None:
    clip = owned(take("a"))

    assert shortest_s(chain(), {"acme-v1": 20.0}) == 40.0
    assert shortest_s(chain(owned={clip.key: clip}), {"acme-v1": 20.0}) == 20.0


@pytest.mark.parametrize("usual", [{}, {"acme-v2": 3.0}])
def test_nothing_is_guessed_for_a_model_without_a_past(usual: dict[str, float]) -> None:
    assert shortest_s(chain(), usual) is None
