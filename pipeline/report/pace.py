"""Turns the ledger's rows into how long a take usually takes, and into the shortest a plan can take. Guesses
nothing where there is no past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median

from pipeline.graph import remaining_s
from pipeline.model import Attempt, Plan, Realm, Reuse


def usual_s(attempts: Sequence[Attempt], realm: Realm) -> dict[str, float]:
    """The median of the seconds from sent to stored, by model, of what was made in one realm."""
    passed: dict[str, list[float]] = {}
    for attempt in attempts:
        if attempt.realm == realm and attempt.state == "stored":
            passed.setdefault(attempt.model, []).append(_passed_s(attempt))
    return {model: median(times) for model, times in passed.items()}


def _passed_s(attempt: Attempt) -> float:
    sent, stored = (datetime.fromisoformat(at) for at in (attempt.created_at, attempt.updated_at))
    return max((stored - sent).total_seconds(), 0.0)


def shortest_s(plan: Plan, usual: Mapping[str, float]) -> float | None:
    """How long the longest chain of what is left to make will take; None where a model of it has no past."""
    left = {take.shot for take in plan.takes if not isinstance(take.decision, Reuse)}
    models = {shot.name: shot.model for shot in plan.graph.shots if shot.name in left}
    if any(model not in usual for model in models.values()):
        return None
    return max(
        remaining_s(plan.graph, {name: usual[model] for name, model in models.items()}).values(), default=0.0
    )
