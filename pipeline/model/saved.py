"""A plan that somebody saved to carry it out later: what was chosen, and what was decided then."""

from __future__ import annotations

from pipeline.model.facts import Realm
from pipeline.records import record


@record
class SavedChoices:
    """What the command line said. paths: of the storyboards, from the project's root."""

    paths: tuple[str, ...]
    profile: str | None
    sets: tuple[str, ...]
    selection: str | None
    again: str | None
    is_refresh: bool
    realm: Realm


@record
class SavedTake:
    """A take as it was decided. identity: its key, or its shape where it waits for a frame. Prices None:
    nobody knew them."""

    storyboard: str
    shot: str
    number: int
    decision: str
    identity: str
    floor_usd: float | None
    ceiling_usd: float | None


@record
class SavedPlan:
    choices: SavedChoices
    takes: tuple[SavedTake, ...]
