"""Turns plans into one that can be saved, and a saved one and today's into what changed in between. Reads no
file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from pipeline.keys import shape_key
from pipeline.model import JSON, Plan, PlannedTake, SavedChoices, SavedPlan, SavedTake
from pipeline.report.money import usd_range
from pipeline.report.plan import word
from pipeline.showing import one_line


def saved_plan(choices: SavedChoices, plans: Sequence[Plan]) -> SavedPlan:
    """plans: of the storyboards of `choices`, in their order."""
    return SavedPlan(choices, tuple(_saved(take, plan) for plan in plans for take in plan.takes))


def _saved(take: PlannedTake, plan: Plan) -> SavedTake:
    return SavedTake(
        storyboard=plan.graph.storyboard,
        shot=take.shot,
        number=take.number,
        decision=word(take.decision),
        identity=take.key or _shape(take, plan),
        floor_usd=take.floor_usd,
        ceiling_usd=take.ceiling_usd,
    )


def _shape(take: PlannedTake, plan: Plan) -> str:
    shot = next(shot for shot in plan.graph.shots if shot.name == take.shot)
    return shape_key(next(one for one in shot.takes if one.number == take.number), plan.realm)


def saved_text(saved: SavedPlan) -> str:
    """The file of a saved plan: JSON, a take a line."""
    head: dict[str, JSON] = {"format_version": "1.0", "choices": asdict(saved.choices)}
    lines = [json.dumps(asdict(take), ensure_ascii=False) for take in saved.takes]
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "takes": [\n' + ",\n".join(lines) + "\n]}\n"


def changes_since(saved: SavedPlan, plans: Sequence[Plan]) -> tuple[str, ...]:
    """What is not as it was when the plan was saved, a line each; nothing where it can be carried out."""
    now = saved_plan(saved.choices, plans)
    before = {(take.storyboard, take.shot, take.number): take for take in saved.takes}
    today = {(take.storyboard, take.shot, take.number): take for take in now.takes}
    reasons = {
        (plan.graph.storyboard, take.shot, take.number): take.decision.reason
        for plan in plans
        for take in plan.takes
    }
    gone = [f"{_name(take)} is not planned any more" for name, take in before.items() if name not in today]
    new = [f"{_name(take)} is new: {reasons[name]}" for name, take in today.items() if name not in before]
    changed = [
        f"{_name(take)}: {change}"
        for name, take in today.items()
        if name in before
        for change in _changes(before[name], take, reasons[name])
    ]
    return tuple(one_line(line) for line in (*gone, *new, *changed))


def _name(take: SavedTake) -> str:
    return f"{take.shot} take {take.number}"


def _changes(before: SavedTake, now: SavedTake, reason: str) -> Iterator[str]:
    """At most one: what follows from the first is not told again."""
    if before.decision != now.decision:
        yield f"was `{before.decision}`, is `{now.decision}`: {reason}"
    elif before.identity != now.identity:
        yield f"another request: {reason}"
    elif (before.floor_usd, before.ceiling_usd) != (now.floor_usd, now.ceiling_usd):
        was = usd_range(before.floor_usd, before.ceiling_usd)
        yield f"its price was {was}, is {usd_range(now.floor_usd, now.ceiling_usd)}"
