"""Turns a project's root and a few choices into the ports of a run. Alone knows the concrete classes."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.adapters.clock import SystemClock
from pipeline.adapters.files import ProjectFiles
from pipeline.adapters.publishing import DataUri, Unpublished
from pipeline.errors import Fault, FaultsFound, UsageProblem
from pipeline.flow import Readers, World
from pipeline.model import (
    Attempt,
    Caption,
    ClipFacts,
    CutList,
    Episode,
    Moment,
    PictureFacts,
    Realm,
    RequestGraph,
    Shot,
    Storyboard,
)
from pipeline.ports import Cutter, Lines, Provider, Publisher
from pipeline.providers import PROVIDERS
from pipeline.settings import FILE, Settings, read_settings
from pipeline.speech import timeline

if TYPE_CHECKING:
    from pipeline.adapters.serving import StudioApp

SETTINGS_LIMIT_BYTES = 256 * 1024
POLL_S: Mapping[Realm, float] = {"preview": 0.05, "elsewhere": 0.2, "vendor": 2.0}
"""Between two questions at first; it grows. Runware advises 1 to 2 s (docs, polling, read 2026-11-21)."""
POLL_MOST_S: Mapping[Realm, float] = {"preview": 0.05, "elsewhere": 15.0, "vendor": 15.0}
STUDIO_ORIGIN = "http://studio.invalid"
"""Of the studio inside this process: a name that no network resolves (RFC 2606)."""
INLINE_LIMIT_BYTES = 24 * 1024 * 1024
"""Of a picture that stays on this machine, or goes to a provider that states no limit of its own."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a command line chooses of a world. jobs None: as the project's settings say."""

    is_preview: bool = False
    jobs: int | None = None


class LaterStills:
    """Stills, whose library is loaded with the first picture: most storyboards are checked without one."""

    def probe(self, content: bytes) -> PictureFacts:
        from pipeline.adapters.media.pictures import Stills

        return Stills().probe(content)

    def clean(self, content: bytes) -> bytes:
        from pipeline.adapters.media.pictures import Stills

        return Stills().clean(content)


class LaterReels:
    """Films, whose library is loaded with the first clip."""

    def probe(self, path: Path) -> ClipFacts:
        from pipeline.adapters.media.films import Reels

        return Reels().probe(path)

    def frame(self, path: Path, at: Moment, seed_picture: bytes | None) -> tuple[str, bytes]:
        from pipeline.adapters.media.films import Reels

        return Reels().frame(path, at, seed_picture)


# --- reading ------------------------------------------------------------------------------------------------


def readers(root: Path) -> Readers:
    """What reading a storyboard needs: the project's files and prices, and eyes for pictures and films."""
    return Readers(ProjectFiles(root), LaterStills(), LaterReels(), settings(root)[0].prices_usd)


def settings(root: Path) -> tuple[Settings, tuple[Fault, ...]]:
    """The project's settings, the defaults where it has none."""
    files = ProjectFiles(root)
    if files.stamp(PurePosixPath(FILE)) is None:
        return Settings(), ()
    content = files.read(PurePosixPath(FILE), SETTINGS_LIMIT_BYTES)
    return read_settings(content.decode("utf-8-sig", errors="replace"), FILE)


def _settings_or_raise(root: Path) -> Settings:
    found, faults = settings(root)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    return found


# --- providers ----------------------------------------------------------------------------------------------


def provider(name: str) -> Provider:
    """The rules of a provider that a card names. Raises UsageProblem where there is none of that name."""
    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise UsageProblem(f"a model card names the provider {name}, and there are only {known}")
    return PROVIDERS[name]


def origin(root: Path, rules: Provider) -> str:
    """Where a provider is reached: its own origin, or the one that the environment sets in its place."""
    from pipeline.adapters.secrets import Keys

    return Keys(root, os.environ).override_for(rules) or rules.origin


def realm(root: Path, names: Sequence[str]) -> Realm:
    """Raises UsageProblem where only some providers are overridden: one run is in one realm."""
    moved = sorted(name for name in names if origin(root, provider(name)) != provider(name).origin)
    if not moved:
        return "vendor"
    if len(moved) == len(names):
        return "elsewhere"
    others = sorted(provider(name).origin_variable for name in names if name not in moved)
    raise UsageProblem(
        f"{', '.join(moved)} is reached elsewhere and the others are not: set {' and '.join(others)} too, "
        "so that no run is half paid for"
    )


def _providers_of(episodes: Sequence[tuple[Storyboard, RequestGraph]]) -> list[str]:
    return sorted(
        {take.request.provider for _, graph in episodes for shot in graph.shots for take in shot.takes}
    )


# --- the world ----------------------------------------------------------------------------------------------


