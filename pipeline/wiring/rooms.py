"""Turns a project's root into what looking after its jobs, its store and its health needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import (
    contextmanager,
)
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.adapters.files import ProjectFiles
from pipeline.ports import Files
from pipeline.records import record
from pipeline.wiring.lines import NetworkLines
from pipeline.wiring.reading import settings_or_raise

if TYPE_CHECKING:
    from pipeline.adapters.claims import RunClaims
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.adapters.shared import SharedFolder
    from pipeline.adapters.store import FolderStore
    from pipeline.model import Attempt
    from pipeline.run.settling import JobPorts


def attempts(root: Path, shown: PurePosixPath) -> Sequence[Attempt]:
    """Every row of a project's ledger, the oldest first. shown: the root as messages call it."""
    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.ledger import SqliteLedger

    store = settings_or_raise(root, shown).store
    ledger = SqliteLedger(root / store / "ledger.sqlite", SystemClock().now)
    try:
        return ledger.attempts()
    finally:
        ledger.close()


@contextmanager
def jobs(root: Path, shown: PurePosixPath) -> Iterator[JobPorts]:
    """What looking after single jobs of a project needs, with every provider there is."""
    from pipeline.adapters.claims import RunClaims
    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.providers import PROVIDERS
    from pipeline.run.settling import JobPorts

    clock = SystemClock()
    home = root / settings_or_raise(root, shown).store
    ledger = SqliteLedger(home / "ledger.sqlite", clock.now)
    try:
        lines = NetworkLines(root, tuple(PROVIDERS))
        yield JobPorts(ledger, RunClaims(home, clock.now), clock, PROVIDERS, lines)
        ledger.back_up()
    finally:
        ledger.close()


@record
class Storeroom:
    """What looking after a project's store needs. locks, reviews: all of the project, from its root. claims:
    of paid runs, and of previews. shared: the store that machines share, where there is one."""

    store: FolderStore
    ledger: SqliteLedger
    files: Files
    claims: tuple[RunClaims, ...]
    locks: tuple[PurePosixPath, ...]
    reviews: tuple[PurePosixPath, ...]
    shared: SharedFolder | None


@contextmanager
def storeroom(root: Path, shown: PurePosixPath) -> Iterator[Storeroom]:
    """A project's store and all that names objects of it. shown: the root as messages call it."""
    from pipeline.adapters.claims import RunClaims
    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.files import find_files
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.adapters.shared import shared_folder
    from pipeline.adapters.store import FolderStore

    now, chosen = SystemClock().now, settings_or_raise(root, shown)
    home = root / chosen.store
    ledger, store = SqliteLedger(home / "ledger.sqlite", now), FolderStore(home)
    try:
        yield Storeroom(
            store=store,
            ledger=ledger,
            files=ProjectFiles(root),
            claims=(RunClaims(home, now), RunClaims(home / "previews", now)),
            locks=find_files(root, (".lock.yaml",)),
            reviews=find_files(root, (".review.yaml",)),
            shared=shared_folder(root, chosen.shared_store, store),
        )
    finally:
        ledger.close()
