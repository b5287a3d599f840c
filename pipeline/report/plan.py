"""Turns a plan into the screen that people read before money is spent, and into JSON. Decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from pipeline.model import (
    JSON,
    Ask,
    Attempt,
    Decision,
    Facts,
    Place,
    Plan,
    PlannedTake,
    Price,
    Resume,
    Reuse,
    Storyboard,
    Submit,
    Wait,
)
from pipeline.report.money import seconds, usd, usd_range
from pipeline.showing import line_start, one_line

_COUNTED = {
    "reuse": "owned",
    "resume": "under way",
    "submit": "to make",
    "wait": "waiting for a frame of another shot",
    "ask": "to ask you about",
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


def as_text(
    plan: Plan,
    storyboard: Storyboard,
    consents: Sequence[str] = (),
    shortest_s: float | None = None,
    notes: Sequence[str] = (),
    obstacles: Sequence[str] = (),
) -> str:
    """The plan on one screen: a line a take, then the sums.

    consents: what a person has to agree to. shortest_s: how long it takes at least, where that is known.
    notes: what a person should know. obstacles: why a render would refuse.
    """
    rows = [*(_take_row(take, plan, storyboard) for take in plan.takes), *_own_rows(plan)]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    lines = [
        f"  {sign} {name:<{widths[1]}}  {length:>{widths[2]}}  {cost:>{widths[3]}}  {reason}"
        for sign, name, length, cost, reason in rows
    ]
    head = f'{line_start(plan.graph.episode)} "{one_line(storyboard.title)}"   {_extent(plan)}'
    left = [f"  > {_leftover(row)}" for row in plan.leftovers]
    warn = [f"  ! {one_line(told)}" for told in (*consents, *notes, *obstacles)]
    sums = _sums(plan, storyboard.budget_usd, shortest_s)
    return "\n".join([head, "", *lines, *left, *warn, "", *sums]) + "\n"


def changes_text(plan: Plan, facts: Facts, storyboard: Storyboard) -> str:
    """A line for each take that was made before and is made again, with its reason; nothing where none is."""
    changed = [
        take
        for take in plan.takes
        if isinstance(take.decision, Submit | Wait) and (take.shot, take.number) in facts.latest
    ]
    rows = [_take_row(take, plan, storyboard) for take in changed]
    widest = max((len(name) for _, name, *_ in rows), default=0)
    return "".join(f"  {sign} {name:<{widest}}  {reason}\n" for sign, name, _, _, reason in rows)


def _take_row(take: PlannedTake, plan: Plan, storyboard: Storyboard) -> tuple[str, str, str, str, str]:
    shot = next(shot for shot in plan.graph.shots if shot.name == take.shot)
    expected_s = next(one.duration_s for one in shot.takes if one.number == take.number)
    name = f"{take.shot} take {take.number}" if len(shot.takes) > 1 else take.shot
    cost = usd_range(take.floor_usd, take.ceiling_usd)
    reason = one_line(take.decision.reason, 160) + _lines(places_of(take, storyboard), storyboard.path)
    return symbol(take.decision), name, seconds(expected_s), cost, reason


def places_of(take: PlannedTake, storyboard: Storyboard) -> list[Place]:
    """Where the keys stand whose words changed since the take was made, each once."""
    fields = take.decision.fields if isinstance(take.decision, Submit | Wait) else ()
    shot = next((one for one in storyboard.shots if one.name == take.shot), None)
    return list(dict.fromkeys(shot.written_at(field) for field in fields)) if shot else []


def _lines(places: Sequence[Place], path: str) -> str:
    """`, line 31`; where it stands in another file, that file too."""
    told = [f"line {one.line}" if one.path == path else f"{one_line(one.path)}:{one.line}" for one in places]
    return "".join(f", {one}" for one in dict.fromkeys(told))


def _leftover(row: Attempt) -> str:
    """A job that no take asks for, and what becomes of it."""
    name = f"{one_line(row.shot, 60)} take {row.take}, which nothing asks for now"
    if row.state == "uncertain":
        return f"{name}: it may have been paid for: `storyboard resolve {row.job}`"
    return f"{name}: it is out at {row.provider}, and its clip is fetched"


def _own_rows(plan: Plan) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            "=",
            shot.name,
            seconds(shot.own_clip.facts.duration_s),
            usd(0.0),
            f"the author's own clip {one_line(str(shot.own_clip.path))}",
        )
        for shot in plan.graph.shots
        if shot.own_clip
    ]


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _extent(plan: Plan) -> str:
    """How many shots, and how long they are: without those that the review takes out of the cut."""
    shown_s = [
        shot.own_clip.facts.duration_s if shot.own_clip else shot.takes[0].duration_s
        for shot in plan.graph.shots
        if shot.name not in plan.left_out
    ]
    out = f"{len(plan.left_out)} of them left out, " if plan.left_out else ""
    return f"{_count(len(plan.graph.shots), 'shot')}, {out}{seconds(sum(shown_s))}"


# --- sums ---------------------------------------------------------------------------------------------------


def _sums(plan: Plan, budget_usd: float | None, shortest_s: float | None) -> list[str]:
    counts = Counter(word(take.decision) for take in plan.takes)
    parts = [f"{counts[name]} {_COUNTED[name]}" for name in _COUNTED if counts[name]]
    lines = [
        f"Plan: {', '.join(parts) or 'nothing to do'}.",
        f"Cost: {_cost(plan)}.  {_budget(plan, budget_usd)}",
    ]
    lines += _prices(plan)
    if len(plan.longest_chain) > 1:
        chain = " -> ".join(plan.longest_chain)
        lines.append(f"Longest chain: {len(plan.longest_chain)} shots one after another: {one_line(chain)}")
    if shortest_s:
        lines.append(f"Time: at least {seconds(shortest_s)}, as renders went before")
    return lines


def _cost(plan: Plan) -> str:
    if plan.realm == "preview":
        return "nothing, this is a preview"
    known = usd_range(plan.floor_usd, plan.ceiling_usd)
    return (
        f"{known} and {_count(plan.unpriced, 'take')} that nobody knows the price of"
        if plan.unpriced
        else known
    )


def _prices(plan: Plan) -> list[str]:
    """Where the prices of what would be bought come from, and of which day they are."""
    bought = {(one.shot, one.number) for one in plan.takes if isinstance(one.decision, Submit | Wait)}
    if plan.realm == "preview":
        return []
    prices = {
        take.request.model: take.price
        for shot in plan.graph.shots
        for take in shot.takes
        if (take.shot, take.number) in bought and take.price is not None and take.price.source
    }
    told = [f"{model} from {_source(price)}" for model, price in sorted(prices.items())]
    return [f"Prices: {'; '.join(told)}"] if told else []


def _source(price: Price) -> str:
    """The first sentence of where it was read, and the day."""
    day = f", read {one_line(price.date, 20)}" if price.date else ""
    return one_line(price.source.partition(". ")[0], 100) + day


def _budget(plan: Plan, budget_usd: float | None) -> str:
    """What the episode may cost and what is left of it; and this run's own limit, where that is less."""
    if budget_usd is None:
        told = f"Spent so far: {usd(plan.spent_usd)}."
    else:
        left_usd = max(budget_usd - plan.spent_usd, 0.0)
        told = f"Budget: {usd(budget_usd)}, {usd(plan.spent_usd)} of it spent, {usd(left_usd)} left."
    is_less = plan.budget_usd is not None and (
        budget_usd is None or plan.budget_usd < budget_usd - plan.spent_usd
    )
    return f"{told} This run: at most {usd(plan.budget_usd)}." if is_less else told


