"""Turns a parser's complaint about lines, their indentation and their colons into the mistake that an author
made. Knows no schema."""

from __future__ import annotations

import re

from pipeline.errors import Fault, Label
from pipeline.load.complaint import Complaint
from pipeline.load.lines import Line, lines_of
from pipeline.load.lookalikes import UNSEEN, look_alike, unseen_after_colon
from pipeline.load.trial import plain_indents

_NO_SPACE = re.compile(r"[ \t]*(?:-[ \t]+)*(?P<key>[\w$-]+)[ \t]*:(?=[^\s:])")
_NO_COLON = re.compile(r"[ \t]*(?P<text>(?!-[ \t])[^\s:][^:]*)$")
_HIDDEN = re.compile(r"[ \t]#(?P<word>\S+)")
_WORDS = re.compile(r"[ \t]*(?P<words>[^\s:'\"\[{&*!|>%@`#-][^:]*?)[ \t]*:$")
_OPENS_A_BLOCK = re.compile(r"(?:^|.*[:-][ \t]+)(?P<sign>[|>])[-+]?(?P<number>[0-9]?)[-+]?[ \t]*(?:#.*)?$")
TAB_WIDTHS = (2, 4, 8)
"""In columns, as editors show them."""


def tab(at: Complaint) -> Fault | None:
    indent = at.line.text[: _indent(at.line.text)]
    if "\t" in indent:
        column = indent.index("\t")
        return Fault(
            "Y001",
            "a tab indents this line, and YAML takes spaces only",
            at.line.place(column, len(indent)),
            help=f"write  {indent.replace(chr(9), '  ')}{at.line.text.lstrip()}",
            label="use spaces",
            edits=plain_indents(at.path, at.text, at.line.number, "\t", TAB_WIDTHS),
        )
    if at.character != "\t":
        return None
    return Fault(
        "Y001",
        "a tab stands here, and YAML takes spaces only",
        at.line.place(at.column, at.column + 1),
        help=at.line.with_change(at.column, at.column + 1, " "),
        label="use a space",
    )


def no_key(at: Complaint) -> Fault | None:
    if at.character != ":" or (at.before_it and at.before_it[-1] not in "{,-?"):
        return None
    place = at.line.place(at.column, at.column + 1)
    return Fault("Y024", "there is no key before this colon", place, help="write `key: value`")


def glued_colon(at: Complaint) -> Fault | None:
    """`{b:}`, `{b:1 c: 2}`: a colon with no space after it, between brackets."""
    after = at.line.text[at.column + 1 : at.column + 2]
    if at.character != ":" or after not in (",", "]", "}", "[", "{"):
        return None
    return _space_missing(at.line, at.column + 1)


def colon_in_lines(at: Complaint) -> Fault | None:
    """A text that goes over several lines, one of which holds `: `."""
    found = _WORDS.match(at.line.text[: at.column + 1]) if at.character == ":" else None
    above = at.before()
    if not found or above is None or _NO_SPACE.match(above.text) or look_alike(above, at.text):
        return None
    is_beside = _indent(above.text) == _indent(at.line.text) and above.key() is None
    if is_beside and not above.text.rstrip().endswith(":") and " " not in above.text.strip():
        return _key_without_colon(above)
    is_text = is_beside and not above.text.rstrip().endswith(":") and not above.text.lstrip().startswith("- ")
    if " " not in found["words"] and not is_text:
        return None
    return Fault(
        "Y005",
        "a text with `: ` in it must be in quotes, or in a block",
        at.line.place(found.start("words"), at.column + 1),
        help="put the text in a block: `|` after its key, the text below it, indented",
        label="YAML reads this as a key",
    )


def no_space(at: Complaint) -> Fault | None:
    for line in (at.context, at.before(), at.line):
        found = _NO_SPACE.match(line.text) if line is not None else None
        if line is not None and found:
            if UNSEEN.match(line.text, found.end()):
                return unseen_after_colon(line, found.end())
            return _space_missing(line, found.end(), is_key=_is_key(line, found))
    return None


def _is_key(line: Line, found: re.Match[str]) -> bool:
    """Whether it is no address, and no time: `http://`, `10:30`."""
    return found["key"][0].isalpha() and not line.text.startswith("//", found.end())


def _space_missing(line: Line, column: int, *, is_key: bool = False) -> Fault:
    return Fault(
        "Y026",
        "a space is missing after the colon",
        line.place(column - 1, column),
        help=line.with_change(column, column, " "),
        label="write `: `",
        edits=(line.change(column - 1, column, ": "),) if is_key else (),
    )


