"""Turns the path of a fault, which starts from the working folder, into the one that a repository's host
knows the file by. Touches no disk."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote


def in_repository(path: str, folder: str) -> str:
    """A path with forward slashes, from the repository's top. folder: the working folder, from there; may be
    empty. An absolute path stays as it is."""
    return path if is_absolute(path) or not folder else posixpath.normpath(posixpath.join(folder, path))


def is_absolute(path: str) -> bool:
    """On any system: logs are read on others than they were written on."""
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()


def as_uri(path: str) -> str:
    """A path as a URI, relative if it is; all that could mean something there is percent-encoded."""
    uri = quote(path.encode("utf-8", "surrogatepass"), safe="/")
    if not is_absolute(path):
        return uri
    return f"file://{uri}" if uri.startswith("/") else f"file:///{uri}"
