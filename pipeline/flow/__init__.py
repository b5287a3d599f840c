"""The road, written once: which stage follows which, from files to an episode. Knows ports, and no class
behind them.

    read -> plan -> render -> assemble

Stages from plan on are imported where they are called: `validate` answers without them.
"""

from typing import TYPE_CHECKING

from pipeline.flow.reading import read
from pipeline.flow.records import Planned, Readers, Reading, Rendered, Wishes, World
from pipeline.later import later

if TYPE_CHECKING:
    from pipeline.flow.cutting import (
        assemble,
        bring_shared,
        clip_facts,
        locked_clips,
        owned_clips,
        refuse_changed,
        shown_shots,
        write_lock,
    )
    from pipeline.flow.planning import plan, vantage_of, with_budget
    from pipeline.flow.publishing import obstacles, published
    from pipeline.flow.running import claimed, render, settle_answers

__all__ = [
    "Planned",
    "Readers",
    "Reading",
    "Rendered",
    "Wishes",
    "World",
    "assemble",
    "bring_shared",
    "claimed",
    "clip_facts",
    "locked_clips",
    "obstacles",
    "owned_clips",
    "plan",
    "published",
    "read",
    "refuse_changed",
    "render",
    "settle_answers",
    "shown_shots",
    "vantage_of",
    "with_budget",
    "write_lock",
]

if not TYPE_CHECKING:  # to mypy, a name that is not above is a mistake
    __getattr__ = later(__name__, __all__)