def hidden_above(at: Complaint) -> Fault | None:
    """A text of several lines, one of which YAML ends at a comment."""
    above = at.before()
    if above is None:
        return None
    if above.number < at.line.number - 1 and at.line.key() is None and at.line.text[:1] == " ":
        return _comment_between(at, at.above(at.line.number - 1))
    found = _HIDDEN.search(above.text)
    if not found:
        return None
    return Fault(
        "Y101",
        f"the text ends before `#{found['word']}`: YAML reads ` #` as a comment",
        above.place(found.start() + 1, found.end()),
        help="put the text in a block: `|` after the key, the text below it, indented",
        related=(Label(at.line.place(at.column, at.column + 1), "so this line stands alone"),),
    )


def _comment_between(at: Complaint, comment: Line) -> Fault | None:
    if not comment.text.lstrip().startswith("#"):
        return None
    return Fault(
        "Y101",
        "the text ends at this line: YAML reads it as a comment",
        comment.place(_indent(comment.text), len(comment.text.rstrip())),
        help="put the text in a block: `|` after the key, the text below it, indented",
        related=(Label(at.line.place(at.column, at.column + 1), "so this line stands alone"),),
    )


def text_of_block(at: Complaint) -> Fault | None:
    """A line that belongs to the text below `|` or `>`, and is indented less than its first."""
    line = at.context if at.context is not None and _NO_COLON.match(at.context.text) else at.line
    header = _header_above(at, line)
    if header is None:
        return None
    opened = _OPENS_A_BLOCK.match(header.text)
    assert opened is not None
    is_first = not any(at.above(number).text.strip() for number in range(header.number + 1, line.number))
    help = "give every line of the text, and a `#` line in it, at least the spaces of its first"
    if opened["number"]:
        help = f"remove the number after `{opened['sign']}`"
    elif is_first and _indent(line.text) > _indent(header.text):
        help = "remove the spaces from the empty line above: it has more of them than the text"
    elif is_first:
        help = f"indent it, as in  {' ' * (_indent(header.text) + 2)}{line.text.strip()}"
    return Fault(
        "Y022",
        f"this line is not indented as the text below `{opened['sign']}` is",
        line.place(_indent(line.text), len(line.text.rstrip())),
        help=help,
        related=(Label(header.place(opened.start("sign"), opened.end("sign")), "the text begins below"),),
    )


def _header_above(at: Complaint, line: Line) -> Line | None:
    """The line of the `|` whose text a line goes on; None where it goes on none."""
    lines, indent, is_next = lines_of(at.text), _indent(line.text), True
    for number in range(min(line.number, len(lines)) - 1, -1, -1):
        above = lines[number]
        if _OPENS_A_BLOCK.match(above):
            is_inside = indent > _indent(above) or (is_next and line.key() is None)
            return at.above(number) if is_inside else None
        says = above.strip()
        if says and _indent(above) < indent and not says.startswith("#"):
            return None
        is_next = is_next and not says
    return None


def no_colon(at: Complaint) -> Fault | None:
    line = at.context
    found = _NO_COLON.match(line.text) if line is not None and line.number < at.line.number else None
    return _key_without_colon(line) if line is not None and found else None


def _key_without_colon(line: Line) -> Fault:
    return Fault(
        "Y026",
        "there is no `: ` in this line, so it is no key",
        line.place(_indent(line.text), len(line.text.rstrip())),
        help="write `key: value`; indent it further if it belongs to the text above",
    )


def indentation(at: Complaint) -> Fault | None:
    if at.before_it.strip() and at.character != ":":
        return None
    above = at.before()
    related = (Label(above.place(0, len(above.text)), "the line above"),) if above else ()
    return Fault(
        "Y022",
        "this line is indented unlike the lines it belongs to",
        at.line.place(_indent(at.line.text), len(at.line.text.rstrip())),
        help="give the keys of one mapping, and the items of one list, the same number of spaces",
        related=related,
    )


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def wide(at: Complaint) -> Fault | None:
    lines = (line for line in (at.context, at.line, at.before()) if line is not None)
    return next((fault for line in lines if (fault := look_alike(line, at.text)) is not None), None)


def second_document(at: Complaint) -> Fault | None:
    above = at.before()
    line = at.line if at.line.text.rstrip() == "..." else above
    if line is None or line.text.rstrip() != "...":
        return None
    message = "the document ends here, and more follows: one file is one document"
    return Fault(
        "Y011",
        message if line is above else "the document ends here, before it began",
        line.place(0, 3),
        help="remove `...`",
    )
