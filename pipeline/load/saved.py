"""Turns the file of a saved plan, which may be a stranger's, into what it says. Carries nothing out."""

from __future__ import annotations

import json
from typing import Any, cast

from pipeline.errors import UsageProblem
from pipeline.load.shape import is_right
from pipeline.model import SavedChoices, SavedPlan, SavedTake

LIMIT_BYTES = 8 * 1024 * 1024
"""A take has about 250 bytes."""


def read_saved_plan(content: bytes, shown: str) -> SavedPlan:
    """shown: as messages call the file. Raises UsageProblem for what no `plan -o` wrote."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UsageProblem(f"{shown} is no saved plan: it is no JSON") from error
    if not is_right(document, "saved-plan"):
        raise UsageProblem(f"{shown} is no saved plan: `storyboard plan -o {shown}` writes one")
    held = cast(dict[str, Any], document)
    chosen = held["choices"]
    choices = SavedChoices(**{**chosen, "paths": tuple(chosen["paths"]), "sets": tuple(chosen["sets"])})
    return SavedPlan(choices, tuple(SavedTake(**take) for take in held["takes"]))
