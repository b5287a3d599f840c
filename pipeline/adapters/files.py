"""Turns paths that strangers wrote into bytes of regular files below one root, or into a reason to refuse.
Knows nothing of what the bytes mean."""

from __future__ import annotations

import errno
import itertools
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pipeline.adapters import durable
from pipeline.adapters.holding import locked, opened_folder
from pipeline.errors import FileRefused, StateDamaged, UsageProblem
from pipeline.showing import one_line

ROOT_MARK = "storyboard.toml"
STORYBOARD_SUFFIXES = (".storyboard.yaml", ".storyboard.yml")
MADE_FOLDERS = frozenset({"renders", "previews", "node_modules"})
ENTRY_LIMIT = 100_000
NAMES_LIMIT = 10_000
HELD_TRIES = 250
"""Ten seconds: a write takes some milliseconds, on a slow disk some hundred."""
LONGEST_NAME = 120
"""Characters of a path in a message, so that the reason has room beside it."""

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
"""How every pointer starts (git-lfs docs/spec.md, read 2026-11-21)."""

_DRIVE = re.compile(r"[A-Za-z]:")
_NAME_SURROGATE = 0x20000000
"""The bit of a Windows reparse tag that says "this is another place's name": symbolic links and junctions
have it, a cloud folder's placeholders do not (IsReparseTagNameSurrogate in winnt.h)."""

_CAN_WALK = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_INSIDE = "write the path from this file's own folder, with `/`, to a file of this project"


class ProjectFiles:
    """The files below one root; implements `ports.Files`.

    root: may itself be reached through a link. walks: open each folder on the way by the one before it, so
    that nobody can put a link there in between; without (Windows) the path is checked, then opened. tries:
    how often a folder that another process holds is asked for.
    """

    def __init__(self, root: Path, *, walks: bool = _CAN_WALK, tries: int = HELD_TRIES) -> None:
        self._root = root.resolve()
        self._walks, self._tries = walks, tries

    @property
    def root(self) -> Path:
        """Absolute, without links."""
        return self._root

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        """The path from the root of what an author wrote in a file that lies in `folder`; the disk is not
        asked. Raises FileRefused (F003)."""
        _refuse_unportable(written)
        absolute = os.path.normpath(folder / written)
        try:
            below = Path(absolute).relative_to(self._root)
        except ValueError as error:
            raise FileRefused(
                "F003", f"{one_line(written)} leaves the project, whose root is {self._root.name}/", _INSIDE
            ) from error
        return PurePosixPath(below.as_posix())

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        """The whole content, of at most `limit_bytes`. Raises FileRefused (F001 to F006)."""
        with self._opened(path) as descriptor:
            content = _read_at_most(descriptor, limit_bytes + 1, path)
        if len(content) > limit_bytes:
            raise FileRefused(
                "F004",
                f"{one_line(str(path))} is larger than {limit_bytes:,} bytes",
                "make the file smaller",
            )
        _refuse_pointer(content, path)
        return content

    def checked(self, path: PurePosixPath) -> Path:
        """The absolute path, for readers that need one. Raises FileRefused (all but F004)."""
        with self._opened(path) as descriptor:
            _refuse_pointer(_read_at_most(descriptor, len(LFS_POINTER), path), path)
        return self._root / path

    def write(self, path: PurePosixPath, text: str) -> None:
        """Puts a UTF-8 text in place, whole or not at all; its folder must be there. Raises StateDamaged."""
        try:
            _close(self._folder(path.parent))
            write_text(self._root / path, text)
        except FileRefused as refused:
            raise StateDamaged(f"{one_line(str(path))} was not written: {refused.reason}") from refused

    @contextmanager
    def held(self, folder: PurePosixPath) -> Iterator[None]:
        """Keeps other processes of ours from changing files of a folder for as long as the block lasts: what
        was read in it is still so when it is written over. On a disk that knows no lock it holds nobody.

        Raises StateDamaged where another process does not let go.
        """
        descriptor = self._to_lock(folder)
        try:
            if descriptor is not None and not _is_ours(descriptor, self._tries):
                raise StateDamaged(f"another process goes on writing in {self._root.name}/: try again")
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def _to_lock(self, folder: PurePosixPath) -> int | None:
        """The folder, open; None where it is none or may not be read: the writing itself will tell why."""
        try:
            _close(self._folder(folder))
            return opened_folder(self._root / folder)
        except (FileRefused, OSError):
            return None

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        """(mtime_ns, size, inode), for caches; None where nothing is there.

        What `read` would refuse has a stamp too: a lock that is a link must be refused, not taken for none.
        """
        try:
            status = (self._root / path).lstat()
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            raise _unreadable(path, error) from error
        return status.st_mtime_ns, status.st_size, status.st_ino

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        """The names in a folder, sorted; empty where it is none or beyond a link. The first 10,000."""
        try:
            place = self._folder(folder)
        except FileRefused:
            return ()
        try:
            with os.scandir(place) as entries:
                found = [entry.name for entry in itertools.islice(entries, NAMES_LIMIT)]
        except OSError:  # it went away, or may not be listed: there is nothing to suggest
            return ()
        finally:
            _close(place)
        return sorted(name for name in found if name.isprintable())

    @contextmanager
    def _opened(self, path: PurePosixPath) -> Iterator[int]:
        """A descriptor of a regular file that was checked before and after it was opened."""
        if not path.parts:
            raise FileRefused("F002", "this is the project's root folder, and no file", "name a file in it")
        descriptor = self._open(path)
        try:
            _refuse_irregular(os.fstat(descriptor), path)
            yield descriptor
        finally:
            os.close(descriptor)

    def _open(self, path: PurePosixPath) -> int:
        place = self._folder(path.parent)
        try:
            return _open_in(place, path)
        except ValueError as error:
            raise _unnameable(path) from error
        except OSError as error:
            raise _unreadable(path, error) from error
        finally:
            _close(place)

    def _folder(self, folder: PurePosixPath) -> int | Path:
        """A folder below the root, without a link on the way: open where the system can, else its path."""
        if self._walks:
            return _walk(self._root, folder)
        for place in (*reversed(folder.parents), folder):
            if place.parts:
                _refuse_no_folder(self._root / place, place, None)
        return self._root / folder


