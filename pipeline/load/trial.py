"""Turns ways to mend a text into the ones that a YAML parser reads further than the text itself. Builds
nothing, and knows no schema."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import yaml

from pipeline.edits import mended
from pipeline.errors import Edit, Fault
from pipeline.load.places import BREAK
from pipeline.model import Place
from pipeline.records import record

MAX_EVENTS = 100_000
PARSER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Step = tuple[str, str | None, str | None]
"""An event: its kind, its text, and its anchor."""


@record
class Reading:
    """How far a parser comes. stopped_at: line and column from 0; None where it comes to the end."""

    steps: tuple[Step, ...]
    stopped_at: tuple[int, int] | None

    @property
    def line(self) -> float:
        return math.inf if self.stopped_at is None else self.stopped_at[0]

    def comes_beyond(self, line: int, column: int) -> bool:
        return self.stopped_at is None or self.stopped_at > (line, column)


def read(text: str, *, until_line: int) -> Reading:
    """The events that start up to this line, counted from 0, and where the parser stops, then or later."""
    steps: list[Step] = []
    try:
        steps += (_step(event) for event in _events(text) if event.start_mark.line <= until_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Reading(tuple(steps), (mark.line, mark.column) if mark else (0, 0))
    except (ValueError, OverflowError):  # the parser in Python, at an escape beyond the last character
        return Reading(tuple(steps), (0, 0))
    return Reading(tuple(steps), None)


def _events(text: str) -> Iterator[Any]:
    parser = PARSER(text)
    try:
        for _ in islice(iter(parser.check_event, False), MAX_EVENTS):
            yield parser.get_event()
    finally:
        parser.dispose()


def _step(event: Any) -> Step:
    return type(event).__name__, getattr(event, "value", None), getattr(event, "anchor", None)


def helps(text: str, fault: Fault, line: int, column: int) -> bool:
    """Whether a parser that stopped at this point, counted from 0, goes on beyond it once the fault's edits
    are made."""
    return read(mended(text, [fault]).text, until_line=-1).comes_beyond(line, column)


def plain_indents(path: str, text: str, number: int, sign: str, widths: Sequence[int]) -> tuple[Edit, ...]:
    """Plain spaces in place of a sign that indents a line, and every other line that begins with it; none
    where its width makes a difference, or no width will do.

    number: of the line, from 0. widths: in columns, the usual one first.
    """
    ways = [_indents(path, text, number, sign, width) for width in widths]
    last = ways[0][-1].place.line - 1 if ways[0] else number
    readings = [read(_with(text, edits), until_line=last) for edits in ways]
    furthest = max(min(reading.line, last + 1) for reading in readings)
    good = [(way, one) for way, one in zip(ways, readings, strict=True) if one.line >= furthest > number]
    return good[0][0] if good and len({reading.steps for _, reading in good}) == 1 else ()


def _with(text: str, edits: tuple[Edit, ...]) -> str:
    nowhere = Place("", 1, 1, 1, 1)
    return mended(text, [Fault("", "", nowhere, edits=edits)]).text


def _indents(path: str, text: str, number: int, sign: str, width: int) -> tuple[Edit, ...]:
    edits = []
    for nth, line in enumerate(BREAK.split(text)):
        indent = line[: len(line) - len(line.lstrip(f" {sign}"))]
        if (nth == number and sign in indent) or (indent.startswith(sign) and indent != line):
            place = Place(path, nth + 1, 1, nth + 1, len(indent) + 1)
            edits.append(Edit(place, indent, indent.replace(sign, " " * width)))
    return tuple(edits)
