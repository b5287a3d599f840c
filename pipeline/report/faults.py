"""Turns faults into messages shaped as rustc's: what, where, the line, a caret under the words, what to write
instead."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from pipeline.errors import Fault, Label
from pipeline.model import JSON, Place
from pipeline.showing import in_place, inner_line, one_line

Source = Callable[[str], Sequence[str]]
"""Gives the lines of a file by the path that messages show; empty where it cannot be read."""

TAB_COLUMNS = 4
WIDEST_LINE = 160


def as_text(faults: Sequence[Fault], source: Source) -> str:
    """Every fault in full, in order, a blank line after each."""
    return "".join(_message(fault, source) + "\n\n" for fault in faults)


def summary(faults: Sequence[Fault], files: int) -> str:
    """The last line: `2 errors and 1 warning in 3 files`."""
    errors = sum(fault.is_error for fault in faults)
    warnings = len(faults) - errors
    counted = " and ".join(_count(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n)
    return f"{counted or 'no faults'} in {_count(files, 'file')}"


def mended_lines(faults: Sequence[Fault]) -> list[str]:
    """A line a file: `mended 3 faults in ep01.storyboard.yaml`."""
    counts = Counter(fault.edits[0].place.path for fault in faults)
    return [
        f"mended {_count(number, 'fault')} in {one_line(path)}" for path, number in sorted(counts.items())
    ]


def as_json(faults: Sequence[Fault]) -> list[JSON]:
    """The `diagnostics` of `validate --format json`."""
    return [_fault_json(fault) for fault in faults]


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _message(fault: Fault, source: Source) -> str:
    place = fault.place
    lines = [
        f"{fault.severity}[{fault.code}]: {one_line(fault.message)}",
        f"  --> {one_line(place.path)}:{place.line}:{place.column}",
    ]
    labels = [(Label(place, fault.label), "^"), *((label, "-") for label in fault.related)]
    gutter = max(len(str(label.place.line)) for label, _ in labels)
    for label, mark in labels:
        lines += _excerpt(label, mark, gutter, source, is_elsewhere=label.place.path != place.path)
    if fault.help:
        helps = fault.help.splitlines()
        lines.append(f"{' ' * gutter} = help: {in_place(helps[0])}")
        lines += [f"{' ' * gutter}         {inner_line(more)}" for more in helps[1:]]
    return "\n".join(lines)


def _excerpt(label: Label, mark: str, gutter: int, source: Source, *, is_elsewhere: bool) -> list[str]:
    place = label.place
    text = source(place.path)
    head = [f"  --> {one_line(place.path)}:{place.line}:{place.column}"] if is_elsewhere else []
    if not 1 <= place.line <= len(text):
        return [*head, f"{' ' * gutter} = {one_line(label.text)}"] if label.text else head
    line, start = _window(text[place.line - 1].rstrip("\r\n"), place.column - 1)
    end = start + place.end_column - place.column if place.end_line == place.line else len(line)
    pad = _width(line[:start])
    marks = mark * max(_width(line[start : min(end, len(line))]), 1)
    return [
        *head,
        f"{' ' * gutter} |",
        f"{place.line:>{gutter}} | {_spread(line)}",
        f"{' ' * gutter} | {' ' * pad}{marks} {one_line(label.text)}".rstrip(),
    ]


def _window(line: str, start: int) -> tuple[str, int]:
    """At most WIDEST_LINE characters of the line, round the place, and where the place then is."""
    if len(line) <= WIDEST_LINE:
        return line, min(start, len(line))
    low = max(min(start - WIDEST_LINE // 3, len(line) - WIDEST_LINE), 0)
    return line[low : low + WIDEST_LINE], start - low


def _spread(line: str) -> str:
    return in_place(line.replace("\t", " " * TAB_COLUMNS))


def _width(text: str) -> int:
    """Terminal columns: wide characters take two, combining marks none, tabs as many as we draw."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if character == "\t":
        return TAB_COLUMNS
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fault_json(fault: Fault) -> JSON:
    entry: dict[str, JSON] = {
        "code": fault.code,
        "severity": fault.severity,
        "message": fault.message,
        **_place_json(fault.place),
    }
    if fault.help:
        entry["help"] = fault.help
    if fault.related:
        entry["related"] = [{"message": label.text, **_place_json(label.place)} for label in fault.related]
    return entry


def _place_json(place: Place) -> dict[str, JSON]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
