"""Turns a project's root and a few choices into the ports of a run. Alone knows the concrete classes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.adapters.files import ProjectFiles
from pipeline.adapters.verdicts import Verdicts, WatchedFiles, cache_home
from pipeline.errors import Fault, FaultsFound, FileRefused, UsageProblem
from pipeline.flow import Readers, World
from pipeline.model import (
    Moment,
    PictureFacts,
    Place,
    RequestGraph,
    Shot,
    Storyboard,
)
from pipeline.ports import Cutter, Files, Line, Lines, Provider, Publisher
from pipeline.settings import FILE, Settings, read_settings

if TYPE_CHECKING:
    from pipeline.adapters.claims import RunClaims
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.adapters.serving import StudioApp
    from pipeline.adapters.store import FolderStore
    from pipeline.model import Attempt, Caption, ClipFacts, CutList, Episode, Realm
    from pipeline.run.settling import JobPorts
    from pipeline.studio import Orders

SETTINGS_LIMIT_BYTES = 256 * 1024
POLL_S: Mapping[Realm, float] = {"preview": 0.05, "elsewhere": 0.2, "vendor": 2.0}
"""Between two questions at first; it grows. Runware advises 1 to 2 s (docs, polling, read 2026-11-21)."""
POLL_MOST_S: Mapping[Realm, float] = {"preview": 0.05, "elsewhere": 15.0, "vendor": 15.0}
STUDIO_ORIGIN = "http://studio.invalid"
"""Of the studio inside this process: a name that no network resolves (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a command line chooses of a world. realm None: by where the environment says the providers are.
    jobs None: as the project's settings say."""

    realm: Realm | None = None
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


def readers(root: Path, shown: PurePosixPath, files: Files | None = None) -> Readers:
    """What reading a storyboard needs: the project's files and prices, and eyes for pictures and films.

    shown: the root as messages call it. files: the project's, where somebody watches what is read.
    """
    seen = files or ProjectFiles(root)
    prices_usd = settings(root, shown, seen)[0].prices_usd
    return Readers(seen, LaterStills(), LaterReels(), prices_usd, shown, today())


def today() -> str:
    """The day by UTC, ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def verdicts(root: Path) -> Verdicts:
    """Which storyboards of a project were found without a fault, in the user's own cache."""
    return Verdicts(cache_home(os.environ), ProjectFiles(root), today())


def files(root: Path) -> Files:
    """The project's files."""
    return ProjectFiles(root)


def watched(root: Path) -> WatchedFiles:
    """The project's files, noting what is read of them."""
    return WatchedFiles(ProjectFiles(root))


def settings(
    root: Path, shown: PurePosixPath, seen: Files | None = None
) -> tuple[Settings, tuple[Fault, ...]]:
    """The project's settings, the defaults where it has none. shown: the root as messages call it."""
    files, called = seen or ProjectFiles(root), str(shown / FILE)
    if files.stamp(PurePosixPath(FILE)) is None:
        return Settings(), ()
    try:
        content = files.read(PurePosixPath(FILE), SETTINGS_LIMIT_BYTES)
    except FileRefused as refused:
        place = Place(called, 1, 1, 1, 1)
        return Settings(), (Fault(refused.code, refused.reason, place, help=refused.help),)
    return read_settings(content.decode("utf-8-sig", errors="replace"), called)


def _settings_or_raise(root: Path, shown: PurePosixPath) -> Settings:
    found, faults = settings(root, shown)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    return found


# --- providers ----------------------------------------------------------------------------------------------


def provider(name: str) -> Provider:
    """The rules of a provider that a card names. Raises UsageProblem where there is none of that name."""
    from pipeline.providers import PROVIDERS

    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise UsageProblem(f"a model card names the provider {name}, and there are only {known}")
    return PROVIDERS[name]


def origin(root: Path, rules: Provider) -> str:
    """Where a provider is reached: its own origin, or the one that the environment sets in its place."""
    from pipeline.adapters.secrets import Keys

    return Keys(root, os.environ).override_for(rules) or rules.origin


def unset_keys(root: Path) -> dict[str, str]:
    """The variable that should hold a key and does not, by provider. Raises UsageProblem for one that holds
    what no key does."""
    from pipeline.adapters.secrets import Keys
    from pipeline.providers import PROVIDERS

    keys = Keys(root, os.environ)
    return {name: rules.key_variable for name, rules in PROVIDERS.items() if keys.key_for(rules) is None}


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
    readers: Readers, episodes: Sequence[tuple[Storyboard, RequestGraph]], options: Options
) -> Iterator[World]:
    """The ports that these episodes are planned, run and assembled with; closed at the end.

    Raises FaultsFound for settings at fault, UsageProblem, StateDamaged.
    """
    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.adapters.store import FolderStore
    from pipeline.run import RunPorts

    root = readers.files.root
    chosen = _settings_or_raise(root, readers.shown)
    names = _providers_of(episodes)
    where = options.realm or realm(root, names)
    clock = SystemClock()
    home = root / chosen.store
    ledger = SqliteLedger(home / "ledger.sqlite", clock.now)
    store = FolderStore(home)
    lines: Lines = _StudioLines(names, episodes) if where == "preview" else _NetworkLines(root, names)
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
                horizons_s={name: chosen.horizon_s(name) for name in names},
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