def find_root(start: Path) -> Path:
    """The nearest folder with a `storyboard.toml`, from `start` upwards to its repository's top; else `start`
    (the folder of it, where it is a file)."""
    start = start.absolute()
    first = start.parent if start.is_file() else start
    for folder in (first, *first.parents):
        if (folder / ROOT_MARK).is_file():
            return folder
        if (folder / ".git").exists():
            break
    return first


def find_storyboards(root: Path, *, entry_limit: int = ENTRY_LIMIT) -> tuple[PurePosixPath, ...]:
    """Every `*.storyboard.yaml` and `.yml` below the root, as `find_files`."""
    return find_files(root, STORYBOARD_SUFFIXES, entry_limit=entry_limit)


def find_files(
    root: Path, endings: tuple[str, ...], *, entry_limit: int = ENTRY_LIMIT
) -> tuple[PurePosixPath, ...]:
    """Every file below the root whose name ends so, sorted. Links are not followed; hidden folders and those
    of made or foreign things are passed over, as is a folder that may not be read.

    Raises UsageProblem for more than `entry_limit` files and folders.
    """
    found: list[PurePosixPath] = []
    folders, count = [root], 0
    while folders:
        for entry in _entries(folders.pop()):
            count += 1
            if count > entry_limit:
                raise UsageProblem(f"more than {entry_limit:,} files lie below {root}: name the storyboards")
            if _is_searched(entry):
                folders.append(Path(entry.path))
            elif entry.name.endswith(endings) and entry.is_file(follow_symlinks=False):
                found.append(PurePosixPath(Path(entry.path).relative_to(root).as_posix()))
    return tuple(sorted(found))


def _is_ours(descriptor: int, tries: int) -> bool:
    try:
        return locked(descriptor, tries=tries)
    except OSError:  # a file system without locks
        return True


def write_text(path: Path, text: str) -> None:
    """Puts UTF-8 text in place of a file that the project keeps (a lock, a plan), whole or not at all. Its
    folder must be there. Raises FileRefused (F006)."""
    try:
        durable.write(path, text.encode("utf-8"))
    except OSError as error:
        raise FileRefused("F006", f"{path.name} cannot be written: {durable.reason(error)}") from error


