"""Turns a line of a file into the line that should have been written.

Knows YAML's quoting, and no key by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.load.places import BREAK
from pipeline.load.scalars import quoted
from pipeline.model import Place

_KEY = re.compile(r"[ \t]*(?:-[ \t]+)*(?P<key>[^\s:#\"'{}\[\],&*!|>%@`-][^:#]*?|\"[^\"]*\"):[ \t]+(?=\S)")
_ITEM = re.compile(r"[ \t]*(?:-[ \t]+)+(?=\S)")
_COMMENT = re.compile(r"[ \t]+#(?:[ \t].*)?$")
_BRACKETS = {"[": "]", "{": "}"}
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file. number counts from 0. follows: the next line belongs to the same value."""

    path: str
    number: int
    text: str
    is_continued: bool

    def place(self, start: int, end: int) -> Place:
        """Columns from 0, the end exclusive; at least one character wide."""
        return Place(self.path, self.number + 1, start + 1, self.number + 1, max(end, start + 1) + 1)

    def value_start(self) -> int:
        """The column where the value of this line's key, or of its list item, begins; else its text."""
        found = _KEY.match(self.text) or _ITEM.match(self.text)
        return found.end() if found else len(self.text) - len(self.text.lstrip())

    def key(self) -> str | None:
        found = _KEY.match(self.text)
        return found["key"] if found else None

    def is_inside_brackets(self, column: int) -> bool:
        return bool(_open_brackets(self.text[:column]))

    def value_end(self, start: int) -> int:
        """Where the author's text ends: with the line, before a comment, or where brackets close."""
        if self.is_inside_brackets(start):
            return _end_in_brackets(self.text, start)
        comment = _COMMENT.search(self.text, start)
        return comment.start() if comment else len(self.text.rstrip())

    def with_quotes(self, start: int) -> str:
        """The corrected line, its value from this column on in quotes; advice where it goes on below."""
        end = self.value_end(start)
        if self.is_continued and not self.is_inside_brackets(start):
            return f"put the text in a block:  {self.text[:start].strip()} |  and the text below, indented"
        return self.with_change(start, end, quoted(self.text[start:end]))

    def with_change(self, start: int, end: int, new: str) -> str:
        """The corrected line, one stretch of it replaced."""
        return f"write  {(self.text[:start] + new + self.text[end:]).strip()}"


def line_at(path: str, text: str, number: int) -> Line:
    """The line by its number from 0; an empty one beyond the end."""
    lines = BREAK.split(text)
    if number >= len(lines):
        return Line(path, number, "", False)
    return Line(path, number, lines[number], _is_continued(lines, number))


def _is_continued(lines: list[str], number: int) -> bool:
    """Whether the next line is deeper than this one's key and starts no key or item of its own."""
    if number + 1 >= len(lines) or not lines[number + 1].strip():
        return False
    this, below = lines[number], lines[number + 1]
    deeper = _indent(below) > _indent(this)
    return deeper and not _KEY.match(below) and not below.lstrip().startswith(("- ", "#"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _open_brackets(before: str) -> list[str]:
    """The brackets that YAML sees open at the end of this text: one opens only at the start of a value."""
    waiting: list[str] = []
    is_start = True
    for character in _QUOTED.sub("''", before):
        if character in _BRACKETS and is_start:
            waiting.append(_BRACKETS[character])
        elif waiting and character == waiting[-1]:
            waiting.pop()
        is_start = character in ":,-[{" or (is_start and character == " ")
    return waiting


def _end_in_brackets(text: str, start: int) -> int:
    """Before the comma or bracket that ends a value which stands inside brackets; `{{ }}` counts as text."""
    depth = 0
    for column in range(start, len(text)):
        character = text[column]
        if character in "{[(":
            depth += 1
        elif character in "}])" and depth:
            depth -= 1
        elif character in "}]," and not depth:
            return start + len(text[start:column].rstrip())
    return len(text.rstrip())
