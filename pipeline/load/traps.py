"""Turns characters that mislead, and text that YAML drops, into faults.

Knows characters and marks, and no schema.
"""

from __future__ import annotations

import re

from pipeline.errors import Fault
from pipeline.load.lines import line_at
from pipeline.load.places import BREAK
from pipeline.load.scalars import quoted
from pipeline.model import Place

MAX_CHARACTER_FAULTS = 20

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BREAKS = frozenset("\x85\u2028\u2029")
_WIDE_SPACES = {"\u3000": "an ideographic space (U+3000)", "\u00a0": "a no-break space (U+00A0)"}
_WIDE_COLON = "\uff1a"
_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\u00ad]")
_HIDDEN_TEXT = re.compile(r"[ \t]+#(?=\S)")
_WORDY = frozenset({"prompt", "line", "description", "notes", "title", "negative_prompt", "delivery", "name"})


def forbidden_characters(path: str, text: str) -> tuple[Fault, ...]:
    """A fault for each character that no storyboard may hold, the first twenty."""
    faults: list[Fault] = []
    for found in _FORBIDDEN.finditer(text):
        faults.append(_forbidden(found[0], place_at(path, text, found.start())))
        if len(faults) == MAX_CHARACTER_FAULTS:
            break
    return tuple(faults)


def _forbidden(character: str, place: Place) -> Fault:
    name = f"U+{ord(character):04X}"
    if character in _BREAKS:
        message = f"{name} stands here: some programs read it as a line break, others as text"
        return Fault("Y014", message, place, help="remove it, or write a plain line break")
    message = f"the control character {name} stands here"
    return Fault("Y013", message, place, help="remove it; it is not seen in most editors")


def place_at(path: str, text: str, index: int, length: int = 1) -> Place:
    """The place of a stretch of one line, from its index in the text."""
    breaks = [found.end() for found in BREAK.finditer(text, 0, index)]
    line, column = len(breaks) + 1, index - (breaks[-1] if breaks else 0) + 1
    return Place(path, line, column, line, column + length)


def character_fault_in_key(key: str, place: Place, text: str) -> Fault | None:
    """The fault of a key with a character that looks like one of YAML's and is not, if it has one."""
    line = line_at(place.path, text, place.line - 1)
    if key[0] in _WIDE_SPACES:
        return Fault(
            "Y029",
            f"this line begins with {_WIDE_SPACES[key[0]]}, which YAML does not count as indentation",
            line.place(place.column - 1, place.column),
            help="indent with plain spaces",
        )
    if _WIDE_COLON in key:
        at = line.text.find(_WIDE_COLON)
        return Fault(
            "Y028",
            f"`{_WIDE_COLON}` is a full-width colon, which ends no key",
            line.place(at, at + 1),
            help=line.with_change(at, at + 1, ": ") if at >= 0 else "write `: ` in its place",
            label="write a plain colon and a space",
        )
    if _UNSEEN.search(key):
        return Fault(
            "Y030",
            f"the key `{_UNSEEN.sub('', key)}` holds a character that cannot be seen",
            place,
            help="delete the key and type it again",
        )
    return None


def hidden_text(text: str) -> frozenset[int]:
    """The indexes at which a value ends because ` #` follows with no space after it: `neon sign #3`."""
    if "#" not in text:
        return frozenset()
    return frozenset(found.start() for found in _HIDDEN_TEXT.finditer(text))


def cut_off(key: str | None, value: object, place: Place, text: str) -> Fault | None:
    """The warning for a value that ends where ` #...` follows, if that looks like text."""
    line = line_at(place.path, text, place.end_line - 1)
    rest = line.text[place.end_column - 1 :].strip()
    word = rest.split()[0]
    start = line.text.index("#", place.end_column - 1)
    where = line.place(start, start + len(word))
    if value is None:
        return Fault(
            "Y102",
            f"`{word}` is read as a comment, so nothing is left of the value",
            where,
            help=f"write  {line.text[:start].strip()} {quoted(rest)}",
            severity="warning",
        )
    if not isinstance(value, str) or (key not in _WORDY and " " not in value):
        return None
    return Fault(
        "Y101",
        f"the text ends before `{word}`: YAML reads ` #` as a comment",
        where,
        help=line.with_quotes(line.value_start())
        if place.line == place.end_line
        else "put the text in a block: `|`",
        label="this is not part of the text",
        severity="warning",
    )


def unused_anchor(name: str, start: Place, text: str) -> Fault:
    """The warning for a text whose first word YAML took for a name, which nothing uses."""
    line = line_at(start.path, text, start.line - 1)
    column = start.column - 1
    return Fault(
        "Y103",
        f"`&{name}` names this value and is not part of the text",
        line.place(column, column + 1 + len(name)),
        help=line.with_quotes(column),
        label="not part of the text",
        severity="warning",
    )
