"""Turns what well-formed YAML holds and a storyboard must not into faults. Knows places, and no parser."""

from __future__ import annotations

import re

from pipeline.errors import Fault, Label
from pipeline.load.lines import line_at
from pipeline.load.scalars import LARGEST, quoted
from pipeline.model import Place

_TAG = re.compile(r"![^\s,\[\]{}]*")


def again(key: str, place: Place, first: Place) -> Fault:
    advice = "write `<<: [*one, *two]`" if key == "<<" else "keep one of the two"
    return Fault(
        "Y004",
        f"`{key}` is written twice in the same mapping",
        place,
        help=advice,
        label="written again",
        related=(Label(first, "first written here"),),
    )


def unknown_alias(name: str, place: Place) -> Fault:
    return Fault(
        "Y008",
        f"`*{name}` repeats a value that nothing names",
        place,
        help=f"if it is text, quote it: {quoted('*' + name)}; else put `&{name}` before the value to repeat",
    )


def alias_in_itself(name: str, place: Place) -> Fault:
    return Fault(
        "Y009",
        f"`*{name}` stands inside the very value that it repeats",
        place,
        help="write the value out",
    )


def tag(place: Place, text: str) -> Fault:
    line = line_at(place.path, text, place.line - 1)
    found = _TAG.search(line.text, place.column - 1)
    start, end = found.span() if found else (place.column - 1, place.column)
    return Fault(
        "Y010",
        f"`{line.text[start:end]}` would be a YAML tag, and no value here has one",
        line.place(start, end),
        help=line.with_quotes(start),
        label="YAML reserves `!` at the start of a value",
    )


def second_document(place: Place) -> Fault:
    return Fault(
        "Y011",
        "a second document starts here: one file is one document",
        place,
        help="remove `---`, or move what follows into a file of its own",
    )


def too_deep(place: Place, limit: int) -> Fault:
    return Fault(
        "Y015",
        f"values are nested deeper than {limit} levels",
        place,
        help="no storyboard needs more than ten",
    )


def too_many(place: Place, limit: int) -> Fault:
    message = f"more than {limit} values in one file, an alias counted as all that it repeats"
    return Fault("Y016", message, place, help="part the file")


def too_many_aliases(place: Place, limit: int) -> Fault:
    return Fault(
        "Y017",
        f"more than {limit} aliases (`*name`) in one file",
        place,
        help="put what is shared into `defaults`, `templates` or a library",
    )


def not_mergeable(place: Place) -> Fault:
    return Fault(
        "Y023",
        "`<<` takes over the keys of another mapping, and this is none",
        place,
        help="write `<<: *name`, where `&name` stands before a mapping",
    )


def key_is_no_text(place: Place, text: str) -> Fault:
    """The fault of a mapping, list or alias in a key's place; of a template, where that was meant."""
    from pipeline.load.signs import template_fault, template_start

    line = line_at(place.path, text, place.line - 1)
    start = template_start(line, place.column - 1)
    if start is not None and start in (place.column - 1, place.column - 2):
        return template_fault(line, start)
    return Fault(
        "Y024",
        "a key must be plain text",
        place,
        help="write `key: value`, with no bracket and no `*` before it",
    )


def more_faults(place: Place) -> Fault:
    """place: of the last one that is told."""
    return Fault(
        "Y032", "this file has more faults than are told", place, help="mend these first, and validate again"
    )


def names_nothing(place: Place, text: str) -> Fault:
    """The fault of `&co` with no value after it. place: just behind it."""
    from pipeline.load.signs import must_be_quoted

    line = line_at(place.path, text, place.line - 1)
    return must_be_quoted(line, max(line.text.rfind("&", 0, place.column), 0))


def no_key(place: Place) -> Fault:
    return Fault("Y024", "there is no key before this colon", place, help="write `key: value`")


def no_character(place: Place) -> Fault:
    return Fault(
        "Y027",
        "an escape near here names no character",
        place,
        help="write the character itself, without a backslash",
    )


def no_number(written: str, place: Place) -> Fault:
    return Fault(
        "Y025",
        f"`{written[:40]}` is a number that no setting can take",
        place,
        help=f"whole numbers go from -{LARGEST} to {LARGEST}; put it in quotes if it is text",
    )
