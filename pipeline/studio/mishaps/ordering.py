"""Holds one order to misbehave: what goes wrong, how, and whom it strikes. Knows no protocol."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from pipeline.records import record

Stage: TypeAlias = Literal["door", "line", "instead", "after", "rule", "job"]
"""When it is drawn: at a request's head; for its line; in place of handling it; over its answer; where a rule
of the house is asked for; when a job is accepted, to stay with it."""

Moment: TypeAlias = Literal["submit", "poll", "result", "lookup", "cancel", "download"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)


@record
class Mishap:
    """what: a name of the catalogue. how: its argument, its usual one where none was written.

    It strikes requests at `moments` (of jobs, what was accepted) of this provider, about a prompt that holds
    `prompt`, in any case; None: any. Of those it passes over the first nth - 1, and strikes at most `count`
    (None: all), each with this chance.
    """

    what: str
    how: str
    moments: tuple[Moment, ...]
    prompt: str | None = None
    provider: str | None = None
    nth: int = 1
    count: int | None = None
    chance: float = 1.0

    @property
    def written(self) -> str:
        """As the command line would have it, without whom it strikes."""
        return f"{self.what}:{self.how}" if self.how else self.what


@record
class Orders:
    """All that a studio is told to do wrong. seed: of what goes by chance."""

    mishaps: tuple[Mishap, ...] = ()
    seed: int = 0
