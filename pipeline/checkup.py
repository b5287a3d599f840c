"""Turns a project's root into what is well there and what a paid run would miss. Decides nothing that a run
decides: it asks what a run will ask. Spends nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from pipeline import flow, wiring
from pipeline.adapters import health
from pipeline.adapters.clock import SystemClock
from pipeline.adapters.files import find_files, find_storyboards
from pipeline.adapters.ledger import SqliteLedger
from pipeline.adapters.secrets import Keys
from pipeline.adapters.shared import shared_folder
from pipeline.adapters.store import FolderStore
from pipeline.beside import every_lock
from pipeline.errors import Fault, FaultsFound, SpendingRefused, TransportError, UsageProblem
from pipeline.keeping import shareable
from pipeline.keys import holes
from pipeline.load.cards import load_cards
from pipeline.model import Attempt, Card, Finding, Reply
from pipeline.ports import Line, Provider, Publisher
from pipeline.providers import PROVIDERS
from pipeline.settings import FILE, Settings
from pipeline.showing import one_line

SOON = timedelta(days=90)
NOBODY = "00000000-0000-4000-8000-000000000000"
"""A job that no provider has: asking for it costs nothing, and tells whether a key is taken."""
_NOT_TAKEN = (400, 401, 403)
"""RunComfy says 400 to a bad token too (its page of error codes, read 2026-11-21)."""


@dataclass
class Uses:
    """What the storyboards of a project ask for. bringing: providers that are brought pictures."""

    read: int = 0
    faulty: list[str] = field(default_factory=list)
    providers: set[str] = field(default_factory=set)
    bringing: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    unpriced: set[str] = field(default_factory=set)


def look_over(root: Path, shown: PurePosixPath, *, is_online: bool) -> tuple[Finding, ...]:
    """Everything that was looked at, in the order in which people mend it. is_online: providers and the
    bucket are asked too."""
    chosen, faults = wiring.settings(root, shown)
    uses = _uses(root, shown)
    keys = Keys(root, os.environ)
    home = root / chosen.store
    ledger = SqliteLedger(home / "ledger.sqlite", SystemClock().now)
    try:
        of_ledger, rows = health.ledger_of(ledger)
    finally:
        ledger.close()
    return (
        health.versions(),
        _settings(root, faults),
        _storyboards(uses),
        *_models(root, shown, uses),
        *(health.key_of(PROVIDERS[name], keys, is_used=name in uses.providers) for name in PROVIDERS),
        *health.env_file(root),
        *_ways(root, chosen, uses, is_online=is_online),
        of_ledger,
        health.store_of(FolderStore(home), rows),
        *_shared(root, chosen, rows),
        *health.disk_of(home),
        *_jobs(rows),
    )


# --- what the project says ----------------------------------------------------------------------------------


def _uses(root: Path, shown: PurePosixPath) -> Uses:
    uses, readers = Uses(), wiring.readers(root, shown)
    for path in find_storyboards(root):
        reading = flow.read(readers, path, str(shown / path))
        uses.read += 1
        if reading.graph is None:
            uses.faulty.append(str(shown / path))
            continue
        for shot in reading.graph.shots:
            uses.models |= {shot.model} if shot.takes else set()
            for take in shot.takes:
                uses.providers.add(take.request.provider)
                uses.bringing |= {take.request.provider} if any(holes(take.request.body)) else set()
                uses.unpriced |= {shot.model} if take.price is None else set()
    return uses


def _shared(root: Path, chosen: Settings, rows: Sequence[Attempt]) -> Iterator[Finding]:
    shared = shared_folder(root, chosen.shared_store, FolderStore(root / chosen.store))
    if shared is not None:
        try:
            locks = every_lock(wiring.files(root), find_files(root, (".lock.yaml",)))
        except FaultsFound as found:
            first = found.faults[0]
            told = f"{first.place.path}:{first.place.line}: {first.code} {first.message}"
            yield Finding("shared store", "note", f"nobody can tell which clips it should hold: {told}")
        else:
            yield health.shared_of(shared, shareable(rows, locks))


def _settings(root: Path, faults: Sequence[Fault]) -> Finding:
    wrong = [fault for fault in faults if fault.is_error]
    if wrong:
        first = wrong[0]
        told = f"{first.place.path}:{first.place.line}: {first.code} {first.message}"
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        return Finding("settings", "missing", told + more, first.help)
    is_there = (root / FILE).is_file()
    return Finding("settings", "well", FILE if is_there else f"no {FILE}: everything is as usual")


def _storyboards(uses: Uses) -> Finding:
    if uses.faulty:
        told = f"{len(uses.faulty)} of {uses.read} at fault: {', '.join(uses.faulty[:3])}"
        return Finding("storyboards", "missing", told, "`storyboard validate` tells every fault")
    if not uses.read:
        return Finding(
            "storyboards", "note", "none below this folder", "`storyboard init DIR` makes a first one"
        )
    return Finding("storyboards", "well", f"{uses.read} read, without a fault")


def _models(root: Path, shown: PurePosixPath, uses: Uses) -> Iterator[Finding]:
    cards, _ = load_cards(wiring.files(root), shown=shown)
    for name in sorted(uses.models):
        yield _model(cards[name], is_priced=name not in uses.unpriced)


def _model(card: Card, *, is_priced: bool) -> Finding:
    about, today = f"model {card.name}", date.fromisoformat(wiring.today())
    if card.retires is not None and date.fromisoformat(card.retires) <= today:
        return Finding(about, "missing", f"was retired on {card.retires}", "name another model")
    if not is_priced:
        help = f"write its price under [prices] in {FILE}, or say --allow-unpriced"
        return Finding(about, "missing", "nobody knows its price", help)
    if card.retires is not None and date.fromisoformat(card.retires) <= today + SOON:
        return Finding(about, "note", f"retires on {card.retires}", "render what you need of it before")
    return Finding(about, "well", f"retires on {card.retires}" if card.retires else "no end is announced")


def _jobs(rows: Sequence[Attempt]) -> Iterator[Finding]:
    """Submissions that are not settled."""
    lost = [row.job for row in rows if row.state == "uncertain"]
    out = [row.job for row in rows if row.state in ("submitting", "submitted", "completed")]
    if lost:
        told = f"{len(lost)} that nobody can tell of, counted as spent: {', '.join(lost[:3])}"
        yield Finding("jobs", "note", told, "`storyboard resolve JOB` settles one")
    if out:
        told = f"{len(out)} under way or left by a run: {', '.join(out[:3])}"
        yield Finding("jobs", "note", told, "`storyboard render` goes on with them")
    if not (lost or out):
        yield Finding("jobs", "well", "all settled")


# --- the ways to the providers ------------------------------------------------------------------------------


def _ways(root: Path, chosen: Settings, uses: Uses, *, is_online: bool) -> Iterator[Finding]:
    """Where the providers are, and how pictures get to them; whether they answer, where that is asked."""
    try:
        moved = {name: wiring.origin(root, rules) for name, rules in PROVIDERS.items()}
        where = wiring.realm(root, sorted(uses.providers or PROVIDERS))
        publishers = wiring.publishers(root, sorted(PROVIDERS), chosen, where)
    except UsageProblem as problem:
        yield Finding("providers", "missing", str(problem))
        return
    for name, origin in moved.items():
        if origin != PROVIDERS[name].origin:
            variable = PROVIDERS[name].origin_variable
            yield Finding(
                f"address of {name}", "note", f"{origin}, as {variable} says: nothing counts as bought"
            )
    for name, publisher in publishers.items():
        yield _publishing(name, publisher, chosen, is_used=name in uses.bringing)
    if is_online:
        asked = sorted(uses.providers or PROVIDERS)
        yield from asyncio.run(_answers(root, asked))
        yield from asyncio.run(_rehearsed(publishers, chosen))


def _publishing(name: str, publisher: Publisher, chosen: Settings, *, is_used: bool) -> Finding:
    about = f"pictures to {name}"
    in_the_way = publisher.obstacle
    if in_the_way is None and (unset := _unset(publisher)):
        in_the_way = unset
    if in_the_way is not None:
        return Finding(about, "missing" if is_used else "note", in_the_way)
    is_linked = PROVIDERS[name].images_as == "https" and chosen.publishes(name) == "s3"
    through = (
        f"through the bucket {chosen.bucket.bucket}" if is_linked and chosen.bucket else "inside the request"
    )
    return Finding(about, "well", through)


def _unset(publisher: Publisher) -> str | None:
    """Why a bucket cannot be signed for."""
    try:
        names = publisher.unset()
    except UsageProblem as problem:
        return str(problem)
    if not names:
        return None
    return f"{' and '.join(names)} not set: set what the bucket needs in the environment or in `.env`"


# --- asked over the network ---------------------------------------------------------------------------------


async def _answers(root: Path, names: Sequence[str]) -> list[Finding]:
    keys = Keys(root, os.environ)
    async with wiring.network_lines(root, names).open() as lines:
        return list(
            await asyncio.gather(
                *(
                    _answer(PROVIDERS[name], lines[name], has_key=keys.key_for(PROVIDERS[name]) is not None)
                    for name in names
                )
            )
        )


async def _answer(provider: Provider, line: Line, *, has_key: bool) -> Finding:
    about = f"answer of {provider.name}"
    try:
        reply = await line.send(provider.poll([NOBODY]))
    except TransportError as trouble:
        return Finding(about, "missing", one_line(str(trouble)))
    if not has_key:
        return Finding(about, "well", "answers; there is no key to try")
    return _taken(about, provider, reply)


def _taken(about: str, provider: Provider, reply: Reply) -> Finding:
    if provider.read_statuses(reply, [NOBODY]):
        return Finding(about, "well", f"answers, and takes the key in {provider.key_variable}")
    if reply.status in _NOT_TAKEN:
        told = f"answers {reply.status}: it does not take the key in {provider.key_variable}"
        return Finding(about, "missing", told, "look whether the key is whole and still good")
    return Finding(about, "note", f"answers {reply.status}, and not what was asked: try again later")


async def _rehearsed(publishers: Mapping[str, Publisher], chosen: Settings) -> list[Finding]:
    """Whether the bucket takes something and gives it back, where one is used and could be tried."""
    linked = [
        publishers[name]
        for name in publishers
        if PROVIDERS[name].images_as == "https" and chosen.publishes(name) == "s3"
    ]
    if not linked or linked[0].obstacle is not None or _unset(linked[0]) is not None:
        return []
    try:
        await linked[0].rehearse()
    except SpendingRefused as refusal:
        return [Finding("bucket", "missing", one_line(str(refusal)))]
    return [Finding("bucket", "well", "took a few bytes, and gave them back through a link")]
