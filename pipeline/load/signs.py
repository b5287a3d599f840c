"""Turns a sign that YAML reserves, inside a text that an author left without quotes, into its fault and the
line that was meant. Knows no schema."""

from __future__ import annotations

import re

from pipeline.errors import Edit, Fault, Label
from pipeline.load.complaint import Complaint
from pipeline.load.lines import Line
from pipeline.load.naming import TEXTS

_TAG = re.compile(r"@[\w.-]*")
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'")
_HIDDEN = re.compile(r"[ \t]#(?P<word>\S+)")
_STARTS = ":-[{,"
_ALWAYS_TEXT = "%`"
"""Signs that no value can begin with, whatever was meant."""
_ESCAPE = re.compile(r"\\(.)")
_NO_ESCAPE = re.compile(r"[^0abtnvfre \t_NLPxuU/]")
"""What may follow a backslash and says that it is one (https://yaml.org/spec/1.2.2/#57-escaped-characters)."""


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
    """Where a value begins with `{{` or `{%` at or before the column; None where none does."""
    for opening in ("{{", "{%"):
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
    return template_fault(at.line, start) if start is not None else None


def after_quote(at: Complaint) -> Fault | None:
    before = at.line.text[: at.column].rstrip()
    closed = [found for found in _QUOTED.finditer(before) if found.end() == len(before)]
    if not closed or at.character in ",]}:":
        return None
    start = closed[0].start()
    return Fault(
        "Y007",
        "the text goes on after its closing quote",
        at.line.place(at.column, at.line.value_end(start)),
        help=at.line.with_quotes(start),
        label="the quotes ended before this",
        edits=_quotes_of_text(at.line, start) if before != at.line.text[: at.column] else (),
    )


def escape(at: Complaint) -> Fault | None:
    nearby = at.line.text[max(at.column - 1, 0) : at.column + 1]
    if at.opening != '"' or "\\" not in nearby:
        return None
    column = at.line.text.index("\\", max(at.column - 1, 0))
    written = at.line.text[column : column + 2]
    return Fault(
        "Y027",
        f"`{written}` means nothing between double quotes",
        at.line.place(column, column + 2),
        help=at.line.with_change(column, column + 1, "\\\\"),
        label="write the backslash twice",
        edits=(at.line.change(column, column + 1, "\\\\"),) if _has_no_escape(at) else (),
    )


def _has_no_escape(at: Complaint) -> bool:
    """Whether no other backslash of the text was meant as one of YAML's."""
    return all(_NO_ESCAPE.match(sign) for sign in _ESCAPE.findall(at.line.text))


def open_quote(at: Complaint) -> Fault | None:
    if at.context is None or at.opening not in ('"', "'"):
        return None
    return Fault(
        "Y020",
        "this quote is never closed",
        at.context.place(at.context_column, at.context_column + 1),
        help=f"close the text with {at.opening}",
        label="it begins here",
    )


def reserved(at: Complaint) -> Fault | None:
    """`*whispers*`, `> hello`, `- hello`, `? why`, `%5`: signs that mean something at the start."""
    if at.context is not None and at.opening and at.opening in "*&|>":
        return _must_be_quoted(at.context, at.context_column)
    if at.character and at.character in "-?%`":
        starts = at.line.value_start() == at.column and at.line.text[: at.column].strip()
        return _must_be_quoted(at.line, at.column) if starts or at.character in "%`" else None
    if at.character and at.character in "{[":
        return _bracket_in_text(at.line, at.column)
    return None


def _must_be_quoted(line: Line, column: int) -> Fault:
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
    return () if sign in "|>" else _quotes_of_text(line, column)


def _quotes_of_text(line: Line, start: int) -> tuple[Edit, ...]:
    """The edit for what is text beyond doubt, since its key takes nothing else."""
    return line.quotes(start) if line.key_before(start) in TEXTS else ()


def _bracket_in_text(line: Line, column: int) -> Fault | None:
    if not line.is_inside_brackets(column):
        return None
    start = _segment_start(line.text, column)
    return Fault(
        "Y006",
        f"a text with `{line.text[column]}` in it must be in quotes here, between brackets",
        line.place(column, column + 1),
        help=line.with_quotes(start),
    )


def _segment_start(text: str, column: int) -> int:
    """Where the value begins that this column lies in, between brackets or after a key."""
    start = max(text.rfind(mark, 0, column) + len(mark) for mark in (": ", ", ", "[", "{"))
    return start + len(text[start:column]) - len(text[start:column].lstrip())


def colon_in_text(at: Complaint) -> Fault | None:
    if at.character != ":":
        return None
    is_flow = at.line.is_inside_brackets(at.column)
    start = _segment_start(at.line.text, at.column) if is_flow else at.line.value_start()
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
        edits=() if is_flow else _quotes_of_text(at.line, start),
    )


def hidden(at: Complaint) -> Fault | None:
    above = at.before()
    found = _HIDDEN.search(above.text) if above is not None else None
    if above is None or not found:
        return None
    return Fault(
        "Y101",
        f"the text ends before `#{found['word']}`: YAML reads ` #` as a comment",
        above.place(found.start() + 1, found.end()),
        help="put the text in a block: `|` after the key, the text below it, indented",
        related=(Label(at.line.place(at.column, at.column + 1), "so this line stands alone"),),
    )
