"""A file as it was written, and the places in it. Knows nothing of what the words mean."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

from pipeline.records import record

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Pointer: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a document: ("scenes", 0, "prompt")."""
_in_order = attrgetter("path", "line", "column", "end_line", "end_column")


@record
class Place:
    """A stretch of a file. Lines and columns count from 1, in characters; the end is exclusive (column after
    the last)."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __lt__(self, other: Place) -> bool:
        return _in_order(self) < _in_order(other)


@record
class Document:
    """One YAML file: plain values, and the place of every value and key. Not yet known to mean anything.

    path: as shown to people, relative to the working folder where it lies below it, with forward slashes.
    folder: the absolute folder that the file's own relative paths start from.
    """

    path: str
    folder: Path
    text: str
    data: JSON
    values: Mapping[Pointer, Place]
    keys: Mapping[Pointer, Place]

    def place(self, *pointer: str | int) -> Place:
        """The place of a value; of its nearest holder where it has none of its own."""
        place = self.values.get(pointer)
        while place is None and pointer:
            pointer = pointer[:-1]
            place = self.values.get(pointer)
        return place or Place(self.path, 1, 1, 1, 1)

    def key_place(self, *pointer: str | int) -> Place:
        """The place of a mapping's key; of the value where the last step is no key."""
        return self.keys.get(pointer) or self.place(*pointer)


@record
class Loaded:
    """A storyboard with the libraries it uses, the weakest first. Every document has the right shape.

    set_aside: full names of shots whose shape is at fault; nothing but their id is in the document.
    """

    root: Path
    storyboard: Document
    libraries: tuple[Document, ...]
    set_aside: frozenset[str] = frozenset()
