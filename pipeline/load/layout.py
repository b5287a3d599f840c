"""Turns what is wrong with spaces, colons, brackets and lines into its fault and the line that was meant.

Knows no schema.
"""

from __future__ import annotations

import re

from pipeline.errors import Fault, Label
from pipeline.load.complaint import Complaint
from pipeline.load.lines import Line
from pipeline.load.trial import plain_indents
from pipeline.load.wide import colon_fault, indent_fault, space_fault

_NO_SPACE = re.compile(r"[ \t]*(?:-[ \t]+)*(?P<key>[\w$-]+):(?=[^\s:])")
_NO_COLON = re.compile(r"[ \t]*(?P<text>[^\s:-][^:]*)$")
_WIDE_COLON = re.compile("[ \t]*(?:-[ \t]+)*[\\w-]+(?P<wide>\uff1a)")
_WIDE_SPACE = re.compile("[ \t]*(?:-[ \t]+)*(?P<key>[\\w-]+:)?(?P<wide>[\u3000\u00a0]+)")
TAB_WIDTHS = (2, 4, 8)
"""In columns, as editors show them."""


def tab(at: Complaint) -> Fault | None:
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
        edits=plain_indents(at.path, at.text, at.line.number, "\t", TAB_WIDTHS),
    )


def no_key(at: Complaint) -> Fault | None:
    before = at.line.text[: at.column].rstrip()
    if at.character != ":" or (before and before[-1] not in "{,-?"):
        return None
    place = at.line.place(at.column, at.column + 1)
    return Fault("Y024", "there is no key before this colon", place, help="write `key: value`")


def open_bracket(at: Complaint) -> Fault | None:
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


def wide(at: Complaint) -> Fault | None:
    for line in (at.context, at.line, at.before()):
        if line is None:
            continue
        if found := _WIDE_COLON.match(line.text):
            return colon_fault(line, found.start("wide"))
        if found := _WIDE_SPACE.match(line.text):
            start, end = found.span("wide")
            return space_fault(line, start, end) if found["key"] else indent_fault(line, start, end, at.text)
    return None


def no_space(at: Complaint) -> Fault | None:
    for line in (at.context, at.before(), at.line):
        found = _NO_SPACE.match(line.text) if line is not None else None
        if line is not None and found:
            return Fault(
                "Y026",
                "a space is missing after the colon",
                line.place(found.end() - 1, found.end()),
                help=line.with_change(found.end(), found.end(), " "),
                label="write `: `",
                edits=(line.change(found.end() - 1, found.end(), ": "),) if _is_key(line, found) else (),
            )
    return None


def _is_key(line: Line, found: re.Match[str]) -> bool:
    """Whether it is no address, and no time: `http://`, `10:30`."""
    return found["key"][0].isalpha() and not line.text.startswith("//", found.end())


def no_colon(at: Complaint) -> Fault | None:
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


def indentation(at: Complaint) -> Fault | None:
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


def second_document(at: Complaint) -> Fault | None:
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
