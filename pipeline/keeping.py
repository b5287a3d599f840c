"""Turns what locks, reviews and the ledger name into which objects of the store stay. Removes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from pipeline.model import Attempt, FrameFact, Lock, ReviewLine
from pipeline.records import record

Standing: TypeAlias = Literal["named", "paid", "free", "unknown"]
Kind: TypeAlias = Literal["clip", "frame", "other"]


@record
class Kept:
    """An object of the store. standing: named by a lock or a review; else paid for; else made for nothing (a
    preview, or a frame of one); else none that the ledger knows. of: the take that it is, for people."""

    sha256: str
    size_bytes: int
    kind: Kind
    standing: Standing
    of: str


def keeping(
    objects: Iterable[tuple[str, int]],
    attempts: Sequence[Attempt],
    frames: Mapping[tuple[str, str], FrameFact],
    locks: Iterable[Lock],
    reviews: Iterable[Mapping[str, ReviewLine]],
) -> tuple[Kept, ...]:
    """What each object is and why it stays, in the order given.

    objects: (sha256, bytes). attempts, frames: of the ledger. locks, reviews: all of the project. A frame
    stands as its clip does.
    """
    every = [line for lock in locks for line in lock.lines]
    named = {line.clip_sha256 for line in every} | _chosen(reviews)
    pictures = {fact.picture: clip for (clip, _), fact in frames.items()}
    pictures |= {fact.picture: line.clip_sha256 for line in every for fact in line.frames.values()}
    rows = {row.clip_sha256: row for row in attempts if row.clip_sha256 is not None}
    paid = {row.clip_sha256 for row in attempts if row.realm != "preview"}

    def standing(clip: str) -> Standing:
        if clip in named:
            return "named"
        if clip in paid:
            return "paid"
        return "free" if clip in rows else "unknown"

    def kind(sha256: str) -> Kind:
        if sha256 in pictures:
            return "frame"
        return "clip" if sha256 in rows or sha256 in named else "other"

    return tuple(
        Kept(sha256, size_bytes, kind(sha256), standing(clip), _of(rows.get(clip)))
        for sha256, size_bytes in objects
        for clip in [pictures.get(sha256, sha256)]
    )


def shareable(attempts: Iterable[Attempt], locks: Iterable[Lock]) -> frozenset[str]:
    """The clips that a shared store holds for this project: those of locks, and those that were paid for."""
    paid = {row.clip_sha256 for row in attempts if row.state == "stored" and row.realm != "preview"}
    locked = {line.clip_sha256 for lock in locks for line in lock.lines}
    return frozenset(sha256 for sha256 in paid | locked if sha256 is not None)


def _chosen(reviews: Iterable[Mapping[str, ReviewLine]]) -> set[str]:
    """The clips that people said something of: picked, judged, or with a note on a frame."""
    lines = [line for review in reviews for line in review.values()]
    clips = {clip for line in lines for clip in (line.pick, line.about) if clip is not None}
    return clips | {note.clip_sha256 for line in lines for note in line.notes}


def _of(row: Attempt | None) -> str:
    return "" if row is None else f"{row.episode} {row.shot} take {row.take}, {row.realm}"
