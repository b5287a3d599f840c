"""Turns a command line into storyboards that were read, and the world they are planned in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pipeline import flow, wiring
from pipeline.cli.faults import tell
from pipeline.cli.project import Target, parse_sets, targets
from pipeline.errors import Fault, FaultsFound, NothingSelected, UsageProblem, in_order
from pipeline.model import JSON, PlannedTake, Realm, Submit
from pipeline.records import record


@record
class Choices:
    """What a command line says about which storyboards to take, and how. realm None: where the environment
    says the providers are."""

    paths: Sequence[str]
    profile: str | None = None
    sets: Sequence[str] = ()
    realm: Realm | None = None
    jobs: int | None = None


@record
class Opened:
    """One storyboard, read without an error, and the world to plan it in."""

    target: Target
    reading: flow.Reading
    world: flow.World


def realm_of(is_preview: bool) -> Realm | None:
    """What `--preview` chooses."""
    return "preview" if is_preview else None


@contextmanager
def opened(choices: Choices) -> Iterator[tuple[Opened, ...]]:
    """The storyboards of a command line, all without errors; warnings are told.

    Raises FaultsFound with the faults of all of them, UsageProblem where they are of several projects.
    """
    found = targets(choices.paths)
    roots = {target.root: str(target.root_shown) for target in found}
    if len(roots) > 1:
        told = ", ".join(sorted(roots.values()))
        raise UsageProblem(f"these storyboards are of several projects ({told}): take one project at a time")
    readings = read(found, choices)
    readers = wiring.readers(found[0].root, found[0].root_shown)
    options = wiring.Options(choices.realm, choices.jobs)
    with wiring.world(readers, [reading.whole() for reading in readings], options) as world:
        yield tuple(Opened(target, reading, world) for target, reading in zip(found, readings, strict=True))


def read(found: Sequence[Target], choices: Choices) -> list[flow.Reading]:
    """The storyboards, each without an error; warnings are told. Raises FaultsFound with those of all."""
    sets = parse_sets(choices.sets)
    readings = [read_one(target, choices.profile, sets) for target in found]
    faults = in_order(
        fault for target, reading in zip(found, readings, strict=True) for fault in faults_of(target, reading)
    )
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    if faults:
        tell(faults)
    return readings


def read_one(target: Target, profile: str | None, sets: Mapping[str, JSON]) -> flow.Reading:
    readers = wiring.readers(target.root, target.root_shown)
    return flow.read(readers, target.path, target.shown, profile=profile, sets=sets)


def faults_of(target: Target, reading: flow.Reading) -> tuple[Fault, ...]:
    """Those of the project's settings, and those of the storyboard."""
    return wiring.settings(target.root, target.root_shown)[1] + reading.faults


def plan_all(episodes: Sequence[Opened], wishes: flow.Wishes, budget_usd: float | None) -> list[flow.Planned]:
    """The plans under a run's own budget. Raises NothingSelected where `--again` names nothing in any."""
    planned: list[flow.Planned] = []
    empty: list[NothingSelected] = []
    for one in episodes:
        try:
            found = flow.plan(one.reading, one.world, wishes)
        except NothingSelected as nothing:
            empty.append(nothing)
            found = flow.plan(one.reading, one.world, replace(wishes, again=None))
        planned.append(flow.with_budget(found, budget_usd))
    if len(empty) == len(planned):
        raise empty[0]
    return planned


def select(planned: Sequence[flow.Planned], expression: str | None) -> list[flow.Planned]:
    """The plans, narrowed to what an expression names in any of them; one in which it names nothing has no
    takes left. Raises UsageProblem where it names nothing in all of them, or a shot without its source."""
    from pipeline.plan import selected, with_takes

    if expression is None:
        return _once(planned)
    chosen: list[flow.Planned] = []
    empty: list[NothingSelected] = []
    for one in planned:
        try:
            chosen.append(selected(one, expression))
        except NothingSelected as nothing:
            chosen.append(replace(one, plan=with_takes(one.plan, ())))
            empty.append(nothing)
    if len(empty) == len(planned):
        raise empty[0]
    return _once(chosen)


def _once(planned: Sequence[flow.Planned]) -> list[flow.Planned]:
    """The plans, in which a request that an earlier episode makes too costs nothing more."""
    from pipeline.plan import with_takes

    met: dict[str, str] = {}
    result: list[flow.Planned] = []
    for one in planned:
        takes = [_shared(take, met) for take in one.plan.takes]
        result.append(replace(one, plan=with_takes(one.plan, takes)))
        met |= {take.key: one.plan.graph.episode for take in takes if _is_new(take) and take.key}
    return result


def _is_new(take: PlannedTake) -> bool:
    return isinstance(take.decision, Submit)


def _shared(take: PlannedTake, met: Mapping[str, str]) -> PlannedTake:
    if not _is_new(take) or take.key is None or take.key not in met:
        return take
    reason = f"same request as one of {met[take.key]}: made once for both"
    return replace(take, decision=Submit(reason), floor_usd=0.0, ceiling_usd=0.0)
