"""Turns what a run left behind into a lock, and a lock into the differences from its storyboard. Reads and
writes no file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from pipeline.keys import words_digest
from pipeline.model import (
    Facts,
    FrameFact,
    FrameNeed,
    Lock,
    LockLine,
    Owned,
    Plan,
    Realm,
    RequestGraph,
    Reuse,
    ReviewLine,
    ShotRequests,
    TakeRequest,
)
from pipeline.records import record
from pipeline.vantage import vantage

OWN = "own"
"""The provider of a clip that the author brought."""
KEPT: tuple[Realm, ...] = ("vendor", "elsewhere")
"""The realms that a locked cut takes its clips from, the first one first."""
Said: TypeAlias = Mapping[Realm, Mapping[str, ReviewLine]]
"""What people decided, by realm and shot."""


@record
class Difference:
    """Where a lock is not what its storyboard says. take None: the whole shot."""

    shot: str
    take: int | None
    reason: str


# --- from a run to a lock -----------------------------------------------------------------------------------


def lock_of(
    plan: Plan,
    facts: Facts,
    used: Mapping[str, str],
    durations_s: Mapping[str, float],
    old: Lock,
    made_with: str,
    now: str,
    *,
    further: Iterable[Owned] = (),
) -> Lock:
    """The lock after a run: what is owned now, in place of the lines that it outdates.

    plan, facts: made after the run. used: the clip's sha256 that the cut shows, by shot. durations_s: by
    clip. further: owned takes of present words beyond those that the storyboard asks for. Lines of other
    realms stay, and those of takes that could not be made: a lock forgets nothing that was paid for while its
    shot is written. A shot whose clip could not be had keeps its mark.
    """
    shown = {line.shot: line.clip_sha256 for line in old.lines if line.realm == plan.realm and line.is_used}
    known_s = {line.clip_sha256: line.clip_duration_s for line in old.lines}
    marked, lengths_s = {**shown, **used}, {**known_s, **durations_s}
    taken = [
        (take.shot, take.number, take.words or take.decision.owned.words, take.decision.owned)
        for take in plan.takes
        if isinstance(take.decision, Reuse) and take.words is not None
    ]
    taken += [(one.shot, one.take, one.words, one) for one in further]
    new = [
        *_own_clips(plan, facts, marked, old, now),
        *(_line(*one, facts, marked, lengths_s) for one in taken),
    ]
    new = _but_for_what_is_shown(new, old, marked)
    lines = [*new, *_kept(old, plan, marked, {(line.shot, line.take, line.realm) for line in new})]
    return Lock(made_with, tuple(sorted(lines, key=lambda line: (line.shot, line.take, line.realm))))


def _but_for_what_is_shown(new: list[LockLine], old: Lock, marked: Mapping[str, str]) -> list[LockLine]:
    """A take that was made anew, while the cut goes on showing its clip of before, keeps the line of that
    one."""
    shown = {
        (line.shot, line.take, line.realm) for line in old.lines if line.clip_sha256 == marked.get(line.shot)
    }
    return [
        line
        for line in new
        if line.clip_sha256 == marked.get(line.shot) or (line.shot, line.take, line.realm) not in shown
    ]


def _kept(
    old: Lock, plan: Plan, marked: Mapping[str, str], outdated: Collection[tuple[str, int, Realm]]
) -> list[LockLine]:
    """Lines of shots that are still there and that no new line takes the place of: they were paid for."""
    asked_for = {shot.name for shot in plan.graph.shots}
    return [
        replace(line, is_used=marked.get(line.shot) == line.clip_sha256) if line.realm == plan.realm else line
        for line in old.lines
        if line.shot in asked_for and (line.shot, line.take, line.realm) not in outdated
    ]


def _line(
    shot: str,
    number: int,
    words: str,
    owned: Owned,
    facts: Facts,
    used: Mapping[str, str],
    durations_s: Mapping[str, float],
) -> LockLine:
    return LockLine(
        shot=shot,
        take=number,
        realm=facts.realm,
        key=owned.key,
        words=words,
        clip_sha256=owned.clip_sha256,
        clip_duration_s=durations_s.get(owned.clip_sha256, 0.0),
        is_used=used.get(shot) == owned.clip_sha256,
        provider=owned.provider,
        model=owned.model,
        ticket=owned.ticket,
        seed=owned.seed,
        cost_usd=owned.cost_usd,
        made_at=owned.made_at,
        frames=_frames_of(owned.clip_sha256, facts),
    )


def _own_clips(plan: Plan, facts: Facts, used: Mapping[str, str], old: Lock, now: str) -> list[LockLine]:
    """A clip that did not change keeps its day, so that a lock only differs where something happened."""
    taken_in_at = {(line.shot, line.realm, line.clip_sha256): line.made_at for line in old.lines}
    return [
        LockLine(
            shot=shot.name,
            take=1,
            realm=facts.realm,
            key=shot.own_clip.facts.sha256,
            words=shot.own_clip.facts.sha256,
            clip_sha256=shot.own_clip.facts.sha256,
            clip_duration_s=shot.own_clip.facts.duration_s,
            is_used=used.get(shot.name) == shot.own_clip.facts.sha256,
            provider=OWN,
            model=OWN,
            ticket=None,
            seed=None,
            cost_usd=0.0,
            made_at=taken_in_at.get((shot.name, facts.realm, shot.own_clip.facts.sha256), now),
            frames=_frames_of(shot.own_clip.facts.sha256, facts),
        )
        for shot in plan.graph.shots
        if shot.own_clip is not None
    ]


def _frames_of(clip_sha256: str, facts: Facts) -> dict[str, FrameFact]:
    return {at: fact for (clip, at), fact in sorted(facts.frames.items()) if clip == clip_sha256}


# --- from a lock to what differs ----------------------------------------------------------------------------


def used_line(lock: Lock, shot: str) -> LockLine | None:
    """The line of the take that a locked cut shows: what a vendor made, else what was made elsewhere."""
    used = {line.realm: line for line in lock.lines if line.shot == shot and line.is_used}
    return used.get("vendor") or used.get("elsewhere")


def differences(graph: RequestGraph, lock: Lock, review: Mapping[str, ReviewLine]) -> tuple[Difference, ...]:
    """Every shot and take whose present words the lock does not hold, every pick that it does not use, and
    every line of a shot that is gone.

    review: what people decided, by shot. A shot that it leaves out is looked at only as the source of
    another's frame.
    """
    said = {realm: vantage(realm, (), lock).seen(review) for realm in KEPT}
    shown = [shot for shot in graph.shots if not _is_omitted(shot.name, said)]
    frames = _locked_frames(lock, graph, said)
    found = [difference for shot in shown for difference in _of_shot(shot, lock, frames, said)]
    present = {shot.name for shot in graph.shots}
    gone = sorted({line.shot for line in lock.lines} - present)
    return (
        *found,
        *(Difference(name, None, "is in the lock and no longer in the storyboard") for name in gone),
    )


def _is_omitted(shot: str, said: Said) -> bool:
    return shot in said[KEPT[0]] and said[KEPT[0]][shot].status == "omitted"


def _locked_frames(lock: Lock, graph: RequestGraph, said: Said) -> dict[FrameNeed, str]:
    needs = {need for shot in graph.shots for take in shot.takes for need in take.needs}
    lines = {need: _source_line(lock, need.shot, said) for need in needs}
    return {
        need: line.frames[str(need.at)].pixels
        for need, line in lines.items()
        if line is not None and str(need.at) in line.frames
    }


def _source_line(lock: Lock, shot: str, said: Said) -> LockLine | None:
    """The line of the take whose frames a shot hands on. One that the cut leaves out hands frames on
    unmarked: those of its pick, else of its first take."""
    marked = used_line(lock, shot)
    if marked is not None or not _is_omitted(shot, said):
        return marked
    lines = [line for realm in KEPT for line in lock.lines if (line.shot, line.realm) == (shot, realm)]
    picked = (line for line in lines if line.clip_sha256 == _pick(shot, line, said))
    return next(picked, next(iter(lines), None))


def _pick(shot: str, line: LockLine, said: Said) -> str | None:
    """What people picked in the realm of a line."""
    decided = said[line.realm].get(shot)
    return None if decided is None else decided.pick


def _of_shot(shot: ShotRequests, lock: Lock, frames: Mapping[FrameNeed, str], said: Said) -> list[Difference]:
    line = used_line(lock, shot.name)
    if line is None:
        return [Difference(shot.name, None, "no take of it is marked as used in the lock")]
    if shot.own_clip is not None:
        same = line.clip_sha256 == shot.own_clip.facts.sha256
        return [] if same else [Difference(shot.name, None, "its clip is another file than the lock's")]
    picked = _other_pick(shot, line, lock, frames, said)
    return [
        *([] if picked is None else [Difference(shot.name, picked, "is picked, and the lock uses another")]),
        *(
            Difference(shot.name, take.number, reason)
            for take in shot.takes
            if (reason := _of_take(take, lock, frames)) is not None
        ),
    ]


def _other_pick(
    shot: ShotRequests,
    used: LockLine,
    lock: Lock,
    frames: Mapping[FrameNeed, str],
    said: Said,
) -> int | None:
    """The take that people picked, where it is of the present words and not the one that the lock uses. A
    pick of another realm counts for nothing."""
    pick = _pick(shot.name, used, said)
    if pick in (None, used.clip_sha256) or any(need not in frames for need in shot.takes[0].needs):
        return None
    lines = [line for line in lock.lines if (line.shot, line.realm, line.clip_sha256) == (*_at(used), pick)]
    present = [
        line.take
        for line in lines
        if line.words == words_digest(replace(shot.takes[0], number=line.take), frames)
    ]
    return present[0] if present else None


def _at(line: LockLine) -> tuple[str, Realm]:
    return line.shot, line.realm


def _of_take(take: TakeRequest, lock: Lock, frames: Mapping[FrameNeed, str]) -> str | None:
    lines = [line for line in lock.lines if line.shot == take.shot and line.take == take.number]
    if not lines:
        return "the lock does not hold this take"
    missing = [need for need in take.needs if need not in frames]
    if missing:
        return f"the lock holds no {missing[0].at} frame of {missing[0].shot}, which it starts from"
    words = words_digest(take, frames)
    if not any(line.words == words and line.realm in KEPT for line in lines):
        return "its words or pictures are not those that were rendered"
    return None
