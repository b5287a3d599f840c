"""Turns the text of a lock into what an episode owns.

Knows the lock's form, and nothing of how takes are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pipeline.errors import Fault, Label
from pipeline.load.document import read_document
from pipeline.load.shape import check_shape
from pipeline.model import JSON, Document, FrameFact, Lock, LockLine, Realm

MAX_BYTES = 8 * 1024 * 1024
"""A lock is written by the program, with about 15 lines of 100 bytes a take."""

EMPTY = Lock(None, ())
_NEEDED = ("key", "words", "clip", "seconds", "provider", "model", "made_at")

Facts = dict[str, JSON]
Take = tuple[str, int, str]


def read_lock(text: str | bytes, path: str) -> tuple[Lock, tuple[Fault, ...]]:
    """Reads the form that `report.lock.lock_text` writes; its lines may stand in any order.

    path: as messages call the file. Gives an empty lock where there are faults.
    """
    document, faults = read_document(text, path, Path(), limit_bytes=MAX_BYTES)
    if document is None:
        return EMPTY, faults
    faults += check_shape(document, "lock")
    if any(fault.is_error for fault in faults):
        return EMPTY, faults
    return _lock(document, faults)


def _lock(document: Document, faults: tuple[Fault, ...]) -> tuple[Lock, tuple[Fault, ...]]:
    held = cast(Mapping[str, Any], document.data)
    takes = _by_take(held.get("takes") or {})
    missing = tuple(fault for take, facts in takes.items() for fault in _missing(document, take, facts))
    if missing:
        return EMPTY, (*faults, *missing)
    if rivals := _rivals(document, takes):
        return EMPTY, (*faults, *rivals)
    return Lock(held.get("made_with"), tuple(_line(take, takes[take]) for take in sorted(takes))), faults


def _by_take(written: Mapping[str, JSON]) -> dict[Take, Facts]:
    """`offer/desk 1 vendor frame last pixels` is the fact `frame last pixels` of one take."""
    takes: dict[Take, Facts] = {}
    for key, value in written.items():
        shot, number, realm, fact = key.split(" ", 3)
        takes.setdefault((shot, int(number), realm), {})[fact] = value
    return takes


def _missing(document: Document, take: Take, facts: Facts) -> list[Fault]:
    name = " ".join(map(str, take))
    needed = [*_NEEDED, *(other for fact in facts if (other := _other_half(fact)))]
    first = document.key_place("takes", f"{name} {next(iter(facts))}")
    return [
        Fault(
            "S003",
            f"the lock has no line `{name} {fact}`",
            first,
            help="take the lock from the branch where it is whole",
        )
        for fact in needed
        if fact not in facts
    ]


def _rivals(document: Document, takes: Mapping[Take, Facts]) -> tuple[Fault, ...]:
    """Of one shot in one realm the cut uses one take. Two branches may each have chosen another."""
    used: dict[tuple[str, str], Take] = {}
    faults: list[Fault] = []
    for take in sorted(take for take, facts in takes.items() if facts.get("used")):
        shot, number, realm = take
        first = used.setdefault((shot, realm), take)
        if takes[first]["clip"] == takes[take]["clip"]:
            continue
        faults.append(
            Fault(
                "S009",
                f"take {first[1]} and take {number} of {shot} are both marked as used",
                document.key_place("takes", f"{shot} {number} {realm} used"),
                help="two branches chose differently: write `false` after one of them, then "
                "`storyboard assemble`",
                related=(Label(document.key_place("takes", f"{shot} {first[1]} {realm} used"), "the other"),),
            )
        )
    return tuple(faults)


def _other_half(fact: str) -> str | None:
    """A frame has two facts, its pixels and its picture."""
    if not fact.startswith("frame "):
        return None
    return fact.replace("pixels", "picture") if fact.endswith("pixels") else fact.replace("picture", "pixels")


def _line(take: Take, facts: Mapping[str, Any]) -> LockLine:
    shot, number, realm = take
    cost_usd = facts.get("cost_usd")
    return LockLine(
        shot=shot,
        take=number,
        realm=cast(Realm, realm),
        key=facts["key"],
        words=facts["words"],
        clip_sha256=facts["clip"],
        clip_duration_s=float(facts["seconds"]),
        is_used=facts.get("used", False),
        provider=facts["provider"],
        model=facts["model"],
        ticket=facts.get("job"),
        seed=facts.get("seed"),
        cost_usd=None if cost_usd is None else float(cost_usd),
        made_at=facts["made_at"],
        frames=_frames(facts),
    )


def _frames(facts: Mapping[str, Any]) -> dict[str, FrameFact]:
    moments = sorted({fact.split(" ")[1] for fact in facts if fact.startswith("frame ")})
    return {at: FrameFact(facts[f"frame {at} pixels"], facts[f"frame {at} picture"]) for at in moments}
