"""Turns faults into one for each cause: of two that tell of the same slip, the one that says how it came
about. Finds none itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.errors import Fault

CUT_OFF = "Y102"
"""A value that is gone, since its text begins with `#`."""
OF_SHAPE = frozenset({"S002", "M030"})


def one_for_each_cause(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """A value that was read as a comment is not told of again as one that is empty; then it is an error."""
    gone = {(fault.place.path, fault.place.line): fault for fault in faults if fault.code == CUT_OFF}
    if not gone:
        return tuple(faults)
    empty = {fault: cause for fault in faults if (cause := _cause(fault, gone)) is not None}
    return tuple(
        replace(fault, severity="error") if fault in empty.values() else fault
        for fault in faults
        if fault not in empty
    )


def _cause(fault: Fault, gone: Mapping[tuple[str, int], Fault]) -> Fault | None:
    cause = gone.get((fault.place.path, fault.place.line)) if fault.code in OF_SHAPE else None
    return cause if cause is not None and fault.place.column < cause.place.column else None
