"""Walks from files to requests, and gathers the faults of every stage. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.compile import compile_graph, length_s, with_prices
from pipeline.errors import in_order
from pipeline.flow.records import Readers, Reading
from pipeline.load import load_storyboard
from pipeline.load.cards import load_cards
from pipeline.resolve import resolve
from pipeline.survey import survey

if TYPE_CHECKING:
    from pipeline.model import JSON, Card, RequestGraph


def read(
    readers: Readers,
    path: PurePosixPath,
    shown: str,
    *,
    profile: str | None = None,
    sets: Mapping[str, JSON] | None = None,
) -> Reading:
    """Loads, resolves, surveys and compiles one storyboard, and gathers the faults of every stage.

    path: from the project's root, where the ledger and budgets know the storyboard by it. shown: as messages
    call it. sets: from `--set`, the last word on every shot.
    """
    loaded, faults = load_storyboard(readers.files, path, shown)
    cards, of_cards = load_cards(readers.files, shown=readers.shown)
    faults += of_cards
    if loaded is None:
        return Reading(None, None, in_order(faults))
    storyboard, found = resolve(loaded, profile=profile, sets=sets or {})
    faults += found
    if storyboard is None:
        return Reading(None, None, in_order(faults))
    assets, found = survey(storyboard, readers.files, readers.pictures, readers.films)
    faults += found
    if any(fault.is_error for fault in of_cards):
        return Reading(storyboard, None, in_order(faults))
    priced = with_prices(cards, readers.prices_usd)
    graph, found = compile_graph(storyboard, priced, assets, today=readers.today)
    faults += found
    if graph is None or any(fault.is_error for fault in faults):
        return Reading(storyboard, None, in_order(faults))
    graph = replace(graph, storyboard=str(path))
    consents = _consents(graph, cards)
    return Reading(storyboard, graph, in_order(faults), consents, length_s(storyboard, graph))


def _consents(graph: RequestGraph, cards: Mapping[str, Card]) -> tuple[str, ...]:
    """Why a person has to agree to the cards of these shots, a line each."""
    used = sorted({shot.model for shot in graph.shots if shot.takes})
    return tuple(
        f"this project's own card {name} {reason}" for name in used for reason in cards[name].needs_consent
    )
