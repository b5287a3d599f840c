"""Turns a folder that several machines share into clips of the store, and clips of the store into what others
find there. Knows no run, and removes nothing there."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.adapters.durable import beside, flush, put_in_place, reason, told
from pipeline.adapters.store import FolderStore
from pipeline.errors import SharedStoreAmiss
from pipeline.showing import one_line

LIMIT_BYTES = 2 * 1024**3
"""Above any clip that is taken in."""
PIECE_BYTES = 1024 * 1024


def shared_folder(project: Path, written: str | None, own: FolderStore) -> SharedFolder | None:
    """The folder of `[store] shared`, where one is written: from the project's root, absolute, or from
    somebody's home (`~`)."""
    return None if written is None else SharedFolder(project / os.path.expanduser(written), own)  # noqa: PTH111 - Path's raises without a home


class SharedFolder:
    """Clips in `objects/ab/<sha256>` of a folder that is there already; implements `ports.SharedStore`.

    root: of the folder, which people make: a disk that is not mounted, or a slip of the pen, is then told and
    not filled. Any file system will do, a network's too: nothing there is locked or changed, only added.
    """

    def __init__(self, root: Path, own: FolderStore) -> None:
        self._root, self._own = root, own

    def has(self, sha256: str) -> bool:
        """Whether an object of this name is there; its bytes are not looked at."""
        return os.path.isfile(self._path(sha256))  # noqa: PTH113 - that of Path raises where nobody may look

    def is_whole(self, sha256: str) -> bool:
        """Whether it is there and its bytes are what its name says; reads all of them. Raises
        SharedStoreAmiss."""
        with self._told("cannot be read"):
            if not self.has(sha256):
                return False
            with self._path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def bring(self, sha256: str) -> bool:
        """Copies a clip from there into the store; False where it is not there. Raises SharedStoreAmiss for
        one whose bytes are not what its name says, which is not taken; StateDamaged."""
        self.refuse_absent()
        if not self.has(sha256):
            return False
        part = self._own.part()
        try:
            with told("a clip cannot be stored"):
                found = _filled(part, self._read(sha256))
            if found != sha256:
                raise SharedStoreAmiss(
                    f"the shared store {self._shown} holds other bytes than their name says as {sha256}: "
                    "they are not used; `storyboard cache verify` mends it"
                )
            self._own.adopt(part)
        finally:
            part.unlink(missing_ok=True)
        return True

    def give(self, sha256: str) -> None:
        """Copies a clip of the store there, whole or not at all; one that is there and whole stays. Raises
        SharedStoreAmiss."""
        self.refuse_absent()
        if self.is_whole(sha256):
            return
        with self._told("cannot be written"):
            path = self._path(sha256)
            self._make(path.parent)
            part = beside(path)
            try:
                if _filled(part, _pieces(self._own.path(sha256))) != sha256:
                    raise SharedStoreAmiss(f"the object {sha256} is damaged here, and is not shared")
                if os.name == "posix":
                    part.chmod(stat.S_IMODE(self._root.stat().st_mode) & 0o444)
                put_in_place(part, path)
            finally:
                part.unlink(missing_ok=True)

    def refuse_absent(self) -> None:
        """Raises SharedStoreAmiss where the folder is not there."""
        if not os.path.isdir(self._root):  # noqa: PTH112 - as above
            raise SharedStoreAmiss(
                f"the shared store {self._shown} is not there: mount it, make it, or change [store] shared"
            )

    def is_writable(self) -> bool:
        """Whether files can be made there."""
        return os.access(self._root, os.W_OK)

    @property
    def _shown(self) -> str:
        return one_line(str(self._root))

    def _path(self, sha256: str) -> Path:
        self._own.path(sha256)  # raises for what is no sha256
        return self._root / "objects" / sha256[:2] / sha256

    def _make(self, folder: Path) -> None:
        """Folders are open to those to whom the shared one is."""
        mode = stat.S_IMODE(self._root.stat().st_mode)
        for one in (folder.parent, folder):
            if not one.is_dir():
                one.mkdir(exist_ok=True)
                if os.name == "posix":
                    one.chmod(mode)

    def _read(self, sha256: str) -> Iterator[bytes]:
        """Trouble of reading there is told as such, and not as trouble of writing here."""
        with self._told("cannot be read"):
            yield from _pieces(self._path(sha256))

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SharedStoreAmiss(f"the shared store {self._shown} {what}: {reason(error)}") from error


def _pieces(path: Path) -> Iterator[bytes]:
    """What a file holds, but no more than a clip may have."""
    left = LIMIT_BYTES
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
            yield piece
            left -= len(piece)


def _filled(part: Path, pieces: Iterable[bytes]) -> str:
    """Writes a new file, durably. Gives the sha256 of what is in it."""
    digest = hashlib.sha256()
    with part.open("xb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        flush(file.fileno())
    return digest.hexdigest()
