"""Turns a plan into the screen that people read before money is spent, and into JSON. Decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from pipeline.model import JSON, Ask, Decision, Plan, PlannedTake, Resume, Reuse, Submit, Wait
from pipeline.report.money import seconds, usd, usd_range
from pipeline.showing import one_line

_WORDS = {
    "reuse": "owned",
    "resume": "under way",
    "submit": "to make",
    "wait": "to see",
    "ask": "to ask about",
}


def word(decision: Decision) -> str:
    """The decision as `plan --json` spells it."""
    match decision:
        case Reuse():
            return "reuse"
        case Resume():
            return "resume"
        case Submit():
            return "submit"
        case Wait():
            return "wait"
        case Ask():
            return "ask"
        case _:
            assert_never(decision)


def symbol(decision: Decision) -> str:
    """One sign a decision: `=` owned, `>` under way, `+` to make, `~` told when a frame is there, `?` ask."""
    return {"reuse": "=", "resume": ">", "submit": "+", "wait": "~", "ask": "?"}[word(decision)]


def as_text(plan: Plan, title: str) -> str:
    """The plan on one screen: a line a take, then the sum."""
    expected_s = {
        (take.shot, take.number): take.duration_s for shot in plan.graph.shots for take in shot.takes
    }
    names = [_name(take, plan) for take in plan.takes]
    widest = max((len(name) for name in names), default=0)
    rows = [
        f"  {symbol(take.decision)} {name:<{widest}}  {seconds(expected_s[take.shot, take.number]):>5}"
        f"  {_cost(take):>16}  {one_line(take.decision.reason, 160)}"
        for name, take in zip(names, plan.takes, strict=True)
    ]
    rows += [
        f"  = {shot.name:<{widest}}  {seconds(shot.own_clip.facts.duration_s):>5}  {usd(0.0):>16}  "
        f"the author's own clip {one_line(str(shot.own_clip.path))}"
        for shot in plan.graph.shots
        if shot.own_clip
    ]
    head = f'{plan.graph.episode} "{one_line(title)}"   {len(plan.graph.shots)} shots, {_length(plan)}'
    return "\n".join([head, "", *rows, "", *_sums(plan)]) + "\n"


def _name(take: PlannedTake, plan: Plan) -> str:
    several = any(len(shot.takes) > 1 for shot in plan.graph.shots if shot.name == take.shot)
    return f"{take.shot} take {take.number}" if several else take.shot


def _cost(take: PlannedTake) -> str:
    return usd_range(take.floor_usd, take.ceiling_usd)


def _length(plan: Plan) -> str:
    shown = (
        shot.own_clip.facts.duration_s if shot.own_clip else shot.takes[0].duration_s
        for shot in plan.graph.shots
    )
    return seconds(sum(shown))


def _sums(plan: Plan) -> list[str]:
    counts = Counter(word(take.decision) for take in plan.takes)
    parts = [f"{counts[name]} {_WORDS[name]}" for name in _WORDS if counts[name]]
    cost = usd_range(plan.floor_usd, plan.ceiling_usd) + (
        f" and {plan.unpriced} unpriced" if plan.unpriced else ""
    )
    budget = f", budget {usd(plan.budget_usd)}" if plan.budget_usd is not None else ""
    lines = [
        f"Plan: {', '.join(parts) or 'nothing to do'}.   {cost}{budget}, spent so far {usd(plan.spent_usd)}"
    ]
    if len(plan.longest_chain) > 1:
        chain = " -> ".join(plan.longest_chain)
        lines.append(f"Longest chain: {len(plan.longest_chain)} shots one after another: {one_line(chain)}")
    return lines


def as_json(plan: Plan) -> dict[str, JSON]:
    """One episode's part of `plan --json`."""
    takes: list[JSON] = [_take_json(take) for take in plan.takes]
    entry: dict[str, JSON] = {
        "takes": takes,
        "cost_usd": {"floor": _cents(plan.floor_usd), "ceiling": _cents(plan.ceiling_usd)},
        "unpriced": plan.unpriced,
        "spent_usd": _cents(plan.spent_usd),
        "longest_chain": list(plan.longest_chain),
    }
    if plan.budget_usd is not None:
        entry["budget_usd"] = plan.budget_usd
    return entry


def _take_json(take: PlannedTake) -> JSON:
    cost: JSON = None
    if take.floor_usd is not None and take.ceiling_usd is not None:
        cost = {"floor": _cents(take.floor_usd), "ceiling": _cents(take.ceiling_usd)}
    entry: dict[str, JSON] = {
        "shot": take.shot,
        "take": take.number,
        "decision": word(take.decision),
        "reason": one_line(take.decision.reason),
        "cost_usd": cost,
    }
    if take.key is not None:
        entry["key"] = take.key
    return entry


def _cents(amount: float) -> float:
    """To a hundredth of a cent: sums of floats are not shown with their dust."""
    return round(amount, 4)


def several(storyboards: Sequence[str], plans: Sequence[dict[str, JSON]]) -> dict[str, JSON]:
    """The whole object: one episode stands bare, several stand under `episodes` with their storyboards."""
    if len(plans) == 1:
        return {"format_version": "1.0", **plans[0]}
    episodes: list[JSON] = [
        {"storyboard": path, **entry} for path, entry in zip(storyboards, plans, strict=True)
    ]
    return {"format_version": "1.0", "episodes": episodes}
