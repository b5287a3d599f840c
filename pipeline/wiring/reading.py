"""Turns a project's root into eyes for its files, pictures and films, and into its settings. Loads a
library with the first thing that needs it."""

from __future__ import annotations

import os
from contextlib import (
    AbstractContextManager,
)
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.adapters.files import ProjectFiles
from pipeline.adapters.verdicts import Verdicts, WatchedFiles, cache_home
from pipeline.errors import Fault, FaultsFound, FileRefused
from pipeline.flow import Readers
from pipeline.model import (
    Moment,
    PictureFacts,
    Place,
)
from pipeline.ports import Files
from pipeline.settings import FILE, Settings, read_settings

if TYPE_CHECKING:
    from pipeline.model import ClipFacts

SETTINGS_LIMIT_BYTES = 32 * 1024
"""Python's reader of TOML takes the square of a key's length: 10 s for 100 KB of `[a.a.a...`."""


class LaterStills:
    """Stills, whose library is loaded with the first picture: most storyboards are checked without one."""

    def probe(self, content: bytes) -> PictureFacts:
        from pipeline.adapters.media.stills import facts_of

        return facts_of(content)

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


def settings_or_raise(root: Path, shown: PurePosixPath) -> Settings:
    found, faults = settings(root, shown)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    return found


def revision(root: Path, ref: str) -> AbstractContextManager[Path]:
    """The project as it was at a git revision, in a folder for as long as it is looked at."""
    from pipeline.adapters.revisions import revision as at

    return at(root, ref)
