"""Turns the paths and addresses of pictures, as written, into pictures of the project or of the web. Touches
no disk."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from pipeline.errors import Edit, Fault, in_place_of
from pipeline.model import FilePicture, Picture, WebPicture
from pipeline.resolve.written import Written

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:")
_UNFIT = re.compile(r"[\s\x00-\x20\x7f\\<>\"^`{|}]")


def read_picture(written: Written, root: Path, faults: list[Fault]) -> Picture | None:
    """A picture: an https address, or a path from the folder of the file that names it. None at a fault."""
    if _ADDRESS.match(written.text):
        return _web_picture(written, faults)
    return read_file(written, root, faults)


def read_file(written: Written, root: Path, faults: list[Fault]) -> FilePicture | None:
    """A file of the project, by its path from the folder of the file that names it. None at a fault."""
    reason = _unfit_path(written.text)
    path = None if reason else _from_root(written.source.folder, written.text, root)
    if path is None:
        faults.append(_unfit(written, reason or "is outside the project"))
        return None
    return FilePicture(path, written.place)


def _unfit(written: Written, reason: str) -> Fault:
    start = PurePosixPath(written.source.path).name
    help, edits = f"copy it into the project; paths start at the folder of {start}", tuple[Edit, ...]()
    if "\\" in written.text:
        plain = written.text.replace("\\", "/")
        help = f"write  {plain}"
        edits = in_place_of(written.place, written.text, None if _unfit_path(plain) else plain)
    message, label = f"`{written.text}` {reason}", "a path inside the project goes here"
    return Fault("F003", message, written.place, help, label, edits=edits)


def _unfit_path(path: str) -> str:
    """What keeps a path from being one of the project; empty where nothing does."""
    if not path.strip() or "\0" in path:
        return "is no path"
    if "\\" in path:
        return "holds a backslash; folders are parted by `/`"
    if path.startswith("/") or _DRIVE.match(path):
        return "is an absolute path"
    return ""


def _from_root(folder: Path, path: str, root: Path) -> PurePosixPath | None:
    """The path from the root, without touching the disk; None where `..` leads out of it."""
    if not folder.is_relative_to(root):
        return None
    parts = list(folder.relative_to(root).parts)
    for part in path.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return PurePosixPath(*parts) if parts else None


def _web_picture(written: Written, faults: list[Fault]) -> WebPicture | None:
    reason = _unfit_address(written.text)
    if not reason:
        return WebPicture(written.text, written.place)
    message = f"`{written.text}` {reason}"
    faults.append(Fault("R008", message, written.place, _mended(written.text), "an https address goes here"))
    return None


def _unfit_address(address: str) -> str:
    # Both are for addresses alone, and take as long to import as a file to read.
    from urllib.parse import urlsplit

    from pipeline.hosts import is_own

    try:
        parts = urlsplit(address)
        host, user = parts.hostname, parts.username
    except ValueError:
        return "is no address"
    if parts.scheme != "https":
        return "is not an https address"
    if user is not None:
        return "holds a user name"
    if not host or _UNFIT.search(address):
        return "is no address"
    return "leads to a machine that no provider can reach" if is_own(host) else ""


def _mended(address: str) -> str:
    scheme, _, rest = address.partition("://")
    if scheme.lower() == "http":
        return f"write  https://{rest}"
    return "write an address that starts with https://, or the path of a picture in the project"
