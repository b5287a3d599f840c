"""Turns the requests of an episode before and now into which shots are new, changed and gone. Knows no
revision."""

from __future__ import annotations

from pipeline.keys import words_form
from pipeline.model import RequestGraph, ShotRequests
from pipeline.records import record


@record
class Comparison:
    """Shots by name, each in story order. full_usd: of the whole episode rendered from nothing, by list
    prices: before and now; None where a price is not known or the episode was not there."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...]
    before_usd: float | None
    now_usd: float | None


def compared(before: RequestGraph | None, now: RequestGraph) -> Comparison:
    """before None: the episode was not there, or could not be read."""
    old = {shot.name: _form(shot) for shot in before.shots} if before else {}
    new = {shot.name: _form(shot) for shot in now.shots}
    return Comparison(
        added=tuple(name for name in new if name not in old),
        changed=tuple(name for name, form in new.items() if name in old and old[name] != form),
        dropped=tuple(name for name in old if name not in new),
        before_usd=full_usd(before) if before else None,
        now_usd=full_usd(now),
    )


def _form(shot: ShotRequests) -> tuple[str, ...]:
    """What the author asked for; frames of other shots stay names, so a change does not spread here."""
    if shot.own_clip is not None:
        return (shot.own_clip.facts.sha256,)
    return tuple(words_form(take, {}) for take in shot.takes)


def full_usd(graph: RequestGraph) -> float | None:
    prices = [take.price for shot in graph.shots for take in shot.takes]
    known = [price.list_usd for price in prices if price is not None]
    return round(sum(known), 6) if len(known) == len(prices) else None
