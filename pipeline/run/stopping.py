"""Turns somebody's wish to stop into one sign that every task of a run looks at. Stops nothing itself."""

from __future__ import annotations

INTERRUPTED = "interrupted"
"""Why a take was not tried once somebody asked the run to stop."""


class Stop:
    """Whether somebody asked the run to stop: then nothing more is submitted, what is queued is cancelled
    where its provider lets it go, what runs is waited for, since it is paid, and no film is cut."""

    def __init__(self) -> None:
        self.is_asked = False

    def ask(self) -> None:
        self.is_asked = True