def publishers(root: Path, names: Sequence[str], chosen: Settings, where: Realm) -> Mapping[str, Publisher]:
    """The way of pictures to each of these providers. Raises UsageProblem for an origin that is none."""
    from pipeline.adapters.routes import routes
    from pipeline.adapters.secrets import Keys

    return routes([provider(name) for name in names], chosen, Keys(root, os.environ), where)


def attempts(root: Path, shown: PurePosixPath) -> Sequence[Attempt]:
    """Every row of a project's ledger, the oldest first. shown: the root as messages call it."""
    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.ledger import SqliteLedger

    store = _settings_or_raise(root, shown).store
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
    home = root / _settings_or_raise(root, shown).store
    ledger = SqliteLedger(home / "ledger.sqlite", clock.now)
    try:
        lines = _NetworkLines(root, tuple(PROVIDERS))
        yield JobPorts(ledger, RunClaims(home, clock.now), clock, PROVIDERS, lines)
        ledger.back_up()
    finally:
        ledger.close()


@dataclass(frozen=True, slots=True)
class Storeroom:
    """What looking after a project's store needs. locks, reviews: all of the project, from its root. claims:
    of paid runs, and of previews."""

    store: FolderStore
    ledger: SqliteLedger
    files: Files
    claims: tuple[RunClaims, ...]
    locks: tuple[PurePosixPath, ...]
    reviews: tuple[PurePosixPath, ...]


@contextmanager
def storeroom(root: Path, shown: PurePosixPath) -> Iterator[Storeroom]:
    """A project's store and all that names objects of it. shown: the root as messages call it."""
    from pipeline.adapters.claims import RunClaims
    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.files import find_files
    from pipeline.adapters.ledger import SqliteLedger
    from pipeline.adapters.store import FolderStore

    now, home = SystemClock().now, root / _settings_or_raise(root, shown).store
    ledger = SqliteLedger(home / "ledger.sqlite", now)
    try:
        yield Storeroom(
            store=FolderStore(home),
            ledger=ledger,
            files=ProjectFiles(root),
            claims=(RunClaims(home, now), RunClaims(home / "previews", now)),
            locks=find_files(root, (".lock.yaml",)),
            reviews=find_files(root, (".review.yaml",)),
        )
    finally:
        ledger.close()


def revision(root: Path, ref: str) -> AbstractContextManager[Path]:
    """The project as it was at a git revision, in a folder for as long as it is looked at."""
    from pipeline.adapters.revisions import revision as at

    return at(root, ref)


