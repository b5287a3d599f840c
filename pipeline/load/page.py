"""Turns the way to a value into its place and its name in one document. Judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from pipeline.load.naming import subject
from pipeline.load.places import BREAK
from pipeline.model import JSON, Document, Place, Pointer
from pipeline.records import record

Schema: TypeAlias = Mapping[str, Any]

KINDS_OF_FILE = ("storyboard", "library", "review", "lock", "card")


MOST_TOLD = 500
"""Errors of one file. Wording takes a fifth of a millisecond each, and nobody reads more."""


@record
class Error:
    """One error of the check. keyword: what failed. wanted: the keyword's value. value: what was found."""

    keyword: str
    wanted: Any
    value: JSON
    schema: Schema
    pointer: Pointer


@record
class Page:
    """The document that is spoken of, and what it should be."""

    document: Document
    kind: str

    def subject(self, pointer: Pointer) -> str:
        return subject(self.document.data, pointer, f"a {self.kind}")

    def value_place(self, pointer: Pointer) -> Place:
        """The value; its key where the value is empty; the first line where it goes over several."""
        place = self.document.place(*pointer)
        if (place.line, place.column) == (place.end_line, place.end_column):
            return self.document.key_place(*pointer)
        return self.first_line(place)

    def key_place(self, pointer: Pointer) -> Place:
        return self.first_line(self.document.key_place(*pointer))

    def first_line(self, place: Place) -> Place:
        if place.line == place.end_line:
            return place
        line = BREAK.split(self.document.text)[place.line - 1]
        end = max(len(line.rstrip()) + 1, place.column + 1)
        return Place(place.path, place.line, place.column, place.line, end)
