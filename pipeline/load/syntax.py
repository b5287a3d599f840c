"""Turns a YAML parser's complaint into the mistake that an author made, with the corrected line. Knows no
schema.

The parser's words are not used: its marks are exact, and the source around them says more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from pipeline.errors import Fault, Label
from pipeline.load.lines import Line, line_at
from pipeline.load.places import Mark

_TAG = re.compile(r"@[\w.-]*")
_NO_SPACE = re.compile(r"[ \t]*(?:-[ \t]+)*[\w$-]+:(?=[^\s:])")
_NO_COLON = re.compile(r"[ \t]*(?P<text>[^\s:-][^:]*)$")
_WIDE_COLON = re.compile("[ \t]*(?:-[ \t]+)*[\\w-]+(?P<wide>\uff1a)")
_WIDE_SPACE = re.compile("[ \t]*(?:-[ \t]+)*(?:[\\w-]+:)?(?P<wide>[\u3000\u00a0]+)")
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'")
_HIDDEN = re.compile(r"[ \t]#(?P<word>\S+)")
_STARTS = ":-[{,"


@dataclass(frozen=True, slots=True)
class Complaint:
    """Where the parser stopped, and where the thing began that it was reading. Columns count from 0."""

    path: str
    text: str
    line: Line
    column: int
    context: Line | None
    context_column: int

    @property
    def character(self) -> str:
        return self.line.text[self.column : self.column + 1]

    @property
    def opening(self) -> str:
        """The character at which the unfinished thing begins."""
        return self.context.text[self.context_column : self.context_column + 1] if self.context else ""

    def before(self) -> Line | None:
        """The nearest line above that holds anything but a comment."""
        for number in range(self.line.number - 1, -1, -1):
            line = line_at(self.path, self.text, number)
            if line.text.strip() and not line.text.lstrip().startswith("#"):
                return line
        return None


def syntax_fault(error: yaml.MarkedYAMLError, path: str, text: str) -> Fault:
    """The one fault that stopped the parser."""
    complaint = _complaint(error, path, text)
    found = (look(complaint) for look in _LOOKS)
    return next((fault for fault in found if fault is not None), _unknown(complaint))


def _complaint(error: yaml.MarkedYAMLError, path: str, text: str) -> Complaint:
    mark: Mark | None = error.problem_mark or error.context_mark
    context: Mark | None = error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return Complaint(
        path,
        text,
        line_at(path, text, line),
        column,
        line_at(path, text, context.line) if context else None,
        context.column if context else 0,
    )


# --- what authors do ----------------------------------------------------------------------------------------


def _tab(at: Complaint) -> Fault | None:
    indent = at.line.text[: len(at.line.text) - len(at.line.text.lstrip())]
    if "\t" not in indent:
        return None
    column = indent.index("\t")
    return Fault(
        "Y001",
        "a tab indents this line, and YAML takes spaces only",
        at.line.place(column, len(indent)),
        help=f"write  {indent.replace(chr(9), '  ')}{at.line.text.lstrip()}",
        label="use spaces",
    )


def _at_sign(at: Complaint) -> Fault | None:
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
    )


def _template(at: Complaint) -> Fault | None:
    start = template_start(at.line, at.column)
    return template_fault(at.line, start) if start is not None else None


def _after_quote(at: Complaint) -> Fault | None:
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
    )


def _escape(at: Complaint) -> Fault | None:
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
    )


def _open_quote(at: Complaint) -> Fault | None:
    if at.context is None or at.opening not in ('"', "'"):
        return None
    return Fault(
        "Y020",
        "this quote is never closed",
        at.context.place(at.context_column, at.context_column + 1),
        help=f"close the text with {at.opening}",
        label="it begins here",
    )


def _reserved(at: Complaint) -> Fault | None:
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
    )


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


def _colon_in_text(at: Complaint) -> Fault | None:
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
    )


def _no_key(at: Complaint) -> Fault | None:
    before = at.line.text[: at.column].rstrip()
    if at.character != ":" or (before and before[-1] not in "{,-?"):
        return None
    place = at.line.place(at.column, at.column + 1)
    return Fault("Y024", "there is no key before this colon", place, help="write `key: value`")


def _open_bracket(at: Complaint) -> Fault | None:
    if at.context is not None and at.opening in "[{" and at.opening:
        return Fault(
            "Y021",
            f"`{at.opening}` is never closed, or a comma is missing after it",
            at.context.place(at.context_column, at.context_column + 1),
            help=f"close it with `{']' if at.opening == '[' else '}'}`",
            label="it opens here",
            related=(Label(at.line.place(at.column, at.column + 1), "it was still open here"),),
        )
    if at.character and at.character in "]}":
        return Fault(
            "Y021",
            f"`{at.character}` closes nothing",
            at.line.place(at.column, at.column + 1),
            help="remove it, or open the bracket before it",
        )
    return None


def _wide(at: Complaint) -> Fault | None:
    for line in (at.context, at.line, at.before()):
        if line is None:
            continue
        if found := _WIDE_COLON.match(line.text):
            return Fault(
                "Y028",
                "`\uff1a` is a full-width colon, which ends no key",
                line.place(*found.span("wide")),
                help=line.with_change(*found.span("wide"), ": "),
                label="write a plain colon and a space",
            )
        if found := _WIDE_SPACE.match(line.text):
            return Fault(
                "Y029",
                f"U+{ord(found['wide'][0]):04X} stands here in place of a plain space",
                line.place(*found.span("wide")),
                help=line.with_change(*found.span("wide"), " "),
                label="YAML takes plain spaces only",
            )
    return None


def _no_space(at: Complaint) -> Fault | None:
    for line in (at.context, at.before(), at.line):
        found = _NO_SPACE.match(line.text) if line is not None else None
        if line is not None and found:
            return Fault(
                "Y026",
                "a space is missing after the colon",
                line.place(found.end() - 1, found.end()),
                help=line.with_change(found.end(), found.end(), " "),
                label="write `: `",
            )
    return None


def _hidden(at: Complaint) -> Fault | None:
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


def _no_colon(at: Complaint) -> Fault | None:
    line = at.context
    found = _NO_COLON.match(line.text) if line is not None and line.number < at.line.number else None
    if line is None or not found:
        return None
    return Fault(
        "Y026",
        "there is no `: ` in this line, so it is no key",
        line.place(*found.span("text")),
        help="write `key: value`; indent it further if it belongs to the text above",
    )


def _indentation(at: Complaint) -> Fault | None:
    if at.line.text[: at.column].strip() and at.character != ":":
        return None
    start = len(at.line.text) - len(at.line.text.lstrip())
    above = at.before()
    related = (Label(above.place(0, len(above.text)), "the line above"),) if above else ()
    return Fault(
        "Y022",
        "this line is indented unlike the lines it belongs to",
        at.line.place(start, len(at.line.text.rstrip())),
        help="give the keys of one mapping, and the items of one list, the same number of spaces",
        related=related,
    )


def _second_document(at: Complaint) -> Fault | None:
    above = at.before()
    if above is None or above.text.rstrip() != "...":
        return None
    place = above.place(0, 3)
    return Fault(
        "Y011",
        "the document ends here, and more follows: one file is one document",
        place,
        help="remove `...`",
    )


def _unknown(at: Complaint) -> Fault:
    return Fault(
        "Y031",
        "from here on this is not YAML",
        at.line.place(at.column, at.column + 1),
        help="put a text with unusual signs in a block: `|` after the key, the text below it, indented",
    )


_LOOKS: tuple[Callable[[Complaint], Fault | None], ...] = (
    _second_document,
    _tab,
    _at_sign,
    _template,
    _escape,
    _open_quote,
    _after_quote,
    _reserved,
    _no_key,
    _colon_in_text,
    _open_bracket,
    _wide,
    _no_space,
    _hidden,
    _no_colon,
    _indentation,
)
