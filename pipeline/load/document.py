"""Turns the text of a YAML file into a document, with the place of everything in it. Knows no schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.errors import Fault, FaultsFound
from pipeline.load.builder import MAX_FAULTS, Builder
from pipeline.load.commas import parted
from pipeline.load.places import Mark, Places
from pipeline.load.refusals import more_faults
from pipeline.load.traps import forbidden_characters, unused_anchor
from pipeline.model import Document, Place

MAX_BYTES = 1_000_000
_BYTE_ORDER_MARK = "\ufeff"
_NOT_EMPTY = "write something into it, or remove it; `storyboard init` makes an example"
_AS_UTF8 = "save the file as UTF-8"


def read_document(
    text: str | bytes, path: str, folder: Path, *, limit_bytes: int = MAX_BYTES
) -> tuple[Document | None, tuple[Fault, ...]]:
    """Reads one file by the core rules of YAML 1.2.

    path: as messages call the file. folder: absolute; where its own relative paths start.
    Gives None where nothing can be built from the text. A document may come with faults all the same: of a
    key that is written twice the first counts.
    """
    if len(text) > limit_bytes:
        return None, (_at_start("Y018", path, f"this file is larger than {limit_bytes} bytes"),)
    encoding = _wide_encoding(text) if isinstance(text, bytes) else None
    if encoding:
        return None, (_at_start("Y012", path, f"this file is {encoding}, not UTF-8", help=_AS_UTF8),)
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(error, path),)
    return _read(decoded.removeprefix(_BYTE_ORDER_MARK), path, folder)


def _read(text: str, path: str, folder: Path) -> tuple[Document | None, tuple[Fault, ...]]:
    forbidden = forbidden_characters(path, text)
    if forbidden:
        return None, forbidden
    builder = Builder(path, text)
    try:
        builder.build()
    except FaultsFound as stopped:
        return None, (*builder.faults, *stopped.faults)
    except yaml.MarkedYAMLError as error:
        from pipeline.load.syntax import syntax_fault  # nobody needs it for a file that can be read

        fault = syntax_fault(error, path, text)
        return None, (*(found for found in builder.faults if found.place != fault.place), fault)
    if builder.root is None:
        return None, (*builder.faults, _at_start("Y019", path, "this file is empty", help=_NOT_EMPTY))
    document = Document(
        path, folder, text, builder.root, Places(path, text, builder.values), Places(path, text, builder.keys)
    )
    return document, (*builder.faults, *_few(_anchors(builder)), *_few(_parted(builder)))


def _few(faults: Iterator[Fault]) -> Iterator[Fault]:
    """As many as are told of one file; the one after them says that there are more."""
    for number, fault in enumerate(faults):
        if number == MAX_FAULTS:
            yield more_faults(fault.place)
            return
        yield fault


def _anchors(builder: Builder) -> Iterator[Fault]:
    for name, anchor in builder.anchors.items():
        if not anchor.is_used and isinstance(anchor.value, str):
            yield unused_anchor(name, _point(builder.path, anchor.marks[0]), builder.text)


def _parted(builder: Builder) -> Iterator[Fault]:
    places = Places(builder.path, builder.text, builder.parted)
    return (parted(place, builder.text) for place in places.values())


def _point(path: str, mark: Mark) -> Place:
    return Place(path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 1)


def _at_start(code: str, path: str, message: str, help: str = "") -> Fault:
    return Fault(code, message, Place(path, 1, 1, 1, 1), help=help)


def _wide_encoding(content: bytes) -> str | None:
    """Told by its NULs where it does not say itself what it is: every other byte, or three of four."""
    start = content[:64]
    zeros = start.count(0) / max(len(start), 1)
    if zeros > 0.6:
        return "UTF-32"
    return "UTF-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") or zeros > 0.4 else None


def _not_utf8(error: UnicodeDecodeError, path: str) -> Fault:
    content = error.object
    good = content[: error.start].decode("utf-8")
    line, column = good.count("\n") + 1, len(good) - (good.rfind("\n") + 1) + 1
    return Fault(
        "Y012",
        f"the byte 0x{content[error.start]:02X} is not UTF-8 text",
        Place(path, line, column, line, column + 1),
        help=_AS_UTF8,
    )
