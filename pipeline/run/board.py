"""Turns the takes that end into the clip that counts of each shot, and into the outcomes of the run. Starts
nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import assert_never

from pipeline.decide import Standing, counting
from pipeline.model import (
    Clip,
    Facts,
    Failed,
    Made,
    Outcome,
    Outcomes,
    Plan,
    Reused,
    Skipped,
    TakeOutcome,
    Uncertain,
)
from pipeline.records import record


@record
class Missing:
    """A shot has no clip. because: which shot or rule is at the bottom of it."""

    because: str


class Board:
    """Where every task of a run writes what became of its take, and reads which clip of a shot counts."""

    def __init__(self, plan: Plan, facts: Facts) -> None:
        self._plan, self._facts = plan, facts
        self._standings: dict[str, dict[object, Standing]] = {}
        self._because: dict[str, str] = {}
        self._takes: dict[tuple[str, int], TakeOutcome] = {}
        self._clips: dict[str, Clip] = {}
        self._promised: dict[str, asyncio.Future[str | Missing]] = {
            shot.name: asyncio.get_running_loop().create_future() for shot in plan.graph.shots
        }

    def announce(self, shot: str, standings: Mapping[object, Standing]) -> None:
        """All takes of a shot, before any of them ends. One without a take has no clip."""
        self._standings[shot] = dict(standings)
        if not standings:
            self._promised[shot].set_result(Missing(f"{shot} is left out"))

    def standings(self, shot: str) -> list[Standing]:
        return list(self._standings[shot].values())

    def stand(self, shot: str, name: object, standing: Standing) -> None:
        """How far a take of the shot has come now. Keeps the promise of its clip as soon as that is clear."""
        self._standings[shot][name] = standing
        takes = self.standings(shot)
        counts = counting(shot, takes, self._facts)
        here = {take.clip_sha256 for take in takes if take.progress == "ended"}
        if self._promised[shot].done():
            return
        if counts is not None and counts in here:
            self._promised[shot].set_result(counts)
        elif all(take.progress == "ended" for take in takes):
            self._promised[shot].set_result(Missing(self._because.get(shot, f"{shot} has no clip")))

    def end(self, shot: str, name: object, number: int, outcome: Outcome, because: str = "") -> None:
        """What became of a take. because: of a skipped one, where the cause lies with another shot."""
        match outcome:
            case Made(clip=clip) | Reused(clip=clip):
                self._clips[clip.sha256] = clip
                self.stand(shot, name, Standing(number, clip.sha256, "ended"))
            case _:
                self._because.setdefault(shot, because or _because(shot, outcome))
                self.stand(shot, name, Standing(number, None, "ended"))

    def report(self, shot: str, number: int, outcome: Outcome) -> None:
        """Writes an outcome down for people; takes that are not in the plan have none."""
        self._takes[shot, number] = TakeOutcome(shot, number, outcome)

    async def clip_of(self, shot: str) -> str | Missing:
        """The clip of a shot that counts, once its bytes are here. Waits for it."""
        return await asyncio.shield(self._promised[shot])

    def clip_now(self, shot: str) -> str | None:
        """The clip of a shot that counts, if that is clear by now."""
        promised = self._promised[shot]
        clip = promised.result() if promised.done() else None
        return clip if isinstance(clip, str) else None

    def outcomes(self, spent_usd: float) -> Outcomes:
        place = {shot.name: place for place, shot in enumerate(self._plan.graph.shots)}
        takes = sorted(self._takes.values(), key=lambda take: (place[take.shot], take.number))
        used = {name: self._clips[clip] for name in place if (clip := self._shown(name)) is not None}
        return Outcomes(tuple(takes), used, round(spent_usd, 6))

    def _shown(self, shot: str) -> str | None:
        line = self._facts.review.get(shot)
        return None if line is not None and line.status == "omitted" else self.clip_now(shot)


def _because(shot: str, outcome: Failed | Skipped | Uncertain) -> str:
    match outcome:
        case Failed():
            return f"{shot} failed"
        case Uncertain():
            return f"{shot} is uncertain"
        case Skipped(because=because):
            return f"{shot} is skipped: {because}"
        case _:
            assert_never(outcome)
