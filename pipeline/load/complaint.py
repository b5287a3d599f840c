"""Turns what a YAML parser stopped at into a place in the source, with what stands round it.

Judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from pipeline.load.lines import Line, line_at
from pipeline.load.places import Mark


@dataclass(frozen=True, slots=True)
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
    def opening(self) -> str:
        """The character at which the unfinished thing begins."""
        return self.context.text[self.context_column : self.context_column + 1] if self.context else ""

    def before(self) -> Line | None:
        """The nearest line above that holds anything but a comment."""
        for number in range(self.line.number - 1, -1, -1):
            line = line_at(self.path, self.text, number)
            if line.text.strip() and not line.text.lstrip().startswith("#"):
                return line
        return None


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
