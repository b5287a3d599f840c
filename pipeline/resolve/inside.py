"""Turns a word of a scalar's value into its place in the file, in plain, quoted and block style. Knows no
YAML beyond that.

A word is looked for in the source between the scalar's start and end. Escapes may hide it there or make one
up; then the count of words in source and value differs, and the place of the whole scalar is the honest
answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from pipeline.model import Place

_BREAK = re.compile(r"\r\n?|\n")
_BLOCK_HEADER = re.compile(r"(?:[&!][^\s]*[ \t]+)*[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)")
_NAME_SIGN = "[A-Za-z0-9_-]"


@lru_cache(maxsize=256)
def pattern(word: str) -> re.Pattern[str]:
    """Finds a word whole: `@mei` is not found in `@meiling`, and `who` not in `whoever`."""
    before = rf"(?<!{_NAME_SIGN})" if re.match(_NAME_SIGN, word) else ""
    after = rf"(?!{_NAME_SIGN})" if re.match(_NAME_SIGN, word[-1]) else ""
    return re.compile(f"{before}{re.escape(word)}{after}")


def word_place(text: str, scalar: Place, word: str, nth: int) -> Place:
    """The place of the nth `word` from 0, or of its last one, inside a scalar; of all of the scalar where
    there is none.

    text: of the file. scalar: the place of the whole value, with its quotes or its block header.
    """
    start = _index(text, scalar.line, scalar.column)
    end = _index(text, scalar.end_line, scalar.end_column)
    header = _BLOCK_HEADER.match(text, start, end)
    found = list(pattern(word).finditer(text, header.end() if header else start, end))
    if not found:
        return scalar
    chosen = found[min(nth, len(found) - 1)]
    return span_place(text, scalar.path, chosen.start(), chosen.end())


@lru_cache(maxsize=32)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(found.end() for found in _BREAK.finditer(text)))


def _index(text: str, line: int, column: int) -> int:
    starts = _line_starts(text)
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))


def span_place(text: str, path: str, start: int, end: int) -> Place:
    """The place of a stretch of the file, by the indices of its first character and of the one after its
    last."""
    starts = _line_starts(text)
    line, end_line = bisect_right(starts, start), bisect_right(starts, end - 1)
    return Place(path, line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)
