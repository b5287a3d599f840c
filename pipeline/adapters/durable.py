"""Turns bytes into files that a crash or a power cut leaves whole: written aside, flushed, renamed. Knows
nothing of what is in them."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import StateDamaged

if sys.platform == "darwin":
    import fcntl

_REASONS = {
    errno.ENOSPC: "the disk is full; make room, then run again",
    errno.EDQUOT: "the quota of the disk is used up; make room, then run again",
    errno.EFBIG: "the file would be larger than this system lets it be; raise the limit, then run again",
    errno.EROFS: "the disk is read-only; make it writable, then run again",
    errno.EACCES: "permission denied; make it writable for you, then run again",
    errno.EPERM: "permission denied; make it writable for you, then run again",
    errno.ENOENT: "it is not there, or its folder is not",
    errno.ENOTDIR: "a file stands where a folder is needed; move it away, then run again",
    errno.EEXIST: "something else stands in its place; move it away, then run again",
    errno.EISDIR: "a folder stands in its place; move it away, then run again",
    errno.EIO: "the disk does not answer well; check it, then run again",
}


def reason(error: OSError) -> str:
    """Why the system refused, and the repair, in words for people. Holds no path."""
    return _REASONS.get(error.errno or 0) or (error.strerror or type(error).__name__).lower()


@contextmanager
def told(what: str) -> Iterator[None]:
    """Raises StateDamaged, with `what` could not be done and why, in place of an OSError."""
    try:
        yield
    except OSError as error:
        raise StateDamaged(f"{what}: {reason(error)}") from error


def beside(path: Path) -> Path:
    """A new name in the same folder, to be filled and then put in place of `path`."""
    return path.with_name(f".{path.name[:80]}.{os.urandom(6).hex()}.part")


def flush(descriptor: int) -> None:
    """Waits until the bytes of an open file are on the disk. After an OSError the file must not be trusted.

    macOS: fsync leaves them in the drive's cache, F_FULLFSYNC does not (fsync(2) there, read 2026-11-21); a
    disk that has no such thing gets the fsync.
    """
    if sys.platform == "darwin":
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        except OSError as error:
            if error.errno not in (errno.ENOTSUP, errno.EINVAL, errno.ENOTTY):
                raise
    os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Waits until the names in a folder are on the disk. Does nothing on Windows, which has no such call."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that keeps no folder of its own to flush (some FUSE)
            raise
    finally:
        os.close(descriptor)


def put_in_place(part: Path, path: Path) -> None:
    """Moves a flushed file over `path`, which is on the same disk, so that the move itself is not lost."""
    part.replace(path)
    flush_folder(path.parent)


def write(path: Path, content: bytes) -> None:
    """Puts `content` in place of `path`, whole or not at all. Raises OSError; nothing is then left behind."""
    part = beside(path)
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            flush(file.fileno())
        _keep_mode(path, part)
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def _keep_mode(path: Path, part: Path) -> None:
    """A file that is written anew stays open to those whom it was open to."""
    if os.name == "posix" and path.is_file() and not path.is_symlink():
        part.chmod(stat.S_IMODE(path.stat().st_mode))


def claim_folder(folder: Path) -> None:
    """Makes a folder of the machine's own, which a power cut does not take away with all that is in it; a new
    one tells git to keep nothing of it. Raises OSError."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="ascii")
    flush_folder(folder.parent)
