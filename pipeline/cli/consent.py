"""Asks before money is spent, and refuses where nobody can be asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from pipeline.errors import SpendingRefused
from pipeline.flow import Planned
from pipeline.model import Submit, Wait
from pipeline.report.money import usd, usd_range


def agree(planned: Sequence[Planned], *, is_yes: bool, allow_unpriced: bool) -> None:
    """Returns where the run may go on. Raises SpendingRefused with what would let it."""
    floor = sum(one.plan.floor_usd for one in planned)
    ceiling = sum(one.plan.ceiling_usd for one in planned)
    unpriced = sorted({name for one in planned for name in _unpriced(one)})
    if unpriced and not allow_unpriced:
        raise SpendingRefused(
            f"nobody knows the price of {', '.join(unpriced)}: set it under [prices] in storyboard.toml, "
            "or say --allow-unpriced"
        )
    _within_budget(planned)
    if (ceiling == 0 and not unpriced) or is_yes:
        return
    if not sys.stdin.isatty():
        raise SpendingRefused(
            f"this would spend {usd_range(floor, ceiling)}; there is no terminal to ask at: say --yes"
        )
    if not click.confirm(f"Spend {usd_range(floor, ceiling)}?", err=True):
        raise SpendingRefused("nothing was bought")


def _unpriced(one: Planned) -> list[str]:
    models = {shot.name: shot.model for shot in one.plan.graph.shots}
    return [
        models[take.shot]
        for take in one.plan.takes
        if isinstance(take.decision, Submit | Wait) and take.floor_usd is None
    ]


def _within_budget(planned: Sequence[Planned]) -> None:
    for one in planned:
        cap = one.plan.budget_usd
        if cap is not None and one.plan.floor_usd > cap:
            raise SpendingRefused(
                f"{one.storyboard.path} costs at least {usd(one.plan.floor_usd)}, and {usd(max(cap, 0.0))} "
                "is left of its budget: raise `budget:` or --budget, or select fewer shots"
            )
