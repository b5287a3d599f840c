"""Turns the text of a review into what people decided about each shot.

Knows the review's form, and no clip.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from pipeline.errors import Fault
from pipeline.load.comments import comments_of
from pipeline.load.document import read_document
from pipeline.load.shape import check_shape
from pipeline.model import Note, Review, ReviewBase, ReviewLine

MAX_BYTES = 8 * 1024 * 1024
"""A note has about 250 bytes beside its text."""

EMPTY = Review({}, {})


def read_review(text: str | bytes, path: str) -> tuple[Review, tuple[Fault, ...]]:
    """Reads a review as people write it, as `report.review.review_text` does, or as the review page saves it.

    path: as messages call the file. Gives an empty review where there are errors.
    """
    document, faults = read_document(text, path, Path(), limit_bytes=MAX_BYTES)
    if document is None:
        return EMPTY, faults
    faults += check_shape(document, "review")
    if any(fault.is_error for fault in faults):
        return EMPTY, faults
    held = cast(Mapping[str, Any], document.data)
    comments = comments_of(document, "shots") if "#" in document.text else {}
    return Review(_lines(held.get("shots")), comments, held.get("$schema"), _base(held.get("base"))), faults


def _base(written: Mapping[str, Any] | None) -> ReviewBase | None:
    if written is None:
        return None
    lines, realm = _lines(written.get("shots")), written.get("realm")
    return ReviewBase(written["episode"], written.get("sha256"), lines, realm)


def _lines(written: Mapping[str, Any] | None) -> dict[str, ReviewLine]:
    """`offer/desk` is the decision about a shot, `offer/desk n1` a note on it."""
    decisions: dict[str, Mapping[str, Any]] = {}
    notes: dict[str, list[Note]] = {}
    for name, value in (written or {}).items():
        shot, _, id = name.partition(" ")
        if id:
            notes.setdefault(shot, []).append(_note({**value, "id": id}))
        else:
            decisions[shot] = value
    return {name: _line(name, decisions.get(name, {}), notes.get(name, [])) for name in decisions | notes}


def _line(shot: str, decision: Mapping[str, Any], apart: Iterable[Note]) -> ReviewLine:
    notes = {note.id: note for note in (*map(_note, decision.get("notes", ())), *apart)}
    return ReviewLine(
        shot,
        decision.get("pick"),
        decision.get("status", "open"),
        tuple(sorted(set(decision.get("accepted", ())))),
        decision.get("about"),
        tuple(sorted(notes.values(), key=lambda note: (note.frame, note.at or "", note.id))),
    )


def _note(written: Mapping[str, Any]) -> Note:
    return Note(
        id=written.get("id") or _own_id(written),
        clip_sha256=written["clip"],
        frame=written["frame"],
        text=written["text"],
        by=written.get("by"),
        at=written.get("at"),
    )


def _own_id(written: Mapping[str, Any]) -> str:
    """Of a note that a person wrote without one: the same wherever it is read."""
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode("utf-8")).hexdigest()[:12]
