"""Turns characters of wide scripts that stand in the place of YAML's own into faults. Knows no schema."""

from __future__ import annotations

import re

from pipeline.errors import Edit, Fault
from pipeline.load.lines import Line
from pipeline.load.trial import plain_indents

COLON = "\uff1a"
SPACES = {"\u3000": "an ideographic space (U+3000)", "\u00a0": "a no-break space (U+00A0)"}
_WIDTHS = {"\u3000": (2, 1, 4), "\u00a0": (1,)}
"""In columns, as editors show them; an author may have counted one as an indentation of two or four."""
_AFTER = re.compile("[ \u3000\u00a0]*")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*$")
"""Keys of the language are ASCII; a word in another script before a wide colon may be text."""


def colon_fault(line: Line, at: int) -> Fault:
    """at: the column of the colon."""
    after = _AFTER.match(line.text, at + 1)
    end = after.end() if after else at + 1
    plain = ":" if end == len(line.text) else ": "
    return Fault(
        "Y028",
        f"`{COLON}` is a full-width colon, which ends no key",
        line.place(at, at + 1),
        help=line.with_change(at, end, plain),
        label="write a plain colon and a space",
        edits=(line.change(at, end, plain),) if _KEY.search(line.text[:at]) else (),
    )


def space_fault(line: Line, start: int, end: int) -> Fault:
    """Wide spaces between a key and its value."""
    return Fault(
        "Y029",
        f"{SPACES[line.text[start]]} stands here in place of a plain space",
        line.place(start, end),
        help=line.with_change(start, end, " "),
        label="YAML takes plain spaces only",
        edits=(line.change(start, end, " "),),
    )


def indent_fault(line: Line, start: int, end: int, text: str) -> Fault:
    """Wide spaces before a key or an item. text: of the whole file."""
    sign = line.text[start]
    edits = plain_indents(line.path, text, line.number, sign, _WIDTHS[sign])
    own = next((edit for edit in edits if edit.place.line == line.number + 1), None)
    return Fault(
        "Y029",
        f"this line begins with {SPACES[sign]}, which YAML does not count as indentation",
        line.place(start, end),
        help=_spelt(line, own) if own else "indent with plain spaces",
        label="YAML takes plain spaces only",
        edits=edits,
    )


def _spelt(line: Line, edit: Edit) -> str:
    """The mended line; its indent counts here, so the spaces are told."""
    spaces = len(edit.new)
    return f"indent it with {spaces} plain space{'s' if spaces != 1 else ''}: `{line.text.strip()}`"
