"""Turns shots into takes that can be rendered: waits for the frames of other shots, and decides then. Knows
no provider."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import assert_never

from pipeline.decide import (
    Asked,
    Standing,
    asked,
    decide,
    favourites,
    further_takes,
    is_held_by_approval,
)
from pipeline.errors import FileRefused, MediaRefused
from pipeline.graph import needs_of, remaining_s
from pipeline.model import (
    Ask,
    Decision,
    Failed,
    FrameNeed,
    Made,
    Outcome,
    OwnClip,
    Owned,
    Resume,
    Reuse,
    Reused,
    ShotRequests,
    Skipped,
    TakeRequest,
    Uncertain,
    Wait,
)
from pipeline.records import record
from pipeline.run.board import Missing
from pipeline.run.crew import Crew
from pipeline.run.fetching import adopt, bring
from pipeline.run.frames import frame_pixels
from pipeline.run.rendering import Job, render
from pipeline.showing import one_line

NOT_SELECTED = "not selected"
FURTHER = "further"
"""Where the board keeps chosen clips that are no take of the storyboard."""


@record
class Sources:
    """What a shot needs of others, by need: the clips, and the digests of their frames' pixels."""

    clips: Mapping[FrameNeed, str]
    frames: Mapping[FrameNeed, str]


class Walk:
    """The way of every shot through a run. only: shots that may be rendered; None: all."""

    def __init__(self, crew: Crew, only: frozenset[str] | None) -> None:
        self._crew, self._board, self._only = crew, crew.board, only
        self._planned = {(take.shot, take.number): take for take in crew.plan.takes}
        self._weights = remaining_s(crew.plan.graph, self._expected_s())

    def heaviest_first(self) -> list[ShotRequests]:
        """Shots with jobs that are out, then by the longest way from a shot to the episode's end."""
        return sorted(
            self._crew.plan.graph.shots, key=lambda shot: (not self._is_out(shot), -self._weights[shot.name])
        )

    def _is_out(self, shot: ShotRequests) -> bool:
        return any(isinstance(self._decision(take), Resume) for take in shot.takes)

    def _expected_s(self) -> dict[str, float]:
        """What each shot still has to be rendered, by the length of its clips, for want of a better guess."""
        return {
            shot.name: max((take.duration_s for take in shot.takes if not self._is_owned(take)), default=0.0)
            for shot in self._crew.plan.graph.shots
        }

    def _is_owned(self, take: TakeRequest) -> bool:
        return isinstance(self._decision(take), Reuse)

    def _decision(self, take: TakeRequest) -> Decision | None:
        """What the plan decided; None where the take is not in it."""
        planned = self._planned.get((take.shot, take.number))
        return planned.decision if planned is not None else None

    # --- a shot ---------------------------------------------------------------------------------------------

    async def visit(self, shot: ShotRequests) -> None:
        """Sees a shot through: what needs no frame at once, the rest when its frames are there."""
        if shot.own_clip is not None:
            await self._adopt(shot, shot.own_clip)
            return
        takes = () if self._is_left_out(shot) else shot.takes
        late = [take for take in takes if not self._is_ready(take)]
        has_stranger = bool(takes) and self._has_stranger(shot)
        self._board.announce(shot.name, self._standings(takes, has_stranger))
        async with asyncio.TaskGroup() as group:
            for take in takes:
                if take not in late and (decision := self._decision(take)) is not None:
                    group.create_task(self._take(Job(self._asked(take, {}), decision, {}, 0.0)))
            if late or has_stranger:
                await self._with_frames(shot, late, has_stranger, group)

    def _is_left_out(self, shot: ShotRequests) -> bool:
        """A shot that the review leaves out, that nobody needs, and that the plan does not hold."""
        line = self._crew.facts.review.get(shot.name)
        needed = {need.shot for other in self._crew.shots.values() for need in needs_of(other)}
        is_planned = any(self._decision(take) is not None for take in shot.takes)
        return line is not None and line.status == "omitted" and shot.name not in needed and not is_planned

    def _is_ready(self, take: TakeRequest) -> bool:
        """Whether nothing has to be known or sent of other shots' frames to deal with a take."""
        match self._decision(take):
            case Reuse() | Ask():
                return True
            case Resume(attempt=row):
                return row.state != "submitting"
            case _:
                return False

    def _has_stranger(self, shot: ShotRequests) -> bool:
        """Whether a clip was chosen for the shot that none of its planned takes is."""
        decisions = [self._decision(take) for take in shot.takes]
        clips = {decision.owned.clip_sha256 for decision in decisions if isinstance(decision, Reuse)}
        return any(clip not in clips for clip in favourites(shot.name, self._crew.facts))

    def _standings(self, takes: Sequence[TakeRequest], has_stranger: bool) -> dict[object, Standing]:
        standings: dict[object, Standing] = {take.number: self._standing(take) for take in takes}
        return {**standings, FURTHER: Standing(0, None, "waiting")} if has_stranger else standings

    def _standing(self, take: TakeRequest) -> Standing:
        match self._decision(take):
            case Reuse(owned=owned):
                return Standing(take.number, owned.clip_sha256, "working")
            case Wait() | None:
                return Standing(take.number, None, "waiting")
            case _:
                return Standing(take.number, None, "working")

    # --- what waits for frames ------------------------------------------------------------------------------

    async def _with_frames(
        self, shot: ShotRequests, late: Sequence[TakeRequest], has_stranger: bool, group: asyncio.TaskGroup
    ) -> None:
        sources = await self._sources(shot, late)
        if isinstance(sources, Missing):
            for take in late:
                self._end(take, Skipped(sources.because), sources.because)
            if has_stranger:
                self._board.stand(shot.name, FURTHER, Standing(0, None, "ended"))
            return
        ones = [self._asked(take, sources.frames) for take in shot.takes]
        plan, facts = self._crew.plan, self._crew.facts
        is_held = shot.name not in plan.again and is_held_by_approval(ones, sources.frames, facts)
        for one in ones:
            if one.take in late:
                job = self._job(one, sources, is_held)
                self._board.stand(shot.name, one.take.number, self._working(job))
                group.create_task(self._take(job))
        if has_stranger:
            await self._choose_further(shot, sources.frames)

    async def _sources(self, shot: ShotRequests, late: Sequence[TakeRequest]) -> Sources | Missing:
        """The clips and frames that a shot needs; waits until the shots before it have them."""
        clips: dict[FrameNeed, str] = {}
        frames: dict[FrameNeed, str] = {}
        for need in needs_of(shot):
            self._tell(late, "waiting", f"for {need.shot}")
            clip = await self._board.clip_of(need.shot)
            if isinstance(clip, Missing):
                return clip
            clips[need] = clip
            if (clip, str(need.at)) not in self._crew.frames:
                self._tell(late, "framing", f"the {need.at} frame of {need.shot}")
            try:
                frames[need] = await frame_pixels(self._crew, need, clip)
            except MediaRefused as refusal:
                return Missing(one_line(f"the {need.at} frame of {need.shot} cannot be taken: {refusal}"))
        return Sources(clips, frames)

    def _job(self, one: Asked, sources: Sources, is_held: bool) -> Job:
        """The take with its decision: the plan's where its key is the planned one, else a new one."""
        planned = self._planned.get((one.take.shot, one.take.number))
        if planned is None or planned.key != one.key:
            is_refresh = self._crew.plan.is_refresh
            decision = decide(one, self._crew.facts, is_held=is_held, is_refresh=is_refresh)
        else:
            decision = planned.decision
        return Job(one, decision, sources.clips, self._weights[one.take.shot])

    def _working(self, job: Job) -> Standing:
        clip = job.decision.owned.clip_sha256 if isinstance(job.decision, Reuse) else None
        return Standing(job.one.take.number, clip, "working")

    async def _choose_further(self, shot: ShotRequests, frames: Mapping[FrameNeed, str]) -> None:
        """Brings the chosen clips of the present words that are no take of the storyboard."""
        known = self._board.standings(shot.name)
        for owned in further_takes(shot, known, frames, self._crew.facts):
            outcome = await self._brought(shot.takes[0], owned)
            self._board.end(shot.name, (FURTHER, owned.clip_sha256), owned.take, outcome)
        self._board.stand(shot.name, FURTHER, Standing(0, None, "ended"))

    # --- a take ---------------------------------------------------------------------------------------------

    async def _take(self, job: Job) -> None:
        take = job.one.take
        if isinstance(job.decision, Reuse):
            self._end(take, await self._brought(take, job.decision.owned))
        elif self._is_allowed(take):
            self._end(take, await render(self._crew, job))
        else:
            self._end(take, Skipped(NOT_SELECTED))

    def _is_allowed(self, take: TakeRequest) -> bool:
        return self._decision(take) is not None and (self._only is None or take.shot in self._only)

    async def _brought(self, take: TakeRequest, owned: Owned) -> Outcome:
        try:
            return await bring(self._crew, take, owned)
        except MediaRefused as refusal:
            return Failed(one_line(f"its clip in the store is damaged: {refusal}"), is_charged=False)

    async def _adopt(self, shot: ShotRequests, own: OwnClip) -> None:
        self._board.announce(shot.name, {1: Standing(1, own.facts.sha256, "working")})
        try:
            outcome: Outcome = await adopt(self._crew, own)
        except (FileRefused, MediaRefused) as refusal:
            outcome = Failed(one_line(str(refusal)), is_charged=False)
        self._board.report(shot.name, 1, outcome)
        self._board.end(shot.name, 1, 1, outcome)

    def _end(self, take: TakeRequest, outcome: Outcome, because: str = "") -> None:
        if self._decision(take) is not None:
            self._board.report(take.shot, take.number, outcome)
            self._tell_end(take, outcome)
        self._board.end(take.shot, take.number, take.number, outcome, because)

    # --- telling --------------------------------------------------------------------------------------------

    def _tell(self, takes: Sequence[TakeRequest], state: str, detail: str) -> None:
        for take in takes:
            if self._decision(take) is not None:
                self._crew.tell(take, state, detail)

    def _tell_end(self, take: TakeRequest, outcome: Outcome) -> None:
        match outcome:
            case Made(cost_usd=cost_usd):
                self._crew.tell(take, "made", cost_usd=cost_usd)
            case Reused():
                self._crew.tell(take, "reused")
            case Failed(reason=reason):
                self._crew.tell(take, "failed", reason)
            case Skipped(because=because):
                self._crew.tell(take, "skipped", because)
            case Uncertain(reason=reason):
                self._crew.tell(take, "uncertain", reason)
            case _:
                assert_never(outcome)

    def _asked(self, take: TakeRequest, frames: Mapping[FrameNeed, str]) -> Asked:
        return asked(take, self._crew.plan.realm, frames)
