"""Turns finished files into objects named by their sha256, and back into bytes that are what their name says.
Knows nothing of what is in them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.adapters.durable import beside, claim_folder, flush, flush_folder, put_in_place, reason, told
from pipeline.errors import StateDamaged

STALE_AFTER_S = 24 * 3600.0
"""A part that nobody wrote to for a day belongs to a run that died."""

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_HEX = re.compile(r"[0-9a-f]{8,128}\Z")
_REPAIR = "run `storyboard cache verify`, then render again"


class FolderStore:
    """Objects in `objects/ab/<sha256>`, files being written in `parts/`, what can be made again in
    `derived/ab/`.

    root: made when the first file is written, not before. Objects are read-only, since the names that people
    see are links to the same bytes. Writing raises StateDamaged on a full or read-only disk.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._is_swept = False

    def has(self, sha256: str) -> bool:
        """Whether an object of this name is there; its bytes are not looked at."""
        return _SHA256.match(sha256) is not None and self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Where the object lies (whether or not it is there). Raises StateDamaged for what is no sha256."""
        if not _SHA256.match(sha256):
            raise StateDamaged(f"{sha256[:80]!r} is named as a stored object, and is no sha256: {_REPAIR}")
        return self._root / "objects" / sha256[:2] / sha256

    def part(self) -> Path:
        """A new path on the same disk, to be filled and then adopted. The caller removes it when it fails."""
        parts = self._root / "parts"
        with told("the store cannot be written"):
            claim_folder(self._root)
            parts.mkdir(exist_ok=True)
            if not self._is_swept:
                _sweep(parts)
        self._is_swept = True
        return parts / f"{secrets.token_hex(12)}.part"

    def adopt(self, part: Path) -> str:
        """Moves a finished file in, durably, and gives its sha256. One that is there and whole stays."""
        with told("a clip cannot be stored"):
            sha256 = _flushed_digest(part)
            path = self.path(sha256)
            if self.is_whole(sha256):
                part.unlink()
                return sha256
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, exist_ok=True)
                flush_folder(path.parent.parent)
            _make_read_only(part)
            put_in_place(part, path)
        return sha256

    def put(self, content: bytes) -> str:
        """Stores these bytes and gives their sha256."""
        part = self.part()
        try:
            with told("a picture cannot be stored"):
                part.write_bytes(content)
            return self.adopt(part)
        finally:
            part.unlink(missing_ok=True)

    def read(self, sha256: str) -> bytes:
        """The object's bytes. Raises StateDamaged where it is missing or its bytes are not what its name
        says."""
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise StateDamaged(f"the object {sha256} is not in the store: {_REPAIR}") from error
        except OSError as error:
            raise StateDamaged(f"the object {sha256} cannot be read: {reason(error)}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StateDamaged(f"the object {sha256} is damaged: its bytes have another sha256; {_REPAIR}")
        return content

    def is_whole(self, sha256: str) -> bool:
        """Whether the object is there and its bytes are what its name says; reads all of them."""
        path = self.path(sha256)
        return path.is_file() and _digest(path) == sha256

    def objects(self) -> Iterator[tuple[str, int]]:
        """(sha256, size in bytes) of every object, sorted."""
        for path in sorted((self._root / "objects").glob("??/*")):
            if _SHA256.match(path.name) and path.is_file():
                yield path.name, path.stat().st_size

    def remove(self, sha256: str) -> None:
        """Lets go of an object; of one that is not there too."""
        with told(f"the object {sha256} cannot be removed"):
            self.path(sha256).unlink(missing_ok=True)

    def set_aside(self, sha256: str) -> str:
        """Moves an object out of the way, so that it counts as missing. Gives its new name, from the
        store."""
        aside = self._root / "damaged" / sha256
        with told(f"the object {sha256} cannot be moved"):
            aside.parent.mkdir(exist_ok=True)
            put_in_place(self.path(sha256), aside)
        return f"{self._root.name}/damaged/{sha256}"

    def derived_bytes(self) -> int:
        """How much room is taken by what can be made again at any time."""
        pieces = (self._root / "derived").glob("??/*")
        return sum(path.stat().st_size for path in pieces if path.is_file())

    def clear_derived(self) -> None:
        """Lets go of what can be made again at any time."""
        with told("pieces of films cannot be removed"):
            if (self._root / "derived").is_dir():
                shutil.rmtree(self._root / "derived")

    def free_bytes(self) -> int:
        """How much more its disk takes; that of the nearest folder that is there, before the store is."""
        there = next(folder for folder in (self._root, *self._root.parents) if folder.is_dir())
        with told("the store's disk cannot be asked for its room"):
            return shutil.disk_usage(there).free

    def derived(self, name: str) -> Path:
        """The place of something that can be made again at any time. name: 8 to 128 hex digits."""
        if not _HEX.match(name):
            raise ValueError(f"not a name of hex digits: {name!r}")
        path = self._root / "derived" / name[:2] / name
        with told("the store cannot be written"):
            claim_folder(self._root)
            path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def link(self, sha256: str, target: Path) -> None:
        """Gives an object the name that people see, in place of what had it: a hard link, else a copy."""
        source = self.path(sha256)
        with told(f"{target.name} cannot be written"):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = beside(target)
            try:
                _link_or_copy(source, part)
                part.replace(target)
            finally:
                # POSIX: a rename onto another link of the same file does nothing, and leaves both names.
                part.unlink(missing_ok=True)

    def show(self, sha256s: Collection[str], folder: Path) -> None:
        """Makes a folder hold links to these objects, as `<sha256>.mp4`, and to no others."""
        for sha256 in sha256s:
            self.link(sha256, folder / f"{sha256}.mp4")
        with told(f"{folder.name} cannot be cleared"):
            for path in folder.glob("*.mp4") if folder.is_dir() else ():
                if _SHA256.match(path.stem) and path.stem not in sha256s:
                    path.unlink(missing_ok=True)


def _sweep(parts: Path) -> None:
    oldest = time.time() - STALE_AFTER_S
    for path in parts.glob("*.part"):
        with suppress(FileNotFoundError):  # another run was quicker
            if path.stat().st_mtime < oldest:
                path.unlink()


def _flushed_digest(part: Path) -> str:
    with part.open("r+b") as file:  # Windows flushes only what is open for writing
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        flush(file.fileno())
    return sha256


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_read_only(part: Path) -> None:
    if os.name == "posix":  # Windows lets nobody replace or remove a read-only file
        part.chmod(0o444)


def _link_or_copy(source: Path, part: Path) -> None:
    try:
        part.hardlink_to(source)
    except OSError:  # another disk, or one without links; a missing object fails the copy too
        shutil.copyfile(source, part)
