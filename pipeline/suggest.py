"""Turns a misspelt word and the words that would do into the one that was probably meant.

Knows no schema and no file.
"""

from __future__ import annotations

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
    import difflib  # where every word is right, nobody needs it

    compared = reversed(list(islice(known, MOST_COMPARED)))
    by_folded = {candidate.casefold(): candidate for candidate in compared}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=CUTOFF)
    return by_folded[found[0]] if found else None


CERTAIN = 1
"""Slips that a word may have and still be told for certain; two in a word of LONG letters or more."""
LONG = 9
SHORTEST, LONGEST = 4, 60
"""Letters of a word that may be taken for another: `at`, `in` and `id` are one slip apart from too much."""


def certain(word: str, known: Iterable[str]) -> str | None:
    """The one known word that can have been meant by a misspelt one of a fixed vocabulary; None where there
    is none, or a second one is nearly as near.

    Case, `-` and `_` count as no slip; digits must be the same.
    """
    slips = sorted((_slips(word, other), other) for other in islice(known, MOST_COMPARED))
    if not slips:
        return None
    fewest, found = slips[0]
    second = slips[1][0] if len(slips) > 1 else len(word)
    allowed = 2 * CERTAIN if len(word) >= LONG else CERTAIN
    return found if fewest <= allowed and second > fewest + 1 else None


def certain_name(word: str, known: Iterable[str]) -> str | None:
    """As `certain`, of names that an author made up: `mario` may be another person than `maria`, and
    `lanterns` another thing than `lantern`. Only letters that changed places, or one that is missing or too
    many inside the word, are a slip for certain."""
    found = certain(word, known)
    if found is None or len(found) < SHORTEST + 1 or word.casefold()[-1:] != found.casefold()[-1:]:
        return None
    if word.casefold()[:1] != found.casefold()[:1]:
        return None
    is_swapped = sorted(word.casefold()) == sorted(found.casefold())
    return found if is_swapped or abs(len(word) - len(found)) == CERTAIN else None


def _slips(word: str, other: str) -> int:
    """Letters put in, left out, changed, or swapped with their neighbour: the distance of Damerau and
    Levenshtein in its restricted form. Far too many where they cannot be told for certain."""
    one, two = _folded(word), _folded(other)
    never = len(one) + len(two)
    if min(len(one), len(two)) < SHORTEST or max(len(one), len(two)) > LONGEST:
        return 0 if one == two else never
    if _digits(one) != _digits(two):
        return never
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        above, before_above = row, before
        row = [i]
        for j, target in enumerate(two, 1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == target:
                least = min(least, before_above[j - 2] + 1)
            row.append(least)
        before = above
    return row[-1]


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_")


def _digits(word: str) -> list[str]:
    return [letter for letter in word if letter.isdigit()]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean `prompt`?`, or nothing."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found is not None else ""


def known_words(words: Iterable[str], limit: int = 12) -> str:
    """`known: `cut`, `fade``, shortened as `one_of` is; nothing where there are none."""
    told = one_of(words, limit)
    return f"known: {told.removeprefix('one of ')}" if told else ""


def one_of(known: Iterable[str], limit: int = 12) -> str:
    """`one of `cut`, `fade``, shortened where there are many; nothing where there are none."""
    words = [f"`{word}`" for word in known]
    if not words:
        return ""
    shown = ", ".join(words[:limit])
    rest = f" and {len(words) - limit} more" if len(words) > limit else ""
    return f"one of {shown}{rest}" if len(words) > 1 else f"only {shown}"
