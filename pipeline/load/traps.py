"""Turns characters that mislead, and text that YAML drops, into faults.

Knows characters and marks, and no schema.
"""

from __future__ import annotations

import re

from pipeline.errors import Edit, Fault
from pipeline.load.lines import line_at
from pipeline.load.naming import TEXTS
from pipeline.load.places import BREAK
from pipeline.load.scalars import quoted
from pipeline.model import Place

MAX_CHARACTER_FAULTS = 20

_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_MARK = "\ufeff"
"""A byte order mark, which nobody sees and nobody means but at the start of a file."""
_BREAKS = frozenset("\x85\u2028\u2029")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEY_FOLLOWS = re.compile(r"[ \t]+(?=[^\s:]+:(?:\s|$))")
_HIDDEN_TEXT = re.compile(r"[ \t]+#(?=\S)")
_NO_COMMENT = re.compile(r"#[0-9{}]")
"""Words behind a `#` that nobody means as a comment: `Take #3`, and a template's own."""
_NUMBERED = re.compile(r"#(?:[0-9]+|(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{3,8})(?![\w-])")
"""`#3` and `#ff0000` are text for certain; `#later` may be a comment."""


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
    if character in _TURNS:
        message = f"{name} turns the reading order: this line may say something else than it shows"
        help = f'remove it; a text that needs it goes between double quotes, as "\\u{ord(character):04x}"'
        return Fault("Y013", message, place, help=help)
    message = f"the control character {name} stands here"
    edits = (Edit(place, character, ""),) if character == _MARK else ()
    return Fault("Y013", message, place, help="remove it; it is not seen in most editors", edits=edits)


def place_at(path: str, text: str, index: int, length: int = 1) -> Place:
    """The place of a stretch of one line, from its index in the text."""
    breaks = [found.end() for found in BREAK.finditer(text, 0, index)]
    line, column = len(breaks) + 1, index - (breaks[-1] if breaks else 0) + 1
    return Place(path, line, column, line, column + length)


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
    is_text = _NUMBERED.match(line.text, start) is not None
    end = line.value_end(start + 1)
    if value is None:
        return Fault(
            "Y102",
            f"`{word}` is read as a comment, so nothing is left of the value",
            where,
            help=line.with_change(start, end, quoted(line.text[start:end])),
            severity="warning",
            edits=(line.change(start, end, quoted(line.text[start:end])),) if is_text else (),
        )
    is_wordy = key is None or key in TEXTS or _NO_COMMENT.match(word)
    if not isinstance(value, str) or not (is_wordy or " " in value):
        return None
    value_start = place.column - 1
    return Fault(
        "Y101",
        f"the text ends before `{word}`: YAML reads ` #` as a comment",
        where,
        help=line.with_quotes(value_start)
        if place.line == place.end_line
        else "put the text in a block: `|`",
        label="this is not part of the text",
        severity="warning",
        edits=line.quotes(value_start) if is_text and place.line == place.end_line else (),
    )


def unused_anchor(name: str, start: Place, text: str) -> Fault:
    """The warning for a text whose first word YAML took for a name, which nothing uses."""
    line = line_at(start.path, text, start.line - 1)
    column, end = start.column - 1, start.column + len(name)
    is_before_key = _KEY_FOLLOWS.match(line.text, end)
    return Fault(
        "Y103",
        f"`&{name}` names this value and is not part of the text",
        line.place(column, end),
        help=line.with_change(column, is_before_key.end(), "") if is_before_key else line.with_quotes(column),
        label="not part of the text",
        severity="warning",
    )
