"""Turns a plan into the certainty that its pictures can be brought to their providers, before anything is
submitted. Knows no way of publishing."""

from __future__ import annotations

from pipeline.keys import holes
from pipeline.model import Plan, Submit, Wait
from pipeline.run.ports import RunPorts


async def rehearse(plan: Plan, ports: RunPorts, only: frozenset[str] | None) -> None:
    """only: shots that may be submitted; None: all. Raises SpendingRefused."""
    requests = {(take.shot, take.number): take.request for shot in plan.graph.shots for take in shot.takes}
    needed = {
        requests[take.shot, take.number].provider
        for take in plan.takes
        if (only is None or take.shot in only)
        and isinstance(take.decision, Submit | Wait)
        and any(holes(requests[take.shot, take.number].body))
    }
    for provider in sorted(needed):
        await ports.publishers[provider].rehearse()
