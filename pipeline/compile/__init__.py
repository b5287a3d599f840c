"""Turns a storyboard, model cards and surveyed files into a graph of requests in the providers' own
words. Knows no provider's name, and nothing of what is owned already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from pipeline.compile.check import InputCheck
from pipeline.compile.cutting import Cut, cut_faults, length_s
from pipeline.compile.film import Film, film_faults
from pipeline.compile.price import with_prices
from pipeline.compile.shots import Backdrop, compile_shot
from pipeline.errors import Fault, in_order
from pipeline.model import Assets, Card, RequestGraph, ShotRequests, Storyboard


def compile_graph(
    storyboard: Storyboard, cards: Mapping[str, Card], assets: Assets, *, today: str = ""
) -> tuple[RequestGraph | None, tuple[Fault, ...]]:
    """Every shot's takes, each with its request, its words, the frames it waits for and its price.

    cards: by name. assets: a file that is not in there was found at fault, and is not told of again. today:
    ISO date, to tell of retired models; empty where nobody knows. Gives None where a shot could not be read
    or compiled; the faults are in order, warnings among them.
    """
    backdrop = Backdrop(storyboard, cards, {name: InputCheck(card) for name, card in cards.items()}, assets)
    shots: list[ShotRequests] = []
    pictures: dict[str, PurePosixPath] = {}
    sizes: dict[str, tuple[int, int]] = {}
    cuts: dict[str, Cut] = {}
    faults: list[Fault] = []
    for shot in storyboard.shots:
        if shot.name in storyboard.unread:
            continue
        compiled, found = compile_shot(shot, backdrop, sizes)
        faults.extend(found)
        if compiled.requests is None:
            continue
        shots.append(compiled.requests)
        cuts[shot.name] = Cut.of(shot, compiled.requests, compiled.size_px)
        if compiled.size_px is not None:
            sizes[shot.name] = compiled.size_px
        pictures |= {assets.pictures[file.path].sha256: file.path for file in compiled.files}
    faults.extend(cut_faults(storyboard, cuts))
    if not storyboard.unread:
        faults.extend(film_faults(Film(storyboard, cards, assets, sizes, today)))
    if storyboard.unread or len(shots) < len(storyboard.shots):
        return None, in_order(faults)
    graph = RequestGraph(storyboard.path, storyboard.episode, storyboard.profile, tuple(shots), pictures)
    return graph, in_order(faults)


__all__ = ["compile_graph", "length_s", "with_prices"]
