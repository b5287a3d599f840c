"""Turns the marks of a YAML parser into places, when somebody asks for one. Knows nothing of what the words
mean.

A document has hundreds of values and a fault needs one place: making them all cost as much as parsing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from pipeline.model import Place, Pointer
from pipeline.records import record

BREAK = re.compile(r"\r\n?|\n")
_ANCHOR = re.compile(r"&[^\s,\[\]{}]+[ \t]*(?:(?:#[^\r\n]*)?(?:\r\n?|\n)[ \t]*)*")


class Mark(Protocol):
    """A point of the text: all three count from 0, in characters."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def index(self) -> int: ...


@record
class Point:
    line: int
    column: int
    index: int


class Places(Mapping[Pointer, Place]):
    """The place of every value (or key) of one text, by its pointer."""

    __slots__ = ("_marks", "_path", "_text")

    def __init__(self, path: str, text: str, marks: Mapping[Pointer, tuple[Mark, Mark]]) -> None:
        self._path, self._text, self._marks = path, text, marks

    def __getitem__(self, pointer: Pointer) -> Place:
        return place_between(self._path, self._text, *self._marks[pointer])

    def __contains__(self, pointer: object) -> bool:
        return pointer in self._marks

    def __iter__(self) -> Iterator[Pointer]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)


def place_between(path: str, text: str, start: Mark, end: Mark) -> Place:
    """The place between two marks, without an anchor before the value and without blank lines after it."""
    written = text[start.index : end.index]
    anchor = _ANCHOR.match(written) if written.startswith("&") else None
    if anchor:
        start, written = moved(start, written[: anchor.end()]), written[anchor.end() :]
    if written[-1:].isspace():
        end = moved(start, written.rstrip())
    return Place(path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def moved(mark: Mark, over: str) -> Point:
    """The point after the text `over`, which starts at the mark."""
    breaks = list(BREAK.finditer(over))
    column = len(over) - breaks[-1].end() if breaks else mark.column + len(over)
    return Point(mark.line + len(breaks), column, mark.index + len(over))
