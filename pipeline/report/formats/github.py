"""Turns faults into the log commands that GitHub Actions draws as annotations, and into the Markdown of a
step's summary. Knows no environment variable and writes no file.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions and the runner's own
reader, `src/Runner.Common/ActionCommand.cs` in actions/runner (both read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from pipeline.errors import Fault
from pipeline.model import Place
from pipeline.report.faults import Source, as_text, summary
from pipeline.report.formats.hints import hints
from pipeline.report.formats.paths import in_repository
from pipeline.showing import in_place

SHOWN = 10
"""Annotations of one level that GitHub shows for one step; it drops the rest without a word."""

SUMMARY_LIMIT_BYTES = 1_000_000
"""GitHub refuses a step's summary of more than 1 MiB whole."""

_LEVELS = ("error", "warning")


def as_github(faults: Sequence[Fault], *, folder: str = "") -> str:
    """A command a line, each ended: the first ten of each level in order, then one that counts the others.

    Empty without faults. folder: the working folder, which the faults' paths start from, as seen from the
    repository's top.
    """
    shown = [fault for level in _LEVELS for fault in _of(level, faults)[:SHOWN]]
    lines = [_annotation(fault, folder) for fault in faults if fault in shown]
    more = [(len(_of(level, faults)) - SHOWN, level) for level in _LEVELS]
    counted = " and ".join(f"{n} more {level}{'s' if n > 1 else ''}" for n, level in more if n > 0)
    if counted:
        lines.append(f"::notice title=storyboard::{counted}: all are in the summary of this step")
    return "".join(line + "\n" for line in lines)


def as_step_summary(faults: Sequence[Fault], files: int, source: Source) -> str:
    """All faults as Markdown: the count as a heading, then the messages as text between fences. What does not
    fit into a step's summary is counted."""
    heading = f"### storyboard: {summary(faults, files)}\n"
    if not faults:
        return heading
    messages = [as_text([fault], source) for fault in faults]
    fitting = _fitting(messages)
    body = "".join(messages[:fitting]).rstrip("\n")
    left = len(messages) - fitting
    rest = f"\n{left} more did not fit in here.\n" if left else ""
    # Nothing in the messages ends the fence: each of their lines begins with our own words.
    return f"{heading}\n```text\n{body}\n```\n{rest}"


def _of(level: str, faults: Sequence[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity == level]


def _annotation(fault: Fault, folder: str) -> str:
    place = fault.place
    properties = {
        "file": in_repository(place.path, folder),
        "line": str(place.line),
        "endLine": str(place.end_line),
    }
    if place.line == place.end_line:  # GitHub draws no columns across lines
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    properties["title"] = fault.code
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{fault.severity} {told}::{_message(fault, folder)}"


def _message(fault: Fault, folder: str) -> str:
    elsewhere = [f"{_where(label.place, folder)}: {label.text}" for label in fault.related]
    lines = [fault.message, *elsewhere, *hints(fault)]
    return _escaped("\n".join(in_place(line) for line in lines))


def _where(place: Place, folder: str) -> str:
    return f"{in_repository(place.path, folder)}:{place.line}:{place.column}"


def _property(value: str) -> str:
    return _escaped(in_place(value)).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _fitting(messages: Sequence[str]) -> int:
    """How many messages from the first on fit, with some room for the rest of the summary."""
    sums = accumulate(len(message.encode()) for message in messages)
    return sum(size_bytes <= SUMMARY_LIMIT_BYTES for size_bytes in sums)
