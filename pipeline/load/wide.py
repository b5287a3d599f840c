"""Turns characters of wide scripts that stand in the place of YAML's own into faults. Knows no schema."""

from __future__ import annotations

import re

from pipeline.errors import Edit, Fault
from pipeline.load.lines import Line

COLONS = "\uff1a\ufe13\ufe55\u2236\ua789"
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""For a class of a regular expression."""
_NAMES = {"\u3000": "an ideographic space", "\u00a0": "a no-break space"}
_WIDTHS = {"\u3000": (2, 1, 4)}
"""In columns, as editors show them; an author may have counted one as an indentation of two or four."""
_AFTER = re.compile(f"[ {SPACES}]*")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*$")
"""Keys of the language are ASCII; a word in another script before a wide colon may be text."""
_SIGNS = {"\uff0c": ("comma", ", "), "\uff5b": ("bracket", "{"), "\uff3b": ("bracket", "[")}


def colon_fault(line: Line, at: int) -> Fault:
    """at: the column of the colon."""
    after = _AFTER.match(line.text, at + 1)
    end = after.end() if after else at + 1
    plain = ":" if end == len(line.text) else ": "
    sign = line.text[at]
    kind = "a full-width colon" if sign == "\uff1a" else f"a sign that looks like a colon (U+{ord(sign):04X})"
    return Fault(
        "Y028",
        f"`{sign}` is {kind}, which ends no key",
        line.place(at, at + 1),
        help=line.with_change(at, end, plain),
        label="write a plain colon and a space",
        edits=(line.change(at, end, plain),) if _KEY.search(line.text[:at]) else (),
    )


def dash_fault(line: Line, at: int) -> Fault:
    """at: the column of a dash or bullet that begins a line."""
    return Fault(
        "Y028",
        f"`{line.text[at]}` begins no item of a list",
        line.place(at, at + 1),
        help=line.with_change(at, at + 1, "-"),
        label="write a plain `-`",
    )


def sign_fault(line: Line, start: int, end: int) -> Fault | None:
    """The fault of a value, in these columns, with a full-width comma or bracket where a plain one was meant,
    if it has one."""
    for column in range(start, end):
        sign = line.text[column]
        if sign not in _SIGNS or (sign != "\uff0c" and column != start):
            continue
        name, plain = _SIGNS[sign]
        return Fault(
            "Y028",
            f"`{sign}` is a full-width {name}, which means nothing to YAML",
            line.place(column, column + 1),
            help=line.with_change(column, column + 1, plain)
            if name == "comma"
            else f"write `{plain}`, and so where it closes",
            label=f"write a plain {name}",
        )
    return None


def space_fault(line: Line, start: int, end: int) -> Fault:
    """Wide spaces between a key and its value."""
    return Fault(
        "Y029",
        f"{_called(line.text[start])} stands here in place of a plain space",
        line.place(start, end),
        help=line.with_change(start, end, " "),
        label="YAML takes plain spaces only",
        edits=(line.change(start, end, " "),),
    )


def indent_fault(line: Line, start: int, end: int, text: str) -> Fault:
    """Wide spaces before a key or an item. text: of the whole file."""
    from pipeline.load.trial import plain_indents

    sign = line.text[start]
    edits = plain_indents(line.path, text, line.number, sign, _WIDTHS.get(sign, (1,)))
    own = next((edit for edit in edits if edit.place.line == line.number + 1), None)
    return Fault(
        "Y029",
        f"this line begins with {_called(sign)}, which YAML does not count as indentation",
        line.place(start, end),
        help=_spelt(line, own) if own else "indent with plain spaces",
        label="YAML takes plain spaces only",
        edits=edits,
    )


def _called(space: str) -> str:
    return f"{_NAMES.get(space, 'an unusual space')} (U+{ord(space):04X})"


def _spelt(line: Line, edit: Edit) -> str:
    """The mended line; its indent counts here, so the spaces are told."""
    spaces = len(edit.new)
    return f"indent it with {spaces} plain space{'s' if spaces != 1 else ''}: `{line.text.strip()}`"
