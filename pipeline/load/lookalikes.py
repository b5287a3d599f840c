"""Turns characters that look like YAML's own, or like nothing, into faults. Knows lines, and no parser."""

from __future__ import annotations

import re

from pipeline.errors import Fault, in_place_of
from pipeline.load import wide
from pipeline.load.lines import Line, line_at
from pipeline.model import Place

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\uffa0\ufeff\U000e0000-\U000e0fff]"
)
"""Of no width: `Default_Ignorable_Code_Point` of Unicode 16, without what is beyond the BMP but the tags."""

_WIDE_SPACE = re.compile(f"[{wide.SPACES}]+")
_WIDE_COLON = re.compile(f"[{wide.COLONS}]")
_WIDE_DASH = re.compile("[ \t]*(?P<wide>[\uff0d\u2013\u2014\u2022\u30fb])[ \t]")
_KEY_COLON = re.compile(f"[ \t]*(?:-[ \t]+)*[\\w-]+(?P<wide>[{wide.COLONS}])")
_KEY_SPACE = re.compile(f"[ \t]*(?:-[ \t]+)*(?P<key>[\\w-]+:)?(?P<wide>[{wide.SPACES}]+)")
_LIST = re.compile(r"-[^\s-]")
_MAPPING = re.compile(r"[\w$-]+:(?=\S)")


def look_alike(line: Line, text: str) -> Fault | None:
    """The fault of a line whose key ends in another colon or space than YAML's, if it does.

    text: of the whole file.
    """
    if found := _KEY_COLON.match(line.text):
        return wide.colon_fault(line, found.start("wide"))
    if found := _KEY_SPACE.match(line.text):
        start, end = found.span("wide")
        return (
            wide.space_fault(line, start, end) if found["key"] else wide.indent_fault(line, start, end, text)
        )
    return None


def unseen_after_colon(line: Line, column: int) -> Fault:
    shown = UNSEEN.sub("", line.text[column:]).lstrip()
    return Fault(
        "Y030",
        f"a character that cannot be seen (U+{ord(line.text[column]):04X}) stands after this colon",
        line.place(column - 1, column + 1),
        help=f"write  {line.text[:column].strip()} {shown}",
    )


def fault_in_key(key: str, place: Place, text: str) -> Fault | None:
    """The fault of an unquoted key with a character that looks like one of YAML's, or with a sign of YAML's
    where it means nothing, if it has one."""
    if key.isascii() and ":" not in key and not key.startswith("-"):
        return None
    line, start = line_at(place.path, text, place.line - 1), place.column - 1
    if place.line != place.end_line:
        where = line.place(start, len(line.text))
        return Fault("Y024", "this key goes over several lines", where, help="write `key: value` on one line")
    if key[0] == "-":
        return _no_space(line, start + 1, "`-`")
    if ":" in key:
        return _colon_in_key(line, start + key.index(":"), key)
    if _WIDE_DASH.match(key):
        return wide.dash_fault(line, start)
    if _WIDE_SPACE.match(key):
        return wide.indent_fault(line, start, start + 1, text)
    if found := _WIDE_COLON.search(line.text, start) if _WIDE_COLON.search(key) else None:
        return wide.colon_fault(line, found.start())
    if UNSEEN.search(key):
        return _unseen_in_key(line, key, place)
    if found := _WIDE_SPACE.search(key):
        return wide.space_fault(line, start + found.start(), start + found.end())
    return None


def fault_in_structure(value: str, place: Place, text: str) -> Fault | None:
    """The fault of a text that was to be a mapping or a list, where a look-alike or a missing space explains
    it."""
    line = line_at(place.path, text, place.line - 1)
    if line.text[: place.column - 1].strip(" \t-"):
        return None
    slip = look_alike(line, text)
    if slip is not None:
        return slip
    if found := _WIDE_DASH.match(line.text):
        return wide.dash_fault(line, found.start("wide"))
    if _LIST.match(value):
        return _no_space(line, place.column, "`-`")
    if found := _MAPPING.match(value):
        return _no_space(line, place.column - 1 + found.end(), "the colon")
    return None


def _unseen_in_key(line: Line, key: str, place: Place) -> Fault:
    seen = UNSEEN.sub("", key)
    return Fault(
        "Y030",
        f"the key `{seen}` holds a character that cannot be seen",
        place,
        help=line.with_change(place.column - 1, place.end_column - 1, seen),
        label="what is seen of it is the key" if seen else "",
        edits=in_place_of(place, key, seen) if seen else (),
    )


def _no_space(line: Line, column: int, sign: str) -> Fault:
    return Fault(
        "Y026",
        f"a space is missing after {sign}",
        line.place(column - 1, column),
        help=line.with_change(column, column, " "),
        label=f"write `{line.text[column - 1]} `",
    )


def _colon_in_key(line: Line, column: int, key: str) -> Fault:
    if not key.endswith(":"):
        return _no_space(line, column + 1, "the colon")
    return Fault(
        "Y024",
        f"`{key}` ends in two colons",
        line.place(column, column + 1),
        help=line.with_change(column, column + 1, ""),
    )
