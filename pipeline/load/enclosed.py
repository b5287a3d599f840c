"""Turns a parser's complaint about quotes, brackets and commas into the mistake that an author made. Knows no
schema."""

from __future__ import annotations

import re

from pipeline.errors import Fault, Label
from pipeline.load.complaint import Complaint
from pipeline.load.lines import Line
from pipeline.load.signs import must_be_quoted, quotes_of_text, segment_start

_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'")
_CODED = re.compile(r"\\[xuU][0-9a-fA-F]{0,8}")
_ESCAPE = re.compile(r"\\(.)")
_NO_ESCAPE = re.compile(r"[^0abtnvfre \t_NLPxuU/]")
"""What may follow a backslash and says that it is one (https://yaml.org/spec/1.2.2/#57-escaped-characters)."""
_COMMENT = re.compile(r"[\s\[{,](?P<word>#\S+)")
_MAY_STAND_BEFORE = frozenset(" \t[{,:-")


def escape(at: Complaint) -> Fault | None:
    """`"C:\\Users"`, `"\\q"`: a backslash that begins nothing."""
    if at.opening != '"':
        return None
    coded = next((c for c in _CODED.finditer(at.line.text) if c.start() < at.column <= c.end()), None)
    nearby = at.line.text.find("\\", max(at.column - 1, 0), at.column + 1)
    start, end = coded.span() if coded else (nearby, nearby + 2)
    if start < 0:
        return None
    return Fault(
        "Y027",
        f"`{at.line.text[start:end]}` means nothing between double quotes",
        at.line.place(start, end),
        help=at.line.with_change(start, start + 1, "\\\\"),
        label="write the backslash twice",
        edits=(at.line.change(start, start + 1, "\\\\"),) if _has_no_escape(at) else (),
    )


def _has_no_escape(at: Complaint) -> bool:
    """Whether no other backslash of the text was meant as one of YAML's."""
    return all(_NO_ESCAPE.match(sign) for sign in _ESCAPE.findall(at.line.text))


def after_quote(at: Complaint) -> Fault | None:
    """`"No," she says`: only a part of the text is in quotes."""
    closed = [found for found in _QUOTED.finditer(at.before_it) if found.end() == len(at.before_it)]
    if not closed or at.character in ",]}:":
        return None
    start = closed[0].start()
    return Fault(
        "Y007",
        "the text goes on after its closing quote",
        at.line.place(at.column, at.line.value_end(start)),
        help=at.line.with_quotes(start) if ": " not in at.line.text[at.column :] else "quote the whole of it",
        label="the quotes ended before this",
        edits=quotes_of_text(at.line, start) if at.before_it != at.line.text[: at.column] else (),
    )


def open_quote(at: Complaint) -> Fault | None:
    """A quote that nothing closes, or that the next one closes by mistake."""
    if at.context is not None and at.opening in ('"', "'"):
        return _never_closed(at.context, at.context_column)
    quote = at.before_it[-1:]
    if quote not in ('"', "'") or at.line.text[: at.column] != at.before_it:
        return None
    for number in range(at.line.number - 1, -1, -1):
        line = at.above(number)
        column = _lone_quote(line.text, quote)
        if column is not None:
            return _never_closed(line, column)
    return None


def _never_closed(line: Line, column: int) -> Fault:
    return Fault(
        "Y020",
        "this quote is never closed",
        line.place(column, column + 1),
        help=f"close the text with {line.text[column]}",
        label="it begins here",
    )


def _lone_quote(text: str, quote: str) -> int | None:
    """The column of a quote that begins a value and is not closed in its line."""
    column = _QUOTED.sub(lambda found: " " * len(found[0]), text).find(quote)
    return column if column == 0 or (column > 0 and text[column - 1] in _MAY_STAND_BEFORE) else None


def hidden_between_brackets(at: Complaint) -> Fault | None:
    """`[take #3, x]`: what closes the bracket stands behind a `#`."""
    line = at.context if at.context is not None and at.opening in ("[", "{") else at.before()
    found = _COMMENT.search(line.text) if line is not None and line.number < at.line.number else None
    if line is None or not found or not re.search(r"[]}]", found["word"] + line.text[found.end() :]):
        return None
    column = found.start("word")
    if not line.is_inside_brackets(column):
        return None
    return Fault(
        "Y101",
        f"the text ends before `{found['word']}`: YAML reads ` #` as a comment",
        line.place(column, found.end()),
        help=line.with_quotes(segment_start(line.text, column)),
        label="this is not part of the text",
    )


def bracket_in_text(at: Complaint) -> Fault | None:
    """`[p/${x}.txt]`: a bracket inside a text, where brackets mean something."""
    if not at.character or at.character not in "{[" or not at.line.is_inside_brackets(at.column):
        return None
    start = segment_start(at.line.text, at.column)
    return Fault(
        "Y006",
        f"a text with `{at.character}` in it must be in quotes here, between brackets",
        at.line.place(at.column, at.column + 1),
        help=at.line.with_quotes(start),
    )


def after_bracket(at: Complaint) -> Fault | None:
    """`[INT] a room`: only a part of the text is in brackets."""
    start = at.line.value_start()
    is_over = at.before_it[-1:] in ("]", "}") and not at.line.is_inside_brackets(at.column)
    if at.line.text[start : start + 1] not in ("[", "{") or not is_over or at.character in ",]}:":
        return None
    return must_be_quoted(at.line, start)


def lone_comma(at: Complaint) -> Fault | None:
    if at.character != "," or at.before_it[-1:] not in ("[", "{", ","):
        return None
    return Fault(
        "Y031",
        "there is nothing before this comma",
        at.line.place(at.column, at.column + 1),
        help="remove it, or write what is missing",
    )


def open_bracket(at: Complaint) -> Fault | None:
    if at.context is not None and at.opening in ("[", "{"):
        return Fault(
            "Y021",
            f"`{at.opening}` is never closed, or a comma is missing after it",
            at.context.place(at.context_column, at.context_column + 1),
            help=f"close it with `{']' if at.opening == '[' else '}'}`",
            label="it opens here",
            related=(Label(at.line.place(at.column, at.column + 1), "it was still open here"),),
        )
    if at.character in ("]", "}"):
        return Fault(
            "Y021",
            f"`{at.character}` closes nothing",
            at.line.place(at.column, at.column + 1),
            help="remove it, or open the bracket before it",
        )
    return None
