"""Turns the lengths of episodes into the end of one line. Knows no file but by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from pipeline.showing import one_line

MOST_NAMED = 3
"""Episodes that are told one by one; of more, the span and the whole."""


def lengths(lengths_s: Mapping[str, float]) -> str:
    """`s01e01 is 1 min 17 s`, `s01e01 is 1 min 17 s, s01e02 58 s`, or of many `24 episodes of 55 s to 1 min
    42 s, 31 min 5 s in all`; empty where none is known. lengths_s: by storyboard."""
    if not lengths_s:
        return ""
    if len(lengths_s) > MOST_NAMED:
        shortest, longest = _told(min(lengths_s.values())), _told(max(lengths_s.values()))
        span = shortest if shortest == longest else f"{shortest} to {longest}"
        return f"{len(lengths_s)} episodes of {span}, {_told(sum(lengths_s.values()))} in all"
    (first, first_s), *others = zip(_names(list(lengths_s)), map(_told, lengths_s.values()), strict=True)
    return ", ".join([f"{first} is {first_s}", *(f"{name} {length}" for name, length in others)])


def _names(paths: Sequence[str]) -> list[str]:
    """The episodes' own names; their paths where two have one."""
    names = [PurePosixPath(path).name.partition(".")[0] for path in paths]
    return [one_line(name) for name in (names if len(set(names)) == len(names) else paths)]


def _told(seconds: float) -> str:
    """Whole seconds: clips come a few frames longer or shorter than asked."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