def realms(root: Path) -> dict[str, Realm]:
    """The realm that each provider is reached in at present, by its name."""
    from pipeline.providers import PROVIDERS

    return {
        name: "vendor" if origin(root, rules) == rules.origin else "elsewhere"
        for name, rules in PROVIDERS.items()
    }


# --- lines --------------------------------------------------------------------------------------------------


def network_lines(root: Path, names: Sequence[str]) -> Lines:
    """The lines to these providers, over the network."""
    return _NetworkLines(root, names)


@dataclass(frozen=True, slots=True)
class _NetworkLines:
    """The lines to these providers, over the network; implements `ports.Lines`."""

    root: Path
    names: Sequence[str]

    def open(self) -> AbstractAsyncContextManager[Mapping[str, Line]]:
        from pipeline.adapters.http import HttpLine, HttpLines
        from pipeline.adapters.secrets import Keys

        keys = Keys(self.root, os.environ)
        rules = [provider(name) for name in self.names]
        lines = [HttpLine(one, keys.override_for(one) or one.origin, keys.key_for(one)) for one in rules]
        return HttpLines(lines).open()


@dataclass(frozen=True, slots=True)
class _StudioLines:
    """The lines to a studio inside this process, which is there while they are open."""

    names: Sequence[str]
    episodes: Sequence[tuple[Storyboard, RequestGraph]]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Line]]:
        from pipeline.adapters.http import HttpLine, HttpLines, in_process
        from pipeline.adapters.secrets import Secret

        free = Secret("no key is needed here")
        with _studio(captions_of(self.episodes)) as app:
            lines = [HttpLine(provider(name), STUDIO_ORIGIN, free, in_process(app)) for name in self.names]
            async with HttpLines(lines).open() as opened:
                yield opened


# --- the studio ---------------------------------------------------------------------------------------------


@contextmanager
def _studio(captions: Mapping[str, Caption], orders: Orders | None = None) -> Iterator[StudioApp]:
    """A studio that paints animatics into a folder of its own, which goes with it."""
    import tempfile

    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.media.animatic import Animatic
    from pipeline.adapters.serving import StudioApp
    from pipeline.studio import Orders, Studio

    with tempfile.TemporaryDirectory(prefix="storyboard-studio-") as folder:
        now, workers = SystemClock().now, os.cpu_count() or 2
        desk = Studio(LaterStills(), Path(folder), workers=workers, now=now, orders=orders or Orders())
        app = StudioApp(desk, Animatic(captions))
        try:
            yield app
        finally:
            app.close()


def serve_studio(port: int, listening: Callable[[str], None], orders: Orders) -> None:
    """Serves both providers' protocols on loopback until it is interrupted. port 0 picks one. orders: what
    it is told to do wrong."""
    import asyncio

    from pipeline.adapters import serving

    try:
        listener = serving.bound(port)
    except OSError as error:
        raise UsageProblem(
            f"port {port} cannot be had ({error.strerror}); --port 0 picks a free one"
        ) from error
    with _studio({}, orders) as app:
        asyncio.run(serving.serve(app, listener, listening))


def captions_of(episodes: Sequence[tuple[Storyboard, RequestGraph]]) -> dict[str, Caption]:
    """What a preview writes on each clip, by the words of its request: those of the painter's order."""
    from pipeline.model import Caption

    captions: dict[str, Caption] = {}
    for storyboard, graph in episodes:
        shots = {shot.name: shot for shot in storyboard.shots}
        for one in graph.shots:
            caption = Caption(one.name, _spoken(shots[one.name], storyboard))
            for take in one.takes:
                captions |= {text: caption for text in take.request.body.values() if isinstance(text, str)}
    return captions


def _spoken(shot: Shot, storyboard: Storyboard) -> tuple[tuple[float, float, str, str], ...]:
    from pipeline.speech import timeline

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