@contextmanager
def world(
    root: Path, episodes: Sequence[tuple[Storyboard, RequestGraph]], options: Options
) -> Iterator[World]:
    """The ports that these episodes are planned, run and assembled with; closed at the end.

    Raises FaultsFound for settings at fault, UsageProblem, StateDamaged.
    """
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.adapters.store import FolderStore
    from pipeline.run import RunPorts

    chosen = _settings_or_raise(root)
    names = _providers_of(episodes)
    where: Realm = "preview" if options.is_preview else realm(root, names)
    clock = SystemClock()
    home = root / chosen.store
    ledger = SqliteLedger(home / "ledger.sqlite", clock.now)
    store = FolderStore(home)
    with _lines(root, names, episodes, where) as lines:
        try:
            yield World(
                realm=where,
                run=RunPorts(
                    ledger=ledger,
                    store=store,
                    films=LaterReels(),
                    pictures=LaterStills(),
                    files=ProjectFiles(root),
                    clock=clock,
                    providers={name: provider(name) for name in names},
                    lines=lines,
                    publishers={name: _publisher(name, chosen, where) for name in names},
                    limits={name: options.jobs or _limit(name, chosen, where) for name in names},
                    poll_s=POLL_S[where],
                    poll_most_s=POLL_MOST_S[where],
                    horizons_s={name: chosen.horizon_s(name) for name in names},
                ),
                cutter=_LaterCutter(store.derived),
            )
        finally:
            ledger.close()


def _limit(name: str, chosen: Settings, where: Realm) -> int:
    """A preview paints with every core; more at once would only wait."""
    return max(os.cpu_count() or 2, 2) if where == "preview" else chosen.limit(name)


def _publisher(name: str, chosen: Settings, where: Realm) -> Publisher:
    if where == "preview" or provider(name).images_as == "data-uri":
        return DataUri(INLINE_LIMIT_BYTES)
    if chosen.publishes(name) == "data-uri":
        return DataUri()
    return Unpublished(
        f"{name} takes pictures by their address, and nothing is set to publish them: "
        f'write `[publishing] {name} = "data-uri"` in {FILE}, or give https pictures'
    )


def attempts(root: Path) -> Sequence[Attempt]:
    """Every row of a project's ledger, the oldest first."""
    from pipeline.adapters.ledger import SqliteLedger

    ledger = SqliteLedger(root / _settings_or_raise(root).store / "ledger.sqlite", SystemClock().now)
    try:
        return ledger.attempts()
    finally:
        ledger.close()


@contextmanager
def _lines(
    root: Path, names: Sequence[str], episodes: Sequence[tuple[Storyboard, RequestGraph]], where: Realm
) -> Iterator[Lines]:
    """The lines to these providers: over the network, or to a studio inside this process for a preview."""
    from pipeline.adapters.http import HttpLine, HttpLines, in_process
    from pipeline.adapters.secrets import Keys, Secret

    if where != "preview":
        keys = Keys(root, os.environ)
        yield HttpLines(
            [
                HttpLine(provider(name), origin(root, provider(name)), keys.key_for(provider(name)))
                for name in names
            ]
        )
        return
    with _studio(captions_of(episodes)) as app:
        free = Secret("no key is needed here")
        yield HttpLines([HttpLine(provider(name), STUDIO_ORIGIN, free, in_process(app)) for name in names])


# --- the studio ---------------------------------------------------------------------------------------------


@contextmanager
def _studio(captions: Mapping[str, Caption]) -> Iterator[StudioApp]:
    """A studio that paints animatics into a folder of its own, which goes with it."""
    from pipeline.adapters.media.animatic import Animatic
    from pipeline.adapters.serving import StudioApp
    from pipeline.studio import Studio

    with tempfile.TemporaryDirectory(prefix="storyboard-studio-") as folder:
        desk = Studio(LaterStills(), Path(folder), workers=os.cpu_count() or 2, now=SystemClock().now)
        app = StudioApp(desk, Animatic(captions))
        try:
            yield app
        finally:
            app.close()


def serve_studio(port: int, listening: Callable[[str], None]) -> None:
    """Serves both providers' protocols on loopback until it is interrupted. port 0 picks one."""
    from pipeline.adapters import serving

    try:
        listener = serving.bound(port)
    except OSError as error:
        raise UsageProblem(
            f"port {port} cannot be had ({error.strerror}); --port 0 picks a free one"
        ) from error
    with _studio({}) as app:
        asyncio.run(serving.serve(app, listener, listening))


def captions_of(episodes: Sequence[tuple[Storyboard, RequestGraph]]) -> dict[str, Caption]:
    """What a preview writes on each clip, by the words of its request: those of the painter's order."""
    captions: dict[str, Caption] = {}
    for storyboard, graph in episodes:
        shots = {shot.name: shot for shot in storyboard.shots}
        for one in graph.shots:
            caption = Caption(one.name, _spoken(shots[one.name], storyboard))
            for take in one.takes:
                captions |= {text: caption for text in take.request.body.values() if isinstance(text, str)}
    return captions


def _spoken(shot: Shot, storyboard: Storyboard) -> tuple[tuple[float, float, str, str], ...]:
    names = {tag: reference.name for tag, reference in storyboard.references.items()}
    return tuple(
        (one.start_s, one.end_s, names.get(one.line.who, one.line.who), one.line.text)
        for one in timeline(shot.dialogue, storyboard.language)
    )


class _LaterCutter:
    """The cutter, whose libraries are loaded with the first cut."""

    def __init__(self, derived: Callable[[str], Path]) -> None:
        self._derived = derived

    @property
    def made_with(self) -> str:
        return self._cutter().made_with

    def assemble(self, cut: CutList, out: Path) -> Episode:
        return self._cutter().assemble(cut, out)

    def _cutter(self) -> Cutter:
        from pipeline.adapters.media.cutter import FilmCutter

        return FilmCutter(self._derived)
