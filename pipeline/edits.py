"""Turns a text and the faults found in it into the mended text. Knows no file, and not what the edits are
for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from pipeline.errors import Edit, Fault
from pipeline.model import Place
from pipeline.records import record

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_BYTE_ORDER_MARK = "\ufeff"

Spans = dict[tuple[int, int], str]
"""New text by the indices between which it goes."""


@record
class Mended:
    """faults: those whose edits were made."""

    text: str
    faults: tuple[Fault, ...]


def mended(text: str, faults: Iterable[Fault]) -> Mended:
    """Makes the edits of each fault, all of them or none, in order.

    text: of a file, with its own line breaks; a byte order mark stays and has no column. faults: with edits
    in this file alone. Edits that meet those of an earlier fault are left out, and so are those that find
    other words than they know.
    """
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    body = text.removeprefix(mark)
    starts = [0, *accumulate(len(line) for line in _LINE.findall(body))]
    made: Spans = {}
    kept: list[Fault] = []
    for fault in faults:
        spans = _spans(body, starts, fault.edits)
        if spans and all(_is_free(span, new, made) for span, new in spans.items()):
            made |= spans
            kept.append(fault)
    for (start, end), new in sorted(made.items(), reverse=True):
        body = body[:start] + new + body[end:]
    return Mended(mark + body, tuple(kept))


def _spans(text: str, starts: list[int], edits: Iterable[Edit]) -> Spans:
    """By index; none at all where one of the edits does not find its words."""
    spans: Spans = {}
    for edit in edits:
        span = _span(starts, edit.place)
        if span is None or text[slice(*span)] != edit.old:
            return {}
        spans[span] = edit.new
    return spans


def _span(starts: list[int], place: Place) -> tuple[int, int] | None:
    if place.end_line > len(starts):
        return None
    return starts[place.line - 1] + place.column - 1, starts[place.end_line - 1] + place.end_column - 1


def _is_free(span: tuple[int, int], new: str, made: Spans) -> bool:
    """Whether nothing else was made there; the same edit twice is one."""
    if span in made:
        return made[span] == new
    start, end = span
    return all(end < other[0] or other[1] < start for other in made)
