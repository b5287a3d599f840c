"""Turns a value of the wrong kind into the line that was meant. Knows the source text, and no schema."""

from __future__ import annotations

import re

from pipeline.load.lines import line_at
from pipeline.load.scalars import quoted
from pipeline.model import Document, Place, Pointer

_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def written(document: Document, place: Place, new: str) -> str:
    """The corrected line, with something else in this place; nothing where that goes over several."""
    if place.line != place.end_line:
        return ""
    line = line_at(document.path, document.text, place.line - 1)
    return line.with_change(place.column - 1, place.end_column - 1, new)


def _source(document: Document, place: Place) -> str:
    line = line_at(document.path, document.text, place.line - 1)
    return line.text[place.column - 1 : place.end_column - 1]


def as_text(document: Document, pointer: Pointer) -> str:
    """`id: 010` to `id: "010"`: what was written, not what YAML made of it."""
    place = document.place(*pointer)
    return written(document, place, quoted(_source(document, place)))


def as_number(document: Document, pointer: Pointer, value: str) -> str:
    """`duration: "8"` and `duration: 8s` to `duration: 8`."""
    found = _NUMBER.search(value)
    if not found:
        return ""
    corrected = written(document, document.place(*pointer), found[0])
    return corrected.replace("write  ", "remove the quotes: ", 1) if found[0] == value else corrected


def as_boolean(document: Document, pointer: Pointer, value: str) -> str:
    """`audio: yes` to `audio: true`."""
    meant = _BOOLEANS.get(value.casefold(), value.casefold())
    if meant not in ("true", "false"):
        return "write `true` or `false`"
    return written(document, document.place(*pointer), meant)


def as_list(document: Document, pointer: Pointer) -> str:
    """`use: a.yaml` to `use: [a.yaml]`."""
    place = document.place(*pointer)
    return written(document, place, f"[{_source(document, place)}]")
