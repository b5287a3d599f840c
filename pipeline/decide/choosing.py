"""Turns a person's choice of a clip into a line of the review. Reads and writes no file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pipeline.decide.counting import is_of_present_words, known_frames, owned_beyond, owner_of
from pipeline.model import Ask, Attempt, Facts, LockLine, Plan, PlannedTake, Reuse, ReviewLine, Submit


def takes_to_pick(shot: str, plan: Plan, facts: Facts) -> dict[int, str]:
    """The clips of a shot that may be picked, by the number of their take: those of the present words, and
    the newest of each number where it is of other words."""
    requests = next(one for one in plan.graph.shots if one.name == shot)
    clips = {
        number: newest.clip_sha256
        for (name, number), newest in facts.latest.items()
        if name == shot and newest.clip_sha256 is not None and _is_made(newest)
    }
    clips |= {owned.take: owned.clip_sha256 for owned in owned_beyond(requests, plan, facts)}
    clips |= {
        take.number: take.decision.owned.clip_sha256
        for take in plan.takes
        if take.shot == shot and isinstance(take.decision, Reuse)
    }
    return dict(sorted(clips.items()))


def _is_made(newest: Attempt | LockLine) -> bool:
    return isinstance(newest, LockLine) or newest.state == "stored"


def picked(line: ReviewLine | None, shot: str, clip_sha256: str) -> ReviewLine:
    """The line with this clip as its pick. What was said of another clip is said of that one no more."""
    before = line or ReviewLine(shot, None, "open")
    is_same = clip_sha256 in (before.pick, before.about)
    status = before.status if is_same or before.status == "omitted" else "open"
    accepted = before.accepted if clip_sha256 == before.pick else ()
    return replace(before, pick=clip_sha256, status=status, about=None, accepted=accepted)


def accepting(names: Collection[str], plan: Plan, facts: Facts) -> dict[str, ReviewLine]:
    """For each named shot whose words changed, the line that lets its clip stand for them too. Shots whose
    words hang on a frame that is not known yet have none."""
    words: dict[str, set[str]] = {}
    for take in plan.takes:
        if take.shot in names and take.words is not None and _is_unowned(take):
            words.setdefault(take.shot, set()).add(take.words)
    clips = {shot: present_clip(shot, facts) for shot in words}
    return {
        shot: _accepted(facts.review, shot, clip, words[shot])
        for shot, clip in clips.items()
        if clip is not None
    }


def _is_unowned(take: PlannedTake) -> bool:
    """Not the job of a person who has to settle a lost answer: accepting would hide it."""
    match take.decision:
        case Submit():
            return True
        case Ask(attempt=attempt):
            return attempt is None
        case _:
            return False


def present_clip(shot: str, facts: Facts) -> str | None:
    """The clip that a shot has now, whatever its words: picked, used by the lock, else its newest first
    take."""
    line, newest = facts.review.get(shot), facts.latest.get((shot, 1))
    made = newest.clip_sha256 if newest is not None and _is_made(newest) else None
    clips = (line.pick if line else None, facts.used.get(shot), made)
    return next((clip for clip in clips if clip is not None and owner_of(clip, facts) is not None), None)


def _accepted(
    review: Mapping[str, ReviewLine], shot: str, clip_sha256: str, words: Collection[str]
) -> ReviewLine:
    line = picked(review.get(shot), shot, clip_sha256)
    return replace(line, accepted=tuple(sorted({*line.accepted, *words})))


def ignored_picks(plan: Plan, facts: Facts) -> tuple[str, ...]:
    """Shots whose pick is of words that are no more, and that nobody accepted: the pick is passed over."""
    reused = {
        (take.shot, take.decision.owned.clip_sha256)
        for take in plan.takes
        if isinstance(take.decision, Reuse)
    }
    held = {take.shot for take in plan.takes if isinstance(take.decision, Ask)}
    return tuple(
        shot.name
        for shot in plan.graph.shots
        if (line := facts.review.get(shot.name)) is not None
        and line.pick is not None
        and shot.takes
        and shot.name not in held
        and (shot.name, line.pick) not in reused
        and owner_of(line.pick, facts) is not None
        and all(need in known_frames(shot, plan, facts) for need in shot.takes[0].needs)
        and not is_of_present_words(line.pick, shot.takes[0], known_frames(shot, plan, facts), facts)
    )
