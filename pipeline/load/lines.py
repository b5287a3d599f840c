"""Turns a line of a file into the line that should have been written.

Knows YAML's quoting, and no key by name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.errors import Edit
from pipeline.load.places import BREAK
from pipeline.load.scalars import quoted
from pipeline.model import Place
from pipeline.records import record

LONGEST_SHOWN = 240
"""Characters of a corrected line: nobody reads more, and JSON puts a whole file on one."""

_KEY = re.compile(r"[ \t]*(?:-[ \t]+)*(?P<key>[^\s:#\"'{}\[\],&*!|>%@`-][^:#]*?|\"[^\"]*\"):[ \t]+(?=\S)")
_KEY_BEFORE = re.compile(r"(?P<key>[\w-]+):[ \t]+$")
_ITEM = re.compile(r"[ \t]*(?:-[ \t]+)+(?=\S)")
_COMMENT = re.compile(r"[ \t]+#(?:[ \t].*)?$")
_BRACKETS = {"[": "]", "{": "}"}
_KEYED = re.compile(r"[^,}\]]*?(?::(?:\s|$)|$)")
"""What follows a comma between braces, where that is a key."""
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'")


@record
class Line:
    """One line of a file. number counts from 0. is_continued: the next line belongs to the same value.
    below: how far the next line that is not empty is indented."""

    path: str
    number: int
    text: str
    is_continued: bool
    below: int = 0

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

    def key_before(self, start: int) -> str | None:
        """The key of the value that begins at this column, in a block or between braces."""
        found = _KEY_BEFORE.search(self.text, 0, start)
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

    def quotes(self, start: int) -> tuple[Edit, ...]:
        """The edit that puts the value from this column on in quotes; none where nobody can tell its end."""
        end = self.value_end(start)
        value = self.text[start:end]
        if not self.is_inside_brackets(start):
            key = _KEY.match(self.text) or _ITEM.match(self.text)
            if key is None or key.end() != start or self.below > self._column():
                return ()
            if value.endswith(",") or _closes_more(value):
                return ()
        return (self.change(start, end, quoted(value)),)

    def change(self, start: int, end: int, new: str) -> Edit:
        """The edit that replaces one stretch of the line."""
        place = Place(self.path, self.number + 1, start + 1, self.number + 1, end + 1)
        return Edit(place, self.text[start:end], new)

    def _column(self) -> int:
        """Where the line's key begins, or its item where it has no key."""
        found = _KEY.match(self.text)
        if found:
            return found.start("key")
        return len(self.text) - len(self.text.lstrip())

    def with_change(self, start: int, end: int, new: str) -> str:
        """The corrected line, one stretch of it replaced; of a very long line that stretch alone."""
        line = (self.text[:start] + new + self.text[end:]).strip()
        return f"write  {line}" if len(line) <= LONGEST_SHOWN else f"write  {new}  in its place"


def line_at(path: str, text: str, number: int) -> Line:
    """The line by its number from 0; an empty one beyond the end."""
    lines = lines_of(text)
    if number >= len(lines):
        return Line(path, number, "", False)
    following = (lines[below] for below in range(number + 1, len(lines)))
    below = next((_indent(line) for line in following if line.strip()), 0)
    return Line(path, number, lines[number], _is_continued(lines, number), below)


@lru_cache(maxsize=2)
def lines_of(text: str) -> list[str]:
    """Asked for once a fault, and a stranger's file may have a fault a line."""
    return BREAK.split(text)


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
    """Before the comma or bracket that ends a value which stands inside brackets; `{{ }}` counts as text, and
    so does a comma in a mapping that no key follows."""
    depth = 0
    is_mapping = _open_brackets(text[:start])[-1:] == ["}"]
    for column in range(start, len(text)):
        character = text[column]
        if character in "{[(":
            depth += 1
        elif character in "}])" and depth:
            depth -= 1
        elif character == "," and is_mapping and not depth and not _KEYED.match(text, column + 1):
            continue
        elif character in "}]," and not depth:
            return start + len(text[start:column].rstrip())
    return len(text.rstrip())


def _closes_more(value: str) -> bool:
    """Whether a text closes brackets that it did not open: they belong to a line above."""
    return value.count("}") > value.count("{") or value.count("]") > value.count("[")
