"""Turns what a run left into what a person does next, and where to look. Prints nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from pipeline.model import Failed, Made, Outcomes, Plan, Skipped, Uncertain
from pipeline.report.money import usd
from pipeline.showing import one_line

CENT_USD = 0.005
"""Bills differ from estimates by their dust; less than half a cent is not told."""


def next_steps(plan: Plan, outcomes: Outcomes, path: str, folder: PurePath) -> list[str]:
    """A line each, the most pressing first; nothing where the run left nothing to do.

    path: of the storyboard, as messages call it. folder: of the clips that people see.
    """
    return [
        *_uncertain(outcomes),
        *_failed(outcomes, path),
        *_overruns(plan, outcomes),
        *_look(outcomes, path, folder),
    ]


def _uncertain(outcomes: Outcomes) -> Iterator[str]:
    for take in (*outcomes.takes, *outcomes.leftovers):
        if isinstance(take.outcome, Uncertain):
            yield (
                f"{take.shot} take {take.number} may have been paid for: look into the account there, then "
                f"`storyboard resolve {take.outcome.job}`"
            )


def _failed(outcomes: Outcomes, path: str) -> Iterator[str]:
    failed = [take for take in outcomes.takes if isinstance(take.outcome, Failed)]
    skipped = sum(isinstance(take.outcome, Skipped) for take in outcomes.takes)
    if failed:
        more = f"; {skipped} more wait behind" if skipped else ""
        shot = f"{one_line(path)} {failed[0].shot}"
        yield f"`storyboard request {shot}` shows what was asked; render again tries anew{more}"


def _overruns(plan: Plan, outcomes: Outcomes) -> Iterator[str]:
    """Bills above what was reserved: budgets count them, and the card's price is worth a look."""
    ceilings = {(take.shot, take.number): take.ceiling_usd for take in plan.takes}
    for take in outcomes.takes:
        ceiling = ceilings.get((take.shot, take.number))
        if not isinstance(take.outcome, Made) or ceiling is None or take.outcome.cost_usd is None:
            continue
        over = take.outcome.cost_usd - ceiling
        if over > CENT_USD:
            bill = f"{take.shot} take {take.number} cost {usd(take.outcome.cost_usd)}"
            yield f"{bill}, {usd(over)} more than the plan's most: look at its model's price"


def _look(outcomes: Outcomes, path: str, folder: PurePath) -> Iterator[str]:
    if any(isinstance(take.outcome, Made) for take in outcomes.takes):
        yield f"the clips are in {one_line(str(folder))}; `storyboard review {one_line(path)}` shows them"
