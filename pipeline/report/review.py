"""Turns what people decided into the text of a review. Knows the review's form, and reads and writes no file.

A decision a line, a note a line, and every line names its shot, so no two lines are equal: git merges two
people's branches by taking the lines of both (`merge=union`), and two decisions about one shot are one key
written twice, which is a fault and not a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.model import JSON, Note, Review, ReviewLine
from pipeline.report.scalars import scalar

HEAD = "What people decided about each shot, a fact a line: `storyboard review` writes it. Commit it."
_OPEN: dict[str, JSON] = {"status": "open"}


def review_text(review: Review) -> str:
    """The review as YAML, each line ended; `load.read_review` reads it back exactly, but for its base.

    Comments stay with their decision or note, in lines of their own above it; those of one that is gone go to
    the top.
    """
    entries = {name: _item(facts) for name, facts in _entries(review.lines)}
    gone = [line for name, lines in review.comments.items() if name not in entries for line in lines]
    lines = [*_comments(dict.fromkeys([HEAD, *gone]), ""), "review: 1"]
    if review.schema is not None:
        lines.append(f"$schema: {_scalar(review.schema)}")
    lines.append("shots:")
    for name, value in entries.items():
        lines += [*_comments(review.comments.get(name, ()), "  "), f"  {name}: {value}"]
    return "".join(f"{line}\n" for line in lines)


def shots_json(lines: Mapping[str, ReviewLine]) -> dict[str, JSON]:
    """The same as values of JSON, notes with their shots: `shots` of a review."""
    return {shot: _with_notes(lines[shot]) for shot in sorted(lines)}


def _comments(comments: Iterable[str], indent: str) -> list[str]:
    return [f"{indent}# {comment}".rstrip() for comment in comments]


def _entries(lines: Mapping[str, ReviewLine]) -> Iterator[tuple[str, dict[str, JSON]]]:
    """Of each shot its decision, then its notes, which speak for themselves where nothing is decided."""
    for shot in sorted(lines):
        decision = _decision(lines[shot])
        if decision or not lines[shot].notes:
            yield shot, decision or _OPEN
        for note in lines[shot].notes:
            yield f"{shot} {note.id}", {fact: value for fact, value in _note(note).items() if fact != "id"}


def _with_notes(line: ReviewLine) -> dict[str, JSON]:
    notes: list[JSON] = [_note(note) for note in line.notes]
    return {**_decision(line), **({"notes": notes} if notes else {})} or _OPEN


def _decision(line: ReviewLine) -> dict[str, JSON]:
    facts: dict[str, JSON] = {
        "pick": line.pick,
        "status": None if line.status == "open" else line.status,
        "about": line.about,
        "accepted": list(line.accepted) or None,
    }
    return {fact: value for fact, value in facts.items() if value is not None}


def _note(note: Note) -> dict[str, JSON]:
    facts: dict[str, JSON] = {
        "id": note.id,
        "clip": note.clip_sha256,
        "frame": note.frame,
        "text": note.text,
        "by": note.by,
        "at": note.at,
    }
    return {fact: value for fact, value in facts.items() if value is not None}


def _item(facts: Mapping[str, JSON]) -> str:
    return "{" + ", ".join(f"{fact}: {_scalar(value)}" for fact, value in facts.items()) + "}"


def _scalar(value: JSON) -> str:
    """A status reads better without quotes."""
    return str(value) if value in ("open", "approved", "changes", "omitted") else scalar(value)
