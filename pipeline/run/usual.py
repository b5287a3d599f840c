"""Turns the jobs of the past into how long one of a model usually takes. Knows no provider."""

from __future__ import annotations

import statistics
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.model import Attempt, Realm

NEWEST = 20


def usual_s(rows: Sequence[Attempt], realm: Realm) -> Mapping[tuple[str, str], float]:
    """Seconds from submission to stored clip, by (provider, model): the median of the newest 20 in a realm.

    rows: the oldest first. The median, since a job that was fetched a day later tells nothing.
    """
    took: defaultdict[tuple[str, str], deque[float]] = defaultdict(lambda: deque(maxlen=NEWEST))
    for row in rows:
        if row.state == "stored" and row.realm == realm:
            took[row.provider, row.model].append(seconds_between(row.created_at, row.updated_at))
    return {model: statistics.median(times) for model, times in took.items()}


def seconds_between(earlier: str, later: str) -> float:
    """Never below 0, whatever clocks did in between. Both UTC, ISO 8601."""
    return max(0.0, (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds())
