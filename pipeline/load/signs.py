"""Turns a sign that YAML reserves, inside a text that an author left without quotes, into its fault and the
line that was meant. Knows no schema."""

from __future__ import annotations

import re

from pipeline.errors import Edit, Fault
from pipeline.load.complaint import Complaint
from pipeline.load.lines import Line
from pipeline.load.naming import TEXTS
from pipeline.load.wide import sign_fault

_TAG = re.compile(r"@[\w.-]*")
_STARTS = ":-[{,"
_ALWAYS_TEXT = "%`"
"""Signs that no value can begin with, whatever was meant."""


def at_sign(at: Complaint) -> Fault | None:
    if at.character != "@":
        return None
    found = _TAG.match(at.line.text, at.column)
    end = found.end() if found else at.column + 1
    word, rest = at.line.text[at.column : end], at.line.text[end:]
    is_key = rest.startswith(":") and (len(rest) == 1 or rest[1].isspace())
    message = f"a key has no `@`: `{word}`" if is_key else f"`{word}` must be in quotes"
    help = at.line.with_change(at.column, at.column + 1, "") if is_key else at.line.with_quotes(at.column)
    return Fault(
        "Y002",
        message,
        at.line.place(at.column, end),
        help=help,
        label="YAML reserves `@` at the start of a value",
        edits=(at.line.change(at.column, at.column + 1, ""),) if is_key else at.line.quotes(at.column),
    )


def template_start(line: Line, column: int) -> int | None:
    """Where a value begins with `{{`, `{%` or `{#` at or before the column; None where none does."""
    for opening in ("{{", "{%", "{#"):
        start = line.text.rfind(opening, 0, column + 2)
        before = line.text[:start].rstrip() if start >= 0 else "?"
        if not before or before[-1] in _STARTS:
            return start
    return None


def template_fault(line: Line, start: int) -> Fault:
    """The fault of a value that begins with a template and stands without quotes."""
    opening = line.text[start : start + 2]
    return Fault(
        "Y003",
        f"a text that begins with `{opening}` must be in quotes",
        line.place(start, start + 2),
        help=line.with_quotes(start),
        label="YAML reads `{` at the start of a value as a mapping",
        edits=line.quotes(start),
    )


def template(at: Complaint) -> Fault | None:
    start = template_start(at.line, at.column)
    if start is not None:
        return template_fault(at.line, start)
    above = at.before()  # the rest of a line with `{#` is a comment, and the fault is found below it
    start = template_start(above, above.text.find("{#")) if above is not None and "{#" in above.text else None
    return template_fault(above, start) if above is not None and start is not None else None


def reserved(at: Complaint) -> Fault | None:
    """`*whispers*`, `> hello`, `- hello`, `? why`, `%5`: signs that mean something at the start."""
    if at.context is not None and at.opening and at.opening in "*&|>!":
        return must_be_quoted(at.context, at.context_column)
    if at.line.text.startswith("%"):
        return must_be_quoted(at.line, 0)
    if at.character and at.character in "-?%`":
        starts = at.line.value_start() == at.column and at.line.text[: at.column].strip()
        return must_be_quoted(at.line, at.column) if starts or at.character in "%`" else None
    return None


def reserved_before(at: Complaint) -> Fault | None:
    """`&co, later`: the sign at the start was taken, and what follows it was not."""
    start = at.line.value_start()
    if start >= at.column or at.line.text[start] not in "&*!":
        return None
    return must_be_quoted(at.line, start)


def must_be_quoted(line: Line, column: int) -> Fault:
    """The fault of a text whose first sign, in this column, means something to YAML."""
    character = line.text[column]
    shown = "a back quote" if character == "`" else f"`{character}`"
    return Fault(
        "Y006",
        f"a text that begins with {shown} must be in quotes",
        line.place(column, column + 1),
        help=line.with_quotes(column),
        label="YAML reserves this sign at the start of a value",
        edits=_reserved_edits(line, column),
    )


def _reserved_edits(line: Line, column: int) -> tuple[Edit, ...]:
    """None for `|` and `>`: a block may have been meant as well as text."""
    sign = line.text[column]
    if sign in _ALWAYS_TEXT:
        return line.quotes(column)
    return () if sign in "|>" else quotes_of_text(line, column)


def quotes_of_text(line: Line, start: int) -> tuple[Edit, ...]:
    """The edit for what is text beyond doubt, since its key takes nothing else."""
    return line.quotes(start) if line.key_before(start) in TEXTS else ()


def segment_start(text: str, column: int) -> int:
    """Where the value begins that this column lies in, between brackets or after a key."""
    start = max(text.rfind(mark, 0, column) + len(mark) for mark in (": ", ", ", "[", "{"))
    return start + len(text[start:column]) - len(text[start:column].lstrip())


def wide_sign(at: Complaint) -> Fault | None:
    """`{b: 1\uff0cc: 2}`: a sign of a Chinese keyboard where YAML's own was meant."""
    if at.character != ":":
        return None
    is_flow = at.line.is_inside_brackets(at.column)
    start = segment_start(at.line.text, at.column) if is_flow else at.line.value_start()
    is_bracket = not is_flow and at.line.text[start : start + 1] in ("\uff5b", "\uff3b")
    return sign_fault(at.line, start, at.column) if is_flow or is_bracket else None


def colon_in_text(at: Complaint) -> Fault | None:
    if at.character != ":":
        return None
    is_flow = at.line.is_inside_brackets(at.column)
    start = segment_start(at.line.text, at.column) if is_flow else at.line.value_start()
    if at.line.key() is None and not is_flow and not at.line.text.lstrip().startswith("- "):
        return None
    if at.column <= start or (is_flow and at.line.text[start - 2 : start] != ": "):
        return None
    return Fault(
        "Y005",
        "a text with `: ` in it must be in quotes",
        at.line.place(start, at.column + 1),
        help=at.line.with_quotes(start),
        label="YAML reads this as a key",
        edits=() if is_flow else quotes_of_text(at.line, start),
    )
