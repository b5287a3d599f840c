"""Lays rows out in columns, for terminals and logs alike."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, two spaces apart, the heads above; ends with a line feed."""
    every = [heads, *rows]
    widths = [max(cell_len(row[column]) for row in every) for column in range(len(heads))]
    return "".join(
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        + "\n"
        for row in every
    )
