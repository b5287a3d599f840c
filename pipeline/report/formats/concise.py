"""Turns faults into one line each, `path:line:column: error R001 message (help)`, as editors and `grep` read
them. Knows no source line."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import Fault
from pipeline.report.formats.hints import hints
from pipeline.showing import line_start, one_line


def as_concise(faults: Iterable[Fault]) -> str:
    """One line a fault, in order, each ended; empty without faults. Columns count characters from 1."""
    return "".join(_line(fault) + "\n" for fault in faults)


def _line(fault: Fault) -> str:
    place = fault.place
    hint = one_line("; ".join(hints(fault)))
    return (
        f"{line_start(place.path)}:{place.line}:{place.column}: {fault.severity} {fault.code} "
        f"{one_line(fault.message)}" + (f" ({hint})" if hint else "")
    )
