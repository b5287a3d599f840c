"""Turns the ledger's rows into the status of jobs and an account of spending. Reads no ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict

from pipeline.history import spent_on
from pipeline.model import JSON, Attempt
from pipeline.report.money import usd
from pipeline.showing import one_line

COLUMNS = ("job", "shot", "take", "state", "where", "cost", "since, UTC")
_UNSETTLED = ("failed", "uncertain")


def spent_usd(attempts: Sequence[Attempt]) -> float:
    """What was, or may have been, charged for: bills, and estimates of what has no bill yet.

    Previews cost nothing and do not count.
    """
    return sum(spent_on(attempt) for attempt in attempts if attempt.realm != "preview")


def rows(attempts: Sequence[Attempt]) -> list[tuple[str, ...]]:
    """A row a job, in the order of COLUMNS; short enough for 80 columns. What is left out stands in JSON."""
    is_mixed = len({attempt.episode for attempt in attempts}) > 1
    return [
        (
            attempt.job,
            f"{one_line(attempt.episode, 24)} {attempt.shot}" if is_mixed else attempt.shot,
            str(attempt.take),
            attempt.state,
            attempt.realm,
            _cost(attempt),
            attempt.updated_at[5:16].replace("T", " "),
        )
        for attempt in attempts
    ]


def _cost(attempt: Attempt) -> str:
    """The bill; `~` before an estimate that stands for one."""
    if attempt.cost_usd is not None:
        return usd(attempt.cost_usd)
    return f"~{usd(spent_on(attempt))}" if spent_on(attempt) else ""


def account(attempts: Sequence[Attempt]) -> str:
    """Why jobs failed or are in doubt, and what was spent, by episode, day and model."""
    troubles = [
        f"{attempt.job} {attempt.state}: {one_line(attempt.reason, 200)}"
        for attempt in attempts
        if attempt.state in _UNSETTLED and attempt.reason
    ]
    paid = [attempt for attempt in attempts if attempt.realm != "preview" and spent_on(attempt)]
    sums = [f"spent {usd(spent_usd(attempts))}"]
    if paid:
        sums += [
            _by("episode", paid, lambda attempt: attempt.episode),
            _by("day", paid, lambda attempt: attempt.created_at[:10]),
            _by("model", paid, lambda attempt: attempt.model),
        ]
    return "".join(line + "\n" for line in [*troubles, *([""] if troubles else []), *sums])


def _by(word: str, paid: Sequence[Attempt], kind: Callable[[Attempt], str]) -> str:
    kinds = sorted({kind(attempt) for attempt in paid})
    parts = [
        f"{one_line(name, 60)} {usd(spent_usd([one for one in paid if kind(one) == name]))}" for name in kinds
    ]
    return f"  by {word:<8} {', '.join(parts)}"


# --- the account --------------------------------------------------------------------------------------------

ACCOUNT = (
    "job",
    "episode",
    "storyboard",
    "profile",
    "shot",
    "take",
    "model",
    "provider",
    "provider_job",
    "state",
    "realm",
    "estimate_usd",
    "cost_usd",
    "counted_usd",
    "is_charged",
    "seed",
    "clip_sha256",
    "created_at",
    "updated_at",
    "reason",
)
"""The columns of the account: every row of the ledger, settled or not. counted_usd: what budgets count."""


def as_csv(attempts: Sequence[Attempt]) -> str:
    """The account as CSV (RFC 4180): a line a submission, the provider's job id beside the dollars."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(ACCOUNT)
    for attempt in attempts:
        told = {**asdict(attempt), "provider_job": attempt.ticket, "counted_usd": _counted(attempt)}
        writer.writerow([_cell(told[name]) for name in ACCOUNT])
    return out.getvalue()


def _counted(attempt: Attempt) -> float:
    return round(spent_on(attempt), 6) if attempt.realm != "preview" else 0.0


def _cell(value: object) -> str:
    """A value as a spreadsheet takes it for what it is: text of a stranger never begins a formula there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return str(value)
    shown = one_line(value, 500)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown


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
