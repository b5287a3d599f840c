"""Turns what a look over a project found into lines and into JSON. Decides nothing but what the worst is."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import JSON, Finding, Standing
from pipeline.showing import one_line

FORMAT_VERSION = "1.0"
_FROM_THE_BEST: tuple[Standing, ...] = ("well", "note", "missing", "damaged")
_SIGNS: dict[Standing, str] = {"well": "ok", "note": "note", "missing": "MISSING", "damaged": "DAMAGED"}


def worst(findings: Sequence[Finding]) -> Standing:
    """The worst standing of all; `well` of none."""
    return max((one.standing for one in findings), key=_FROM_THE_BEST.index, default="well")


def as_text(findings: Sequence[Finding]) -> str:
    """A line each, what mends it below, and the sum of it."""
    widest = max((len(one.about) for one in findings), default=0)
    lines = []
    for one in findings:
        lines.append(f"{_SIGNS[one.standing]:<7}  {one.about:<{widest}}  {one_line(one.told, 600)}")
        if one.help and one.standing != "well":
            lines.append(f"{'':<7}  {'':<{widest}}  {one_line(one.help, 600)}")
    return "\n".join([*lines, "", _sum(findings)]) + "\n"


def _sum(findings: Sequence[Finding]) -> str:
    damaged = sum(one.standing == "damaged" for one in findings)
    missing = sum(one.standing == "missing" for one in findings)
    if damaged:
        return f"{damaged} damaged: mend that before anything else."
    if missing:
        return f"{missing} missing: a paid run would be refused, or stop there."
    return "Nothing is missing that a paid run needs."


def as_json(findings: Sequence[Finding]) -> dict[str, JSON]:
    """The whole object of `doctor --json`."""
    return {
        "format_version": FORMAT_VERSION,
        "standing": worst(findings),
        "findings": [_entry(one) for one in findings],
    }


def _entry(one: Finding) -> dict[str, JSON]:
    entry: dict[str, JSON] = {
        "about": one.about,
        "standing": one.standing,
        "told": one_line(one.told, 600),
    }
    return {**entry, "help": one_line(one.help, 600)} if one.help else entry
