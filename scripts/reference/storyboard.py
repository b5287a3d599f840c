"""Turns a page with marks into a page with tables: each mark names a schema whose keys belong there. Checks
no file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.reference.keys import Book, Row, rows
from scripts.reference.markdown import code, made_from, table

WRITTEN = Path(__file__).with_name("storyboard.page.md")
MARK = re.compile(
    r"<!-- keys of (?P<schema>\w+)(?:: (?P<definition>[\w-]+))?"
    r"(?:, without those of (?P<without>[\w-]+)|, those of (?P<shared>[\w-]+) are shared)? -->"
)
LINKS = {
    "defaults": "[shared keys](#a-shot)",
    "profile": "[shared keys](#a-shot)",
    "scene": "[scene](#a-scene)",
    "shot": "[shot](#a-shot)",
    "keyframe": "[keyframe](#a-keyframe)",
    "line": "[line](#a-line-of-dialogue)",
    "reference": "[reference](#a-reference)",
    "picture": "path or https address",
    "path": "path",
    "value": "values",
}
"""Definitions that the page tells in a section of their own, or in a word."""


def storyboard_page() -> str:
    written = WRITTEN.read_text(encoding="utf-8")
    return made_from("schemas and scripts/reference/storyboard.page.md") + MARK.sub(_table, written)


def _table(mark: re.Match[str]) -> str:
    book = Book.of(mark["schema"], LINKS)
    found = list(_keys(book, mark["definition"]))
    if mark["without"]:
        left_out = {row.path for row in _keys(book, mark["without"])} - {"id"}
        found = [row for row in found if row.path not in left_out]
    if mark["shared"]:
        shared = {row.path for row in _keys(book, mark["shared"])}
        lines = [(code(row.path), "shared" if row.path in shared else "", *row.cells[1:]) for row in found]
        return table(("key", "", "holds", "meaning"), lines)
    return table(("key", "holds", "meaning"), (row.cells for row in found))


def _keys(book: Book, definition: str | None) -> Iterator[Row]:
    return rows(book, book.definition(definition) if definition else book.schema)
