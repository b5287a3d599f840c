"""Turns what stands under and below a caret into lines that help where none is drawn. Knows no format."""

from __future__ import annotations

from pipeline.errors import Fault


def hints(fault: Fault) -> list[str]:
    """What to do about a fault, a line each; may be empty.

    A label that asks (`did you mean ...?`) says something by itself; another one needs its caret, and counts
    only where nothing else helps.
    """
    speaks = fault.label.endswith("?") or not fault.help
    return [line for line in (fault.label if speaks else "", *fault.help.splitlines()) if line.strip()]
