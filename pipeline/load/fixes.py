"""Turns a value of the wrong kind into the line that was meant. Knows the source text, and no schema."""

from __future__ import annotations

import re
import unicodedata

from pipeline.errors import Edit
from pipeline.load.lines import line_at
from pipeline.load.scalars import quoted
from pipeline.model import Document, Place, Pointer
from pipeline.records import record

_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_SECONDS = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?) ?(?:s|secs?|seconds?)", re.IGNORECASE)
_IN_SECONDS = frozenset({"duration", "in", "out", "crossfade"})
_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_PARTED = re.compile(r"[,\[\]{}\r\n]")


@record
class Fix:
    """help: what to write instead, ready to paste. edits: empty where there is more than one right answer."""

    help: str = ""
    edits: tuple[Edit, ...] = ()

    def as_advice(self) -> Fix:
        """The same for an author to judge."""
        return Fix(self.help)


def written(document: Document, place: Place, new: str) -> Fix:
    """The corrected line, with something else in this place; nothing where that goes over several."""
    if place.line != place.end_line:
        return Fix()
    line = line_at(document.path, document.text, place.line - 1)
    start, end = place.column - 1, place.end_column - 1
    return Fix(line.with_change(start, end, new), (line.change(start, end, new),))


def renamed(document: Document, place: Place, meant: str | None, certain: str | None) -> Fix:
    """The corrected line with the word that was probably meant; to be mended where it was for certain."""
    if meant is None:
        return Fix()
    fix = written(document, place, meant)
    return fix if meant == certain else fix.as_advice()


def _source(document: Document, place: Place) -> str:
    line = line_at(document.path, document.text, place.line - 1)
    return line.text[place.column - 1 : place.end_column - 1]


def as_text(document: Document, pointer: Pointer) -> Fix:
    """`id: 010` to `id: "010"`: what was written, not what YAML made of it."""
    place = document.place(*pointer)
    return written(document, place, quoted(_source(document, place)))


def as_number(document: Document, pointer: Pointer, value: str) -> Fix:
    """`duration: "8"`, `duration: 8s` and full-width digits to `duration: 8`."""
    place = document.place(*pointer)
    plain = unicodedata.normalize("NFKC", value)
    if plain != value and _NUMBER.fullmatch(plain):
        return written(document, place, plain)
    if _NUMBER.fullmatch(value):
        fix = written(document, place, value)
        return Fix(fix.help.replace("write  ", "remove the quotes: ", 1), fix.edits)
    seconds = _SECONDS.fullmatch(value)
    if seconds and pointer[-1] in _IN_SECONDS:
        return written(document, place, seconds["number"])
    found = _NUMBER.search(value)
    return written(document, place, found[0]).as_advice() if found else Fix()


def as_boolean(document: Document, pointer: Pointer, value: str) -> Fix:
    """`audio: yes` to `audio: true`."""
    meant = _BOOLEANS.get(value.casefold(), value.casefold())
    if meant not in ("true", "false"):
        return Fix("write `true` or `false`")
    return written(document, document.place(*pointer), meant)


def as_list(document: Document, pointer: Pointer) -> Fix:
    """`use: a.yaml` to `use: [a.yaml]`; where the text holds commas, it may be one item or several."""
    place = document.place(*pointer)
    source = _source(document, place)
    fix = written(document, place, f"[{source}]")
    return fix.as_advice() if _PARTED.search(source) else fix
