"""Turns a project and a few choices into everything that a plan, a run or a cut needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import (
    contextmanager,
)
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.flow import Readers, World
from pipeline.model import (
    RequestGraph,
    Storyboard,
)
from pipeline.ports import Cutter, Lines, Publisher
from pipeline.records import record
from pipeline.settings import Settings
from pipeline.wiring.lines import NetworkLines, StudioLines
from pipeline.wiring.reach import provider, providers_of, realm
from pipeline.wiring.reading import LaterReels, LaterStills, settings_or_raise

if TYPE_CHECKING:
    from pipeline.adapters.claims import RunClaims
    from pipeline.model import CutList, Episode, Realm

POLL_S: Mapping[Realm, float] = {"preview": 0.05, "elsewhere": 0.2, "vendor": 2.0}
"""Between two questions at first; it grows. Runware advises 1 to 2 s (docs, polling, read 2026-11-21)."""
POLL_MOST_S: Mapping[Realm, float] = {"preview": 0.05, "elsewhere": 15.0, "vendor": 15.0}
USUAL_S: Mapping[Realm, float | None] = {"preview": None, "elsewhere": None, "vendor": 60.0}
"""Of a job whose model has no past one; a studio paints quickly, whatever it painted before."""


@record
class Options:
    """What a command line chooses of a world. realm None: by where the environment says the providers are.
    jobs None: as the project's settings say."""

    realm: Realm | None = None
    jobs: int | None = None


@contextmanager
def world(
    readers: Readers, episodes: Sequence[tuple[Storyboard, RequestGraph]], options: Options
) -> Iterator[World]:
    """The ports that these episodes are planned, run and assembled with; closed at the end.

    Raises FaultsFound for settings at fault, UsageProblem, StateDamaged.
    """
    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.adapters.shared import shared_folder
    from pipeline.adapters.store import FolderStore
    from pipeline.run import RunPorts

    root = readers.files.root
    chosen = settings_or_raise(root, readers.shown)
    names = providers_of(episodes)
    where = options.realm or realm(root, names)
    clock = SystemClock()
    home = root / chosen.store
    ledger = SqliteLedger(home / "ledger.sqlite", clock.now)
    store = FolderStore(home)
    lines: Lines = StudioLines(names, episodes) if where == "preview" else NetworkLines(root, names)
    try:
        yield World(
            realm=where,
            run=RunPorts(
                ledger=ledger,
                claims=_claims(home, clock.now, where),
                store=store,
                films=LaterReels(),
                pictures=LaterStills(),
                files=readers.files,
                clock=clock,
                providers={name: provider(name) for name in names},
                lines=lines,
                publishers=publishers(root, names, chosen, where),
                limits={name: options.jobs or _limit(name, chosen, where) for name in names},
                poll_s=POLL_S[where],
                poll_most_s=POLL_MOST_S[where],
                usual_s=USUAL_S[where],
                horizons_s={name: chosen.horizon_s(name) for name in names},
                shared=None if where == "preview" else shared_folder(root, chosen.shared_store, store),
            ),
            cutter=_LaterCutter(store.derived),
        )
        ledger.back_up()
    finally:
        ledger.close()


def _claims(home: Path, now: Callable[[], str], where: Realm) -> RunClaims:
    """A preview claims beside paid runs, and anywhere: it costs nothing."""
    from pipeline.adapters.claims import RunClaims

    return RunClaims(home / "previews", now, lambda _: None) if where == "preview" else RunClaims(home, now)


def _limit(name: str, chosen: Settings, where: Realm) -> int:
    """A preview paints with every core; more at once would only wait."""
    return max(os.cpu_count() or 2, 2) if where == "preview" else chosen.limit(name)


class _LaterCutter:
    """The cutter, whose libraries are loaded with the first cut."""

    def __init__(self, derived: Callable[[str], Path]) -> None:
        self._derived = derived

    @property
    def made_with(self) -> str:
        return self._cutter().made_with

    def assemble(self, cut: CutList, out: Path, is_stopped: Callable[[], bool]) -> Episode | None:
        return self._cutter().assemble(cut, out, is_stopped)

    def _cutter(self) -> Cutter:
        from pipeline.adapters.media.cutter import FilmCutter

        return FilmCutter(self._derived)


def publishers(root: Path, names: Sequence[str], chosen: Settings, where: Realm) -> Mapping[str, Publisher]:
    """The way of pictures to each of these providers. Raises UsageProblem for an origin that is none."""
    from pipeline.adapters.routes import routes
    from pipeline.adapters.secrets import Keys

    return routes([provider(name) for name in names], chosen, Keys(root, os.environ), where)
