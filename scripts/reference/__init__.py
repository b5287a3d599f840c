"""Turns schemas, fault codes, commands and model cards into the pages under docs/reference. Writes nothing:
`python -m scripts.reference` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scripts.reference.codes import codes_page
from scripts.reference.commands import commands_page
from scripts.reference.faults import faults_page
from scripts.reference.models import models_page
from scripts.reference.storyboard import storyboard_page

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/reference/storyboard.md": storyboard_page,
    "docs/reference/commands.md": commands_page,
    "docs/reference/models.md": models_page,
    "docs/reference/codes.md": codes_page,
    "docs/reference/faults.md": faults_page,
}
"""What makes each page, by its path from the root of the repository. The same input gives the same text."""