def _refuse_unportable(written: str) -> None:
    shown = one_line(written.encode("utf-8", "replace").decode("utf-8"))
    if "\0" in written or shown != one_line(written):
        raise FileRefused("F003", f"{shown} holds a character that no file's name can have", _INSIDE)
    if "\\" in written:
        raise FileRefused("F003", f"{shown} holds a backslash", f"write {shown.replace(chr(92), '/')}")
    if written.startswith("/") or _DRIVE.match(written):
        raise FileRefused("F003", f"{shown} is an absolute path", _INSIDE)


def _refuse_pointer(content: bytes, path: PurePosixPath) -> None:
    if content.startswith(LFS_POINTER):
        raise FileRefused(
            "F005",
            f"{one_line(str(path))} is a Git LFS pointer: the file itself was not fetched",
            f"run  git lfs pull --include '{one_line(str(path))}'",
        )


def _refuse_irregular(status: os.stat_result, path: PurePosixPath) -> None:
    shown = one_line(str(path))
    if _is_link(status):
        raise FileRefused("F003", f"{shown} is a link", "put the file itself there")
    if stat.S_ISDIR(status.st_mode):
        raise FileRefused("F002", f"{shown} is a folder", "name a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused("F002", f"{shown} is no regular file", "put a plain file there")
    if status.st_nlink > 1:
        raise FileRefused(
            "F003",
            f"{shown} is a hard link: the same file has another name, which may lie outside the project",
            f"make a copy with a name of its own: cp {shown} new-name{path.suffix}",
        )


def _is_link(status: os.stat_result) -> bool:
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0) & _NAME_SURROGATE)


def _unnameable(path: PurePosixPath) -> FileRefused:
    return FileRefused("F001", f"{one_line(ascii(str(path)))} is nothing that a file can be called", _INSIDE)


def _unreadable(path: PurePosixPath, error: OSError) -> FileRefused:
    shown = one_line(str(path), LONGEST_NAME)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return FileRefused("F001", f"{shown} is not there", "")
    if error.errno == errno.ELOOP:
        return FileRefused("F003", f"{shown} is a link", "put the file itself there")
    return FileRefused("F006", f"{shown} cannot be read: {durable.reason(error)}", _readable(error))


def _readable(error: OSError) -> str:
    if error.errno == errno.ENAMETOOLONG:
        return "give the file a shorter name"
    return "make it readable for you, or name another file"


def _walk(root: Path, folder: PurePosixPath) -> int:
    """Opens each folder by the one before it, from the root on."""
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    for index, name in enumerate(folder.parts, 1):
        place = PurePosixPath(*folder.parts[:index])
        try:
            _refuse_no_folder(name, place, descriptor)
            deeper = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
        except OSError as error:
            raise _unreadable(place, error) from error
        finally:
            os.close(descriptor)
        descriptor = deeper
    return descriptor


def _close(place: int | Path) -> None:
    if isinstance(place, int):
        os.close(place)


def _refuse_no_folder(name: str | Path, place: PurePosixPath, inside: int | None) -> None:
    try:
        status = os.stat(name, dir_fd=inside, follow_symlinks=False)
    except ValueError as error:
        raise _unnameable(place) from error
    except OSError as error:
        raise _unreadable(place, error) from error
    if _is_link(status):
        raise FileRefused("F003", f"{one_line(str(place))}/ is a link", "put the folder itself there")
    if not stat.S_ISDIR(status.st_mode):
        raise FileRefused("F001", f"{one_line(str(place))} is a file, and no folder", "")


def _open_in(place: int | Path, path: PurePosixPath) -> int:
    """Opens a regular file without waiting for a writer, as opening a FIFO would, and without following."""
    name: str | Path = path.name if isinstance(place, int) else place / path.name
    inside = place if isinstance(place, int) else None
    _refuse_irregular(os.stat(name, dir_fd=inside, follow_symlinks=False), path)
    wanted = ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
    flags = sum(getattr(os, flag, 0) for flag in wanted)
    return os.open(name, os.O_RDONLY | flags, dir_fd=inside)


def _read_at_most(descriptor: int, limit_bytes: int, path: PurePosixPath) -> bytes:
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit_bytes)
    except OSError as error:
        raise _unreadable(path, error) from error


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:  # it went away, or may not be listed: no storyboard of this user lies there
        return


def _is_searched(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name in MADE_FOLDERS:
        return False
    try:
        return entry.is_dir(follow_symlinks=False) and not _is_link(entry.stat(follow_symlinks=False))
    except OSError:  # it went away meanwhile
        return False
