"""Turns a document into the comments that people wrote in it, by the entry that each stands with.

Knows nothing of what the entries mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.load.places import BREAK
from pipeline.model import Document, Place, Pointer

_MARK = re.compile(r"(?:^|(?<=[ \t]))#")


def comments_of(document: Document, section: str) -> dict[str, tuple[str, ...]]:
    """Every comment without its `#`, by the entry that it stands above or in; "" for the rest.

    section: the top-level key of the mapping that holds the entries.
    """
    starts = {
        document.keys[pointer].line: str(pointer[-1])
        for pointer in document.keys
        if len(pointer) == 2 and pointer[0] == section
    }
    found: dict[str, list[str]] = {}
    covered = _covered(document)
    above: list[str] = []
    within = ""
    for number, line in enumerate(BREAK.split(document.text), start=1):
        comment, is_alone = _comment(line, covered.get(number, ()))
        within = starts.get(number, within)
        if is_alone:
            above.append(comment or "")
        elif line.strip():
            found.setdefault(within, []).extend([*above, *([comment] if comment else [])])
            above = []
    found.setdefault(within, []).extend(above)
    return {key: tuple(comments) for key, comments in found.items() if comments}


def _comment(line: str, covered: tuple[tuple[int, int], ...]) -> tuple[str | None, bool]:
    """What is written after the first `#` that is no part of a value, and whether it stands alone."""
    for mark in _MARK.finditer(line):
        if not any(start <= mark.start() < end for start, end in covered):
            return line[mark.end() :].strip(), not line[: mark.start()].strip()
    return None, False


def _covered(document: Document) -> Mapping[int, tuple[tuple[int, int], ...]]:
    """The columns of each line that belong to a key or to a value without parts, counted from 0."""
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for place in _scalars(document):
        for line in range(place.line, place.end_line + 1):
            start = place.column - 1 if line == place.line else 0
            end = place.end_column - 1 if line == place.end_line else len(document.text)
            spans[line] = (*spans.get(line, ()), (start, end))
    return spans


def _scalars(document: Document) -> Iterator[Place]:
    yield from document.keys.values()
    for pointer, place in document.values.items():
        if not isinstance(_value(document, pointer), dict | list):
            yield place


def _value(document: Document, pointer: Pointer) -> object:
    value: object = document.data
    for step in pointer:
        match value, step:
            case dict(), str():
                value = value.get(step)
            case list(), int() if 0 <= step < len(value):
                value = value[step]
            case _:
                return None
    return value
