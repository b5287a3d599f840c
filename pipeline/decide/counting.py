"""Turns the takes of a shot into the one that counts: for the cut, and for shots that need a frame of it.
Knows nothing of how a take came to its clip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Literal, assert_never

from pipeline.keys import words_digest
from pipeline.model import (
    Ask,
    Decision,
    Facts,
    FrameNeed,
    Owned,
    Plan,
    Resume,
    Reuse,
    ShotRequests,
    Submit,
    TakeRequest,
    Wait,
)
from pipeline.records import record


@record
class Standing:
    """How far a take has come. clip_sha256: its clip, as soon as that is known. waiting: for a frame."""

    number: int
    clip_sha256: str | None
    progress: Literal["waiting", "working", "ended"]


def standing_of(number: int, decision: Decision) -> Standing:
    """How far a take has come by its decision alone."""
    match decision:
        case Reuse(owned=owned):
            return Standing(number, owned.clip_sha256, "ended")
        case Ask():
            return Standing(number, None, "ended")
        case Wait():
            return Standing(number, None, "waiting")
        case Submit() | Resume():
            return Standing(number, None, "working")
        case _:
            assert_never(decision)


def counting(shot: str, takes: Sequence[Standing], facts: Facts) -> str | None:
    """The clip that the cut and followers use; None where it cannot be told yet, or where there is none.

    The review's pick, else the clip that the lock uses, each if it is one of `takes`; else the
    lowest-numbered one made, once every lower one has ended.
    """
    if any(take.progress == "waiting" for take in takes):
        return None
    clips = {take.clip_sha256 for take in takes}
    favourite = next((clip for clip in favourites(shot, facts) if clip in clips), None)
    if favourite is not None:
        return favourite
    ordered = sorted(takes, key=lambda take: take.number)
    ended = takewhile(lambda take: take.progress == "ended", ordered)
    return next((take.clip_sha256 for take in ended if take.clip_sha256 is not None), None)


def favourites(shot: str, facts: Facts) -> tuple[str, ...]:
    """The clips that were chosen for a shot: by the review, then by the lock. They may be of other words."""
    line = facts.review.get(shot)
    chosen = (line.pick if line else None, facts.used.get(shot))
    return tuple(clip for clip in dict.fromkeys(chosen) if clip is not None)


def owner_of(clip_sha256: str, facts: Facts) -> Owned | None:
    """What is remembered of a clip in this realm."""
    return next((owned for owned in facts.owned.values() if owned.clip_sha256 == clip_sha256), None)


def is_of_present_words(
    clip_sha256: str, take: TakeRequest, frames: Mapping[FrameNeed, str], facts: Facts
) -> bool:
    """Whether a clip is what its shot asks for now, whichever take it was. take: any take of the shot."""
    owned = owner_of(clip_sha256, facts)
    if owned is None or any(need not in frames for need in take.needs):
        return False
    return owned.words == words_digest(replace(take, number=owned.take), frames)


def further_takes(
    shot: ShotRequests, known: Sequence[Standing], frames: Mapping[FrameNeed, str], facts: Facts
) -> tuple[Owned, ...]:
    """Chosen clips of the present words that are no take of the storyboard: made by asking for one more.

    A take that is made anew has a new clip: its old one counts where people picked it, and not because the
    lock used it.
    """
    clips = {take.clip_sha256 for take in known}
    further = [
        owner_of(clip, facts)
        for clip in favourites(shot.name, facts)
        if clip not in clips and shot.takes and is_of_present_words(clip, shot.takes[0], frames, facts)
    ]
    declared, line = {take.number for take in shot.takes}, facts.review.get(shot.name)
    pick = line.pick if line is not None else None
    return tuple(
        owned
        for owned in further
        if owned is not None and (owned.take not in declared or owned.clip_sha256 == pick)
    )


def owned_beyond(shot: ShotRequests, plan: Plan, facts: Facts) -> tuple[Owned, ...]:
    """Owned takes of the present words that the storyboard does not ask for: made by asking for one more."""
    declared = {take.number for take in shot.takes}
    if not declared:
        return ()
    frames, first = known_frames(shot, plan, facts), shot.takes[0]
    others = [one for one in facts.owned.values() if one.shot == shot.name and one.take not in declared]
    return tuple(one for one in others if is_of_present_words(one.clip_sha256, first, frames, facts))


def counted(shot: ShotRequests, plan: Plan, facts: Facts) -> str | None:
    """The clip of a shot that counts by a plan alone; None where that hangs on takes still to be made."""
    if shot.own_clip is not None:
        return shot.own_clip.facts.sha256
    takes = [standing_of(take.number, take.decision) for take in plan.takes if take.shot == shot.name]
    return counting_with_further(shot, takes, known_frames(shot, plan, facts), facts)


def counting_with_further(
    shot: ShotRequests, takes: Sequence[Standing], frames: Mapping[FrameNeed, str], facts: Facts
) -> str | None:
    """As `counting`, chosen clips of further takes included."""
    further = further_takes(shot, takes, frames, facts)
    standings = [Standing(owned.take, owned.clip_sha256, "ended") for owned in further]
    return counting(shot.name, [*takes, *standings], facts)


def known_frames(shot: ShotRequests, plan: Plan, facts: Facts) -> dict[FrameNeed, str]:
    """The digests of the frames that a shot needs, as far as a plan tells which clips they are of."""
    sources = {one.name: one for one in plan.graph.shots}
    needs = {need for take in shot.takes for need in take.needs}
    clips = {need: counted(sources[need.shot], plan, facts) for need in needs}
    return {
        need: facts.frames[clip, str(need.at)].pixels
        for need, clip in clips.items()
        if clip is not None and (clip, str(need.at)) in facts.frames
    }
