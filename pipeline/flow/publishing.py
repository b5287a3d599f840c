"""Walks from a plan to the pictures that its takes bring along, and to what stands in their way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.flow.records import Planned, World
from pipeline.keys import holes
from pipeline.model import Submit, Wait


def published(planned: Planned) -> Iterator[tuple[str, str]]:
    """(shot, provider) of every take that may be bought and has pictures to bring to its provider."""
    requests = {
        (take.shot, take.number): take.request for shot in planned.plan.graph.shots for take in shot.takes
    }
    for take in planned.plan.takes:
        request = requests[take.shot, take.number]
        if isinstance(take.decision, Submit | Wait) and any(holes(request.body)):
            yield take.shot, request.provider


def obstacles(planned: Planned, world: World) -> tuple[str, ...]:
    """Why pictures could not be brought to their providers, a line a reason."""
    stuck: dict[str, list[str]] = {}
    for shot, provider in published(planned):
        obstacle = world.run.publishers[provider].obstacle
        if obstacle:
            stuck.setdefault(obstacle, []).append(shot)
    return tuple(f"{_shots(names)} cannot be sent: {why}" for why, names in stuck.items())


def _shots(names: Sequence[str]) -> str:
    first, *others = dict.fromkeys(names)
    return f"{first} and {len(others)} more" if others else first
