"""Turns rows of the ledger into what is owned, under way, uncertain, failed and spent: a fold, the oldest row
first. Knows no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model import Attempt, Owned, Realm
from pipeline.records import record

HAIR_USD = 1e-6
"""Sums of prices in binary miss their decimal value by less than this."""


@record
class History:
    """What the ledger says. owned, underway, uncertain, failed: the newest such row by key, of every episode.

    latest: the newest row of each (shot, take) of one storyboard. spent_usd: of that storyboard, all
    profiles.
    """

    owned: Mapping[str, Owned]
    shapes: frozenset[str]
    latest: Mapping[tuple[str, int], Attempt]
    underway: Mapping[str, Attempt]
    uncertain: Mapping[str, Attempt]
    failed: Mapping[str, Attempt]
    spent_usd: float


def fold(attempts: Sequence[Attempt], realm: Realm, storyboard: str) -> History:
    """attempts: all rows, the oldest first. Rows of another realm count for nothing."""
    rows = [row for row in attempts if row.realm == realm]
    own = [row for row in rows if row.storyboard == storyboard]
    # A preview's studio ends with its process: what it had not finished is gone, and was free.
    unsettled = [] if realm == "preview" else rows
    owned = {row.key: found for row in rows if (found := owned_by(row)) is not None}
    return History(
        owned=owned,
        shapes=frozenset(found.shape for found in owned.values() if found.shape),
        latest={(row.shot, row.take): row for row in own},
        underway=_newest(unsettled, "submitting", "submitted", "completed"),
        uncertain=_newest(unsettled, "uncertain"),
        failed=_newest(rows, "failed", "cancelled"),
        spent_usd=sum(spent_on(row) for row in own),
    )


def _newest(rows: Sequence[Attempt], *states: str) -> dict[str, Attempt]:
    return {row.key: row for row in rows if row.state in states}


def owned_by(row: Attempt) -> Owned | None:
    """The clip that a row tells of; None where it has none."""
    if row.state != "stored" or row.clip_sha256 is None:
        return None
    return Owned(
        key=row.key,
        words=row.words,
        shape=row.shape,
        realm=row.realm,
        shot=row.shot,
        take=row.take,
        clip_sha256=row.clip_sha256,
        provider=row.provider,
        model=row.model,
        ticket=row.ticket,
        job=row.job,
        seed=row.seed,
        cost_usd=row.cost_usd,
        made_at=row.updated_at,
        source="ledger",
    )


def is_over(row: Attempt) -> bool:
    """Whether an attempt left nothing behind, so that its request may be sent anew; a preview's is gone with
    its studio."""
    return row.realm == "preview" or row.state in ("failed", "cancelled")


def is_within(limit_usd: float | None, usd: float) -> bool:
    """Whether a sum of prices keeps to a limit; None: there is none."""
    return limit_usd is None or usd <= limit_usd + HAIR_USD


def spent_on(row: Attempt) -> float:
    """US dollars that a submission has cost or may have cost: the bill, else the estimate, else 0.

    A row that is known to be free counts 0. One that nobody can tell of counts in full, since a budget is a
    hard stop; a person can release it.
    """
    if row.is_charged is False or (row.state == "cancelled" and row.is_charged is None):
        return 0.0
    return row.cost_usd if row.cost_usd is not None else (row.estimate_usd or 0.0)
