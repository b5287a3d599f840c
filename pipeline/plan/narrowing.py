"""Turns a plan and the shots that were selected into the plan of those shots alone. Decides nothing anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import Field, replace
from typing import Any, ClassVar, Protocol, TypeVar

from pipeline.model import Facts, Plan, PlannedTake
from pipeline.plan.making import totalled
from pipeline.plan.selection import select


class HasPlan(Protocol):
    """A frozen record that holds a plan beside the facts it was made from."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def facts(self) -> Facts: ...
    @property
    def plan(self) -> Plan: ...


P = TypeVar("P", bound=HasPlan)


def selected(planned: P, expression: str) -> P:
    """The same record, its plan narrowed to what the expression names. Raises UsageProblem as `select`."""
    names = select(expression, planned.plan, planned.facts)
    return replace(planned, plan=narrowed(planned.plan, names))


def narrowed(plan: Plan, names: Collection[str]) -> Plan:
    """The takes of these shots, with their sums. The graph stays whole: the others' clips may be needed."""
    return with_takes(plan, [take for take in plan.takes if take.shot in names])


def with_takes(plan: Plan, takes: Sequence[PlannedTake]) -> Plan:
    """The plan of these takes, with their sums."""
    return totalled(replace(plan, takes=tuple(takes)))
