"""What the road is walked with, and what each stretch of it leaves: frozen records of ports and results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.errors import Fault, FaultsFound
from pipeline.records import record

if TYPE_CHECKING:
    from pipeline.model import Episode, Facts, Lock, Outcomes, Plan, Realm, RequestGraph, Storyboard
    from pipeline.ports import Cutter, Files, Films, Pictures
    from pipeline.run import RunPorts


@record
class Readers:
    """What reading a storyboard needs. prices_usd: of a clip, by model, as the project sets them. shown: the
    project's root, as messages call it. today: ISO date, on which models may retire."""

    files: Files
    pictures: Pictures
    films: Films
    prices_usd: Mapping[str, float]
    shown: PurePosixPath
    today: str


@record
class Reading:
    """A storyboard as far as it could be read. graph and length_s None: faults stopped it on the way.

    length_s: of the episode to expect. consents: what a person has to agree to before this project's own
    model cards are paid by.
    """

    storyboard: Storyboard | None
    graph: RequestGraph | None
    faults: tuple[Fault, ...]
    consents: tuple[str, ...] = ()
    length_s: float | None = None

    def whole(self) -> tuple[Storyboard, RequestGraph]:
        """Raises FaultsFound where an error stands in the way."""
        if self.storyboard is None or self.graph is None or any(fault.is_error for fault in self.faults):
            raise FaultsFound(self.faults)
        return self.storyboard, self.graph


@record
class World:
    """Everything that a plan, a run or a cut needs, in one realm."""

    realm: Realm
    run: RunPorts
    cutter: Cutter


@record
class Wishes:
    """What a person asks of a plan beyond the storyboard. again: a selection of shots to have one more take
    of. is_refresh: what is owned by equal words alone is bought again. held_open: what `again` named."""

    again: str | None = None
    is_refresh: bool = False
    held_open: frozenset[str] = frozenset()


NO_WISHES = Wishes()


@record
class Planned:
    """An episode, planned, with the facts that the plan was made from. notes: what a person should know of
    it, a line each."""

    storyboard: Storyboard
    facts: Facts
    lock: Lock
    plan: Plan
    consents: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@record
class Rendered:
    """What a run gave. holes: shots that the cut has no clip for; episode None: they were in the way,
    or somebody asked to stop."""

    outcomes: Outcomes
    episode: Episode | None
    holes: tuple[str, ...]
