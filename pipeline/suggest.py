"""Turns a misspelt word and the words that would do into the one that was probably meant.

Knows no schema and no file.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

CUTOFF = 0.6
"""How alike two words must be, from 0 to 1 (difflib's ratio): `promt` finds `prompt`, `x` finds nothing."""

MOST_COMPARED = 500
"""Of the known words: a stranger's file may hold a hundred thousand, and as many misspelt ones."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar of the known words; None where none is similar.

    Upper and lower case count as equal.
    """
    compared = reversed(list(islice(known, MOST_COMPARED)))
    by_folded = {candidate.casefold(): candidate for candidate in compared}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=CUTOFF)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean `prompt`?`, or nothing."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found is not None else ""


def one_of(known: Iterable[str], limit: int = 12) -> str:
    """`one of `cut`, `fade``, shortened where there are many; nothing where there are none."""
    words = [f"`{word}`" for word in known]
    if not words:
        return ""
    shown = ", ".join(words[:limit])
    rest = f" and {len(words) - limit} more" if len(words) > limit else ""
    return f"one of {shown}{rest}" if len(words) > 1 else f"only {shown}"
