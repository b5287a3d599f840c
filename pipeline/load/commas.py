"""Turns a text that commas parted inside `{ }` back into one, and warns of it. Knows marks, and no schema.

To YAML, `{line: Three months, not a day more}` has a second key without a value. No key of the language
stands alone, so the words are the rest of the text.
"""

from __future__ import annotations

import re

from pipeline.errors import Fault
from pipeline.load.lines import line_at
from pipeline.load.scalars import quoted
from pipeline.model import Place

_ALONE = re.compile(r"\s*[,}]")
_COMMENT = re.compile(r"\s#")


def is_lone(text: str, end: int) -> bool:
    """Whether the word that ends here has neither a colon nor a value."""
    return _ALONE.match(text, end) is not None


def joined(source: str) -> str | None:
    """What was written, over several lines or not, as one text; None where a comment stands between."""
    return None if _COMMENT.search(source) else " ".join(source.split())


def parted(place: Place, text: str) -> Fault:
    """The warning. place: of the whole text."""
    line = line_at(place.path, text, place.line - 1)
    start, end = place.column - 1, place.end_column - 1
    is_on_one_line = place.line == place.end_line
    return Fault(
        "Y104",
        "inside `{ }` a comma ends a value; what follows it is read as text all the same",
        place if is_on_one_line else line.place(start, len(line.text)),
        help=line.with_change(start, end, quoted(line.text[start:end]))
        if is_on_one_line
        else "put the whole text in quotes",
        label="put this in quotes",
        severity="warning",
        edits=(line.change(start, end, quoted(line.text[start:end])),) if is_on_one_line else (),
    )
