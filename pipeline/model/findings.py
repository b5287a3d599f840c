"""What a look over a project found, before money is at stake."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pipeline.records import record

Standing: TypeAlias = Literal["well", "note", "missing", "damaged"]
"""From the best to the worst. note: worth knowing, and stops nothing. missing: a paid run would need it.
damaged: ledger or store cannot be trusted or written."""


@record
class Finding:
    """One thing that was looked at. about: its name, which stays the same. told: how it is. help: what mends
    it; empty where nothing has to be. None of them holds a key."""

    about: str
    standing: Standing
    told: str
    help: str = ""
