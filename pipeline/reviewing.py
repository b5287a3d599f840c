"""Turns what two people decided, each on a copy of one review, into one review and their contradictions.

Reads and writes no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from pipeline.model import Note, ReviewLine
from pipeline.records import record

Lines: TypeAlias = Mapping[str, ReviewLine]
Verdict: TypeAlias = tuple[str | None, str, str | None]
"""Pick, status and what the status is about: one thing, so that no approval slides to another's pick."""


@record
class Conflict:
    """Where two people said different things about one shot. theirs stays until somebody chooses.

    note: the id of the note that both changed; None: the decision itself.
    """

    shot: str
    note: str | None
    mine: ReviewLine
    theirs: ReviewLine


def line_of(lines: Lines, shot: str) -> ReviewLine:
    """What was decided about a shot; open where nothing was."""
    return lines.get(shot) or ReviewLine(shot, None, "open")


def merged(base: Lines, mine: Lines, theirs: Lines) -> tuple[dict[str, ReviewLine], tuple[Conflict, ...]]:
    """What both changed since they last agreed, and where they contradict each other.

    base: the review that mine was made from. theirs: the one that is kept now; what contradicts it is left
    as it is there.
    """
    result: dict[str, ReviewLine] = {}
    conflicts: list[Conflict] = []
    for shot in sorted({*base, *mine, *theirs}):
        line, found = _of_shot(line_of(base, shot), line_of(mine, shot), line_of(theirs, shot))
        conflicts += found
        if shot in theirs or (shot in mine and line != ReviewLine(shot, None, "open")):
            result[shot] = line
    return result, tuple(conflicts)


def _of_shot(base: ReviewLine, mine: ReviewLine, theirs: ReviewLine) -> tuple[ReviewLine, list[Conflict]]:
    is_mine = _verdict(mine) != _verdict(base)
    is_theirs = _verdict(theirs) != _verdict(base)
    conflicts = [
        Conflict(base.shot, note, mine, theirs)
        for note in _contradicting(base.notes, mine.notes, theirs.notes)
    ]
    if is_mine and is_theirs and _verdict(mine) != _verdict(theirs):
        conflicts.append(Conflict(base.shot, None, mine, theirs))
    decided = mine if is_mine and not is_theirs else theirs
    notes = _notes(base.notes, mine.notes, theirs.notes)
    return replace(decided, accepted=_accepted(decided, base, mine, theirs), notes=notes), conflicts


def _verdict(line: ReviewLine) -> Verdict:
    return line.pick, line.status, line.about


def _accepted(decided: ReviewLine, base: ReviewLine, mine: ReviewLine, theirs: ReviewLine) -> tuple[str, ...]:
    """Words are accepted for one clip: those of another do not count."""
    of_clip = [set(line.accepted) if line.pick == decided.pick else set() for line in (base, mine, theirs)]
    old, own, other = of_clip
    return tuple(sorted(other | (own - old)))


def _notes(base: tuple[Note, ...], mine: tuple[Note, ...], theirs: tuple[Note, ...]) -> tuple[Note, ...]:
    """Every note of both; one that somebody removed is gone, unless the other changed it."""
    before, own, other = _by_id(base), _by_id(mine), _by_id(theirs)
    kept = dict(other)
    for id, note in own.items():
        if other.get(id) == before.get(id):
            kept[id] = note
    for id, note in before.items():
        if id not in own and other.get(id) == note:
            kept.pop(id, None)
    return tuple(sorted(kept.values(), key=lambda note: (note.frame, note.at or "", note.id)))


def _contradicting(base: tuple[Note, ...], mine: tuple[Note, ...], theirs: tuple[Note, ...]) -> list[str]:
    before, own, other = _by_id(base), _by_id(mine), _by_id(theirs)
    return [
        id
        for id in sorted({*own, *other})
        if own.get(id) != other.get(id) and own.get(id) != before.get(id) and other.get(id) != before.get(id)
    ]


def _by_id(notes: tuple[Note, ...]) -> dict[str, Note]:
    return {note.id: note for note in notes}