# --- JSON ---------------------------------------------------------------------------------------------------


def as_json(
    plan: Plan,
    storyboard: Storyboard,
    consents: Sequence[str] = (),
    shortest_s: float | None = None,
    notes: Sequence[str] = (),
    obstacles: Sequence[str] = (),
) -> dict[str, JSON]:
    """One episode's part of `plan --json`. `budget_usd` is of the episode's life, as it is written."""
    takes: list[JSON] = [_take_json(take, storyboard) for take in plan.takes]
    entry: dict[str, JSON] = {
        "takes": takes,
        "cost_usd": {"floor": _cents(plan.floor_usd), "ceiling": _cents(plan.ceiling_usd)},
        "unpriced": plan.unpriced,
        "spent_usd": _cents(plan.spent_usd),
        "longest_chain": list(plan.longest_chain),
    }
    if storyboard.budget_usd is not None:
        entry["budget_usd"] = storyboard.budget_usd
    if plan.leftovers:
        entry["leftovers"] = [
            {"job": row.job, "shot": row.shot, "take": row.take, "state": row.state} for row in plan.leftovers
        ]
    if consents:
        entry["consents"] = list(consents)
    if notes:
        entry["notes"] = list(notes)
    if obstacles:
        entry["obstacles"] = [one_line(obstacle) for obstacle in obstacles]
    if shortest_s is not None:
        entry["shortest_s"] = round(shortest_s, 1)
    return entry


def _take_json(take: PlannedTake, storyboard: Storyboard) -> JSON:
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
    if places := places_of(take, storyboard):
        entry["changed_at"] = [{"path": one.path, "line": one.line} for one in places]
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
