"""Turns what is in the store into a table and sums. Reads no store."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.keeping import Kept
from pipeline.model import JSON
from pipeline.showing import one_line

COLUMNS = ("object", "size", "kind", "stays", "of")
_WHY = {
    "named": "a lock or review names it",
    "paid": "it was paid for",
    "free": "no: it is made again for nothing",
    "unknown": "no: nothing names it",
}


def rows(kept: Sequence[Kept]) -> list[tuple[str, ...]]:
    """A row an object, in the order of COLUMNS."""
    return [
        (one.sha256[:12], size(one.size_bytes), one.kind, _WHY[one.standing], one_line(one.of))
        for one in kept
    ]


def size(size_bytes: int) -> str:
    """`812 B`, `4.2 MB`: powers of 1000, as disks are sold."""
    amount, unit = float(size_bytes), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def total(kept: Sequence[Kept]) -> str:
    """`14 objects, 31.0 MB`"""
    count = f"{len(kept)} object" + ("" if len(kept) == 1 else "s")
    return f"{count}, {size(sum(one.size_bytes for one in kept))}"


def as_json(kept: Sequence[Kept]) -> dict[str, JSON]:
    """The whole object of `cache ls --json`."""
    objects: list[JSON] = [
        {
            "sha256": one.sha256,
            "size_bytes": one.size_bytes,
            "kind": one.kind,
            "standing": one.standing,
            "of": one_line(one.of),
        }
        for one in kept
    ]
    return {"format_version": "1.0", "objects": objects, "size_bytes": sum(one.size_bytes for one in kept)}
