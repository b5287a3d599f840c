"""Remembers which storyboards were without a fault, by the stamps of every file that was read to know it.

Lies in the user's own cache folder, never in the project: a stranger's pull request could bring it along.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.adapters import durable
from pipeline.errors import StateDamaged
from pipeline.ports import Files

CACHE_LIMIT_BYTES = 64 * 1024 * 1024
RACY_NS = 2_000_000_000
"""A file that was changed so shortly before it was looked at may change again and keep its stamp."""

Seen = dict[str, list[int] | list[str] | None]
"""What was asked of the files: a stamp by path, the names by `path/`; None for what was not there."""


class WatchedFiles:
    """The project's files, noting all that is asked of them; implements `ports.Files` by another one."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.seen: Seen = {}

    @property
    def root(self) -> Path:
        return self._files.root

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        return self._files.locate(folder, written)

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        self._note(path)
        return self._files.read(path, limit_bytes)

    def checked(self, path: PurePosixPath) -> Path:
        self._note(path)
        return self._files.checked(path)

    def write(self, path: PurePosixPath, text: str) -> None:
        self._files.write(path, text)

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        return self._files.held(folder)

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        self._note(path)
        return self._files.stamp(path)

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        found = self._files.names(folder)
        self.seen[f"{folder}/"] = list(found)
        return found

    def _note(self, path: PurePosixPath) -> None:
        self.seen[str(path)] = _stamp(self._files, path)


class Verdicts:
    """The storyboards of one project that had no fault.

    home: the folder of the cache. files: the project's. today: ISO date, on which models may retire.
    """

    def __init__(self, home: Path, files: Files, today: str) -> None:
        self._files = files
        name = hashlib.sha256(str(files.root).encode()).hexdigest()[:32]
        self._path = home / "verdicts" / f"{name}.json"
        self._tool = [*_tool_stamp(), today]
        self._clean, self._lengths_s = self._load()
        self._now: dict[str, object] = {}
        self._is_changed = False

    def is_clean(self, storyboard: PurePosixPath, profile: str | None) -> bool:
        """Whether it was without a fault, and nothing that was read to know it has changed since."""
        seen = self._clean.get(_entry(storyboard, profile))
        return isinstance(seen, dict) and all(self._still(path) == known for path, known in seen.items())

    def length_s(self, storyboard: PurePosixPath, profile: str | None) -> float | None:
        """How long the episode of a clean storyboard is; None where nobody noted it."""
        noted = self._lengths_s.get(_entry(storyboard, profile))
        return noted if isinstance(noted, float) else None

    def keep(
        self,
        storyboard: PurePosixPath,
        profile: str | None,
        seen: Mapping[str, object],
        length_s: float | None,
    ) -> None:
        """Notes a storyboard without a fault, unless one of its files was changed a moment ago."""
        newest = max((_changed_ns(one) for one in seen.values()), default=0)
        if newest < time.time_ns() - RACY_NS:
            self._clean[_entry(storyboard, profile)] = dict(seen)
            self._lengths_s[_entry(storyboard, profile)] = length_s
            self._is_changed = True

    def save(self) -> None:
        """Writes what was noted. A cache that cannot be written is none."""
        if not self._is_changed:
            return
        content = json.dumps(
            {"tool": self._tool, "clean": self._clean, "lengths_s": self._lengths_s}
        ).encode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            durable.write(self._path, content)
        except (OSError, StateDamaged):
            self._is_changed = False

    def _still(self, path: str) -> object:
        if path not in self._now:
            is_folder = path.endswith("/")
            self._now[path] = (
                list(self._files.names(PurePosixPath(path)))
                if is_folder
                else _stamp(self._files, PurePosixPath(path))
            )
        return self._now[path]

    def _load(self) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            if self._path.stat().st_size > CACHE_LIMIT_BYTES:
                return {}, {}
            written = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}, {}
        if not isinstance(written, dict) or written.get("tool") != self._tool:
            return {}, {}
        clean, lengths_s = written.get("clean"), written.get("lengths_s")
        return clean if isinstance(clean, dict) else {}, lengths_s if isinstance(lengths_s, dict) else {}


def cache_home(environment: Mapping[str, str]) -> Path:
    """The user's folder for what can be made again, by the habits of the system."""
    chosen = environment.get("XDG_CACHE_HOME")
    if chosen:
        return Path(chosen) / "storyboard"
    if sys.platform == "win32":
        return (
            Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
            / "storyboard"
            / "cache"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "storyboard"
    return Path.home() / ".cache" / "storyboard"


def _entry(storyboard: PurePosixPath, profile: str | None) -> str:
    return f"{profile or ''}:{storyboard}"


def _stamp(files: Files, path: PurePosixPath) -> list[int] | None:
    stamp = files.stamp(path)
    return None if stamp is None else list(stamp)


def _changed_ns(seen: object) -> int:
    """When a file was changed; 0 for a folder's names, and for what was not there."""
    first = seen[0] if isinstance(seen, list) and len(seen) == 3 else 0
    return first if isinstance(first, int) else 0


def _tool_stamp() -> list[int]:
    """Of this program: another version may find faults where this one found none."""
    package = Path(__file__).parents[1]
    changed_ns = [*_changes_ns(package), *_changes_ns(package.parent / "schemas")]
    return [max(changed_ns), len(changed_ns)]


def _changes_ns(folder: str | Path) -> Iterator[int]:
    """When each file of the program below this folder was changed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".json", ".md")):
                    yield entry.stat(follow_symlinks=False).st_mtime_ns
                elif entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                    yield from _changes_ns(entry.path)
    except (FileNotFoundError, NotADirectoryError):  # installed, the schemas lie inside the package
        return
