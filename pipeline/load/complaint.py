"""Turns what a YAML parser stopped at into a place in the source, with what stands round it.

Judges nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from pipeline.load.lines import Line, line_at, lines_of
from pipeline.load.places import Mark
from pipeline.records import record

_SAYS_NOTHING = re.compile(r"\s*(?:#|$)")


@record
class Complaint:
    """Where the parser stopped, and where the thing began that it was reading. Columns count from 0."""

    path: str
    text: str
    line: Line
    column: int
    context: Line | None
    context_column: int

    @property
    def character(self) -> str:
        return self.line.text[self.column : self.column + 1]

    @property
    def before_it(self) -> str:
        """What stands in the line before the place, without white space at its end."""
        return self.line.text[: self.column].rstrip()

    @property
    def opening(self) -> str:
        """The character at which the unfinished thing begins."""
        return self.context.text[self.context_column : self.context_column + 1] if self.context else ""

    def before(self) -> Line | None:
        """The nearest line above that holds anything but a comment."""
        number = _number_before(self.text, self.line.number)
        return self.above(number) if number is not None else None

    def above(self, number: int) -> Line:
        return line_at(self.path, self.text, number)


@lru_cache(maxsize=1)
def _number_before(text: str, number: int) -> int | None:
    lines = lines_of(text)
    above = range(min(number, len(lines)) - 1, -1, -1)
    return next((number for number in above if not _SAYS_NOTHING.match(lines[number])), None)


def complaint_of(error: yaml.MarkedYAMLError, path: str, text: str) -> Complaint:
    """The parser's marks are exact; its words are not used."""
    mark: Mark | None = error.problem_mark or error.context_mark
    context: Mark | None = error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return Complaint(
        path,
        text,
        line_at(path, text, line),
        column,
        line_at(path, text, context.line) if context else None,
        context.column if context else 0,
    )
