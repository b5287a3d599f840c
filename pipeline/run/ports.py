"""Turns the many things that a run needs of the world into one record. Knows no class behind them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import field

from pipeline.ports import (
    Claims,
    Clock,
    Files,
    Films,
    Ledger,
    Lines,
    Pictures,
    Provider,
    Publisher,
    SharedStore,
    Store,
)
from pipeline.records import record


@record
class RunPorts:
    """What a run needs. providers, publishers, limits, horizons_s: by the provider's name.

    limits: how many of its jobs may be under way at once. poll_s: between two questions at the start; it
    grows to poll_most_s. horizons_s: for how long after a submission its job may still turn up. deadline_s:
    for how long a provider may say nothing we understand of a job before we give it up for this run. usual_s:
    how long a job takes, where no past one of its model tells; a new one is left alone for a part of that.
    None: each is asked about at once, whatever past ones took. chance: gives numbers from 0 to 1, for pauses.
    shared: the store that machines share; None: there is none.
    """

    ledger: Ledger
    claims: Claims
    store: Store
    films: Films
    pictures: Pictures
    files: Files
    clock: Clock
    providers: Mapping[str, Provider]
    lines: Lines
    publishers: Mapping[str, Publisher]
    limits: Mapping[str, int]
    poll_s: float
    poll_most_s: float = 15.0
    horizons_s: Mapping[str, float] = field(default_factory=dict)
    deadline_s: float = 1800.0
    usual_s: float | None = None
    chance: Callable[[], float] = random.random
    shared: SharedStore | None = None
