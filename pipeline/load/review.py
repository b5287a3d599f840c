"""Turns the text of a review into what people decided about each shot.

Knows the review's form, and no clip.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pipeline.errors import Fault
from pipeline.load.document import read_document
from pipeline.load.shape import check_shape
from pipeline.model import ReviewLine


def read_review(text: str | bytes, path: str) -> tuple[Mapping[str, ReviewLine], tuple[Fault, ...]]:
    """Reads a review. path: as messages call the file. Gives no lines where there are errors."""
    document, faults = read_document(text, path, Path())
    if document is None:
        return {}, faults
    faults += check_shape(document, "review")
    if any(fault.is_error for fault in faults):
        return {}, faults
    shots: Mapping[str, Any] = cast(Mapping[str, Any], document.data).get("shots", {})
    return {name: _line(name, decision) for name, decision in shots.items()}, faults


def _line(shot: str, decision: Mapping[str, Any]) -> ReviewLine:
    return ReviewLine(shot, decision.get("pick"), decision.get("status", "open"))
