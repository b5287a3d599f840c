"""Resolves a storyboard that stands in a test's own text. Nothing here touches the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from pipeline.errors import Fault, in_order
from pipeline.load import check_shape, read_document
from pipeline.model import JSON, Document, Loaded, Place, Shot, Storyboard
from pipeline.resolve import resolve

ROOT = Path("/project")
PATH = "s01e01.storyboard.yaml"
LIBRARY = "series/one.library.yaml"

HEAD = "storyboard: 1\ntitle: T\ndefaults: {model: skyreels-v4}\n"
"""What a storyboard needs before its scenes."""


def load(text: str, *libraries: str) -> Loaded:
    """libraries: the weakest first; the nth lies at `series/<n>.library.yaml`, the first at LIBRARY."""
    names = [LIBRARY, "series/two.library.yaml", "series/three.library.yaml"]
    return Loaded(
        ROOT,
        _document(text, PATH, ROOT),
        tuple(_document(text, name, ROOT / "series") for name, text in zip(names, libraries, strict=False)),
    )


def _document(text: str, path: str, folder: Path) -> Document:
    document, faults = read_document(dedent(text), path, folder)
    assert document is not None
    assert (faults, check_shape(document, "storyboard" if path == PATH else "library")) == ((), ())
    return document


def read(
    text: str, *libraries: str, profile: str | None = None, sets: Mapping[str, JSON] | None = None
) -> Storyboard:
    """The storyboard of a text without faults."""
    storyboard, faults = resolve(load(text, *libraries), profile=profile, sets=sets or {})
    assert faults == ()
    assert storyboard is not None
    return storyboard


def only_shot(text: str, *libraries: str, sets: Mapping[str, JSON] | None = None) -> Shot:
    """The shot of a storyboard that has one, without faults."""
    (shot,) = read(text, *libraries, sets=sets).shots
    return shot


def faults_of(text: str, *libraries: str) -> tuple[Fault, ...]:
    """Every fault, in order."""
    return in_order(resolve(load(text, *libraries), profile=None, sets={})[1])


def fault_of(text: str, *libraries: str) -> Fault:
    """The one fault of a text that has one."""
    (fault,) = faults_of(text, *libraries)
    return fault


def told(text: str, *libraries: str) -> list[tuple[str, str]]:
    """The code of every fault, with the words of the file that its caret stands under."""
    loaded = load(text, *libraries)
    documents = (loaded.storyboard, *loaded.libraries)
    return [(fault.code, under(fault.place, *documents)) for fault in faults_of(text, *libraries)]


def underlined(place: Place, text: str) -> str:
    """The words of a storyboard's text at this place."""
    return under(place, load(text).storyboard)


def under(place: Place, *documents: Document) -> str:
    document = next(document for document in documents if document.path == place.path)
    lines = document.text.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    return (
        "\n".join([lines[0][place.column - 1 :], *lines[1:]])
        if len(lines) > 1
        else lines[0][place.column - 1 :]
    )
