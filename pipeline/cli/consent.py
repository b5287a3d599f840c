"""Asks before money is spent, and refuses where nobody can be asked or something is missing that a paid run
needs. Spends nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

import click

from pipeline.errors import SpendingRefused
from pipeline.flow import Planned, World, obstacles, published
from pipeline.history import is_within
from pipeline.model import PlannedTake, Resume, Reuse, Submit, Wait
from pipeline.report.money import usd, usd_range

NAMED = 8
"""Takes that a refusal names; more would hide what to do."""


def agree(
    planned: Sequence[Planned], *, budget_usd: float | None, is_yes: bool, allow_unpriced: bool
) -> None:
    """Returns where the run may go on. Raises SpendingRefused with what would let it.

    budget_usd: of all episodes of this run together.
    """
    floor_usd = sum(one.plan.floor_usd for one in planned)
    ceiling_usd = sum(one.plan.ceiling_usd for one in planned)
    unpriced = sorted({name for one in planned for name in _unpriced(one)})
    consents = sorted({consent for one in planned for consent in consents_of(one)})
    if unpriced and not allow_unpriced:
        raise SpendingRefused(
            f"nobody knows the price of {', '.join(unpriced)}: set it under [prices] in storyboard.toml, "
            "or say --allow-unpriced"
        )
    _stay_within(planned, floor_usd, budget_usd)
    if is_yes or not (ceiling_usd or unpriced or consents):
        return
    what = _what(usd_range(floor_usd, ceiling_usd), unpriced, consents)
    if sys.stdin is None or not sys.stdin.isatty():
        raise SpendingRefused(f"{what}; there is no terminal to ask at: say --yes")
    if not click.confirm(f"{what[0].upper()}{what[1:]}. Go on?", err=True):
        raise SpendingRefused("nothing was bought")


def _what(cost: str, unpriced: Sequence[str], consents: Sequence[str]) -> str:
    more = f", and what {', '.join(unpriced)} costs, which nobody knows" if unpriced else ""
    return "; ".join([f"rendering costs {cost}{more}", *consents])


def consents_of(one: Planned) -> tuple[str, ...]:
    """What a person has to agree to beside the price; nothing where nothing would be bought."""
    is_bought = any(isinstance(take.decision, Submit | Wait) for take in one.plan.takes)
    return one.consents if is_bought and one.plan.realm != "preview" else ()


def _unpriced(one: Planned) -> list[str]:
    models = {shot.name: shot.model for shot in one.plan.graph.shots}
    return [
        models[take.shot]
        for take in one.plan.takes
        if isinstance(take.decision, Submit | Wait) and take.floor_usd is None
    ]


def _stay_within(planned: Sequence[Planned], floor_usd: float, budget_usd: float | None) -> None:
    if budget_usd is not None and not is_within(budget_usd, floor_usd):
        raise SpendingRefused(
            f"this costs at least {usd(floor_usd)}, and --budget is {usd(budget_usd)}: raise it, or select "
            "fewer shots"
        )
    for one in planned:
        cap = one.plan.budget_usd
        if cap is not None and not is_within(cap, one.plan.floor_usd):
            raise SpendingRefused(
                f"{one.storyboard.path} costs at least {usd(one.plan.floor_usd)}, and {usd(max(cap, 0.0))} "
                "is left of its budget: raise `budget:`, or select fewer shots"
            )


# --- what a paid run needs beside consent -------------------------------------------------------------------


def refuse_unowned(one: Planned) -> None:
    """Raises SpendingRefused where a run that buys nothing would miss a take."""
    missing = [_name(take) for take in one.plan.takes if not isinstance(take.decision, Reuse)]
    if missing:
        raise SpendingRefused(f"--locked buys nothing, and these are not owned: {_listed(missing)}")


def refuse_unpublishable(one: Planned, world: World) -> None:
    """Raises SpendingRefused where a picture could not be brought to its provider, before a clip is paid."""
    found = obstacles(one, world)
    if found:
        raise SpendingRefused("; ".join(found))
    for shot, provider in published(one):
        unset = world.run.publishers[provider].unset()
        if unset:
            told = f"{' and '.join(unset)} {'are' if len(unset) > 1 else 'is'} not set"
            raise SpendingRefused(
                f"{shot} cannot be sent: {told}, which the bucket needs that its pictures go to: set it in "
                "the environment or in `.env`"
            )


def refuse_keyless(one: Planned, unset_keys: Mapping[str, str]) -> None:
    """Raises SpendingRefused where a provider has to be asked whose key is not set.

    unset_keys: the variable that should hold it, by provider.
    """
    missing: dict[str, list[str]] = {}
    asked = [(_name(take), provider) for take, provider in _asked(one)]
    asked += [
        (f"{row.shot} take {row.take}, which is out", row.provider)
        for row in one.plan.leftovers
        if row.state != "uncertain"
    ]
    for name, provider in asked:
        if provider in unset_keys:
            missing.setdefault(unset_keys[provider], []).append(name)
    if missing:
        told = "; ".join(
            f"{variable} is not set, which is needed for {_listed(takes)}"
            for variable, takes in missing.items()
        )
        raise SpendingRefused(f"{told}: set it in the environment or in `.env`")


def _asked(one: Planned) -> Iterable[tuple[PlannedTake, str]]:
    """Takes that need an answer of a provider, with its name: all but those whose clips are here."""
    providers = {
        (take.shot, take.number): take.request.provider
        for shot in one.plan.graph.shots
        for take in shot.takes
    }
    for take in one.plan.takes:
        match take.decision:
            case Submit() | Wait() | Resume():
                yield take, providers[take.shot, take.number]
            case Reuse(owned=owned) if owned.ticket and owned.clip_sha256 not in one.facts.present:
                yield take, owned.provider
            case _:
                pass


def _name(take: PlannedTake) -> str:
    return f"{take.shot} take {take.number}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
