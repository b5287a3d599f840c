"""Turns the ledger's rows into the status of jobs and an account of spending. Reads no ledger."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import JSON, Attempt
from pipeline.report.money import usd

COLUMNS = ("job", "episode", "shot", "take", "state", "realm", "cost", "provider's job", "updated")


def spent_usd(attempts: Sequence[Attempt]) -> float:
    """What was, or may have been, charged for: settled costs, and estimates of what is not settled yet.

    Previews cost nothing and do not count.
    """
    return sum(_charge(attempt) for attempt in attempts if attempt.realm != "preview")


def _charge(attempt: Attempt) -> float:
    if attempt.state in ("failed", "cancelled") and attempt.is_charged is not True:
        return 0.0
    return (attempt.cost_usd if attempt.cost_usd is not None else attempt.estimate_usd) or 0.0


def rows(attempts: Sequence[Attempt]) -> list[tuple[str, ...]]:
    """A row a job, in the order of COLUMNS."""
    return [
        (
            attempt.job,
            attempt.episode,
            attempt.shot,
            str(attempt.take),
            attempt.state,
            attempt.realm,
            usd(attempt.cost_usd) if attempt.cost_usd is not None else "",
            attempt.ticket or "",
            attempt.updated_at,
        )
        for attempt in attempts
    ]


def as_json(attempts: Sequence[Attempt]) -> dict[str, JSON]:
    """The whole object of `status --json`."""
    jobs: list[JSON] = [
        {
            "job": attempt.job,
            "episode": attempt.episode,
            "shot": attempt.shot,
            "take": attempt.take,
            "provider": attempt.provider,
            "provider_job": attempt.ticket,
            "state": attempt.state,
            "realm": attempt.realm,
            "cost_usd": attempt.cost_usd,
            "updated_at": attempt.updated_at,
        }
        for attempt in attempts
    ]
    return {"format_version": "1.0", "jobs": jobs, "spent_usd": round(spent_usd(attempts), 4)}
