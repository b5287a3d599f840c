"""Turns a command line into storyboards that were read, and the world they are planned in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline import flow, wiring
from pipeline.cli.faults import tell
from pipeline.cli.project import Target, parse_sets, targets
from pipeline.errors import FaultsFound, UsageProblem, in_order
from pipeline.model import JSON


@dataclass(frozen=True, slots=True)
class Choices:
    """What a command line says about which storyboards to take, and how."""

    paths: Sequence[str]
    profile: str | None = None
    sets: Sequence[str] = ()
    is_preview: bool = False
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """One storyboard, read without an error, and the world to plan it in."""

    target: Target
    reading: flow.Reading
    world: flow.World


@contextmanager
def opened(choices: Choices) -> Iterator[tuple[Opened, ...]]:
    """The storyboards of a command line, all without errors; warnings are told.

    Raises FaultsFound with the faults of all of them, UsageProblem where they are of several projects.
    """
    found = targets(choices.paths)
    roots = {target.root for target in found}
    if len(roots) > 1:
        told = ", ".join(sorted(map(str, roots)))
        raise UsageProblem(f"these storyboards are of several projects ({told}): take one project at a time")
    readings = _read(found, choices.profile, parse_sets(choices.sets))
    options = wiring.Options(choices.is_preview, choices.jobs)
    with wiring.world(roots.pop(), [reading.whole() for reading in readings], options) as world:
        yield tuple(Opened(target, reading, world) for target, reading in zip(found, readings, strict=True))


def _read(found: Sequence[Target], profile: str | None, sets: Mapping[str, JSON]) -> list[flow.Reading]:
    readers = wiring.readers(found[0].root)
    readings = [flow.read(readers, target.path, target.shown, profile=profile, sets=sets) for target in found]
    faults = in_order(fault for reading in readings for fault in reading.faults)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    if faults:
        tell(faults)
    return readings
