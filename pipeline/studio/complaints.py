"""Turns what is wrong with a request into one record, whichever protocol will say it. Knows no protocol."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeGuard

from pipeline.model import JSON
from pipeline.records import record
from pipeline.showing import one_line


@record
class Complaint:
    """code, parameter: in Runware's words. message: in ours."""

    code: str
    message: str
    parameter: str


def unknown_fields(body: Mapping[str, JSON], known: Collection[str], holder: str = "") -> Iterator[Complaint]:
    """A complaint for each field that is none. holder: where they stand, `settings.`."""
    for name in sorted(body.keys() - set(known)):
        shown = holder + one_line(name, 80)
        yield Complaint("unsupportedParameter", f"this model has no field {shown}", shown)


def is_integer(value: JSON, low: int, high: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
