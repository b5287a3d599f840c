"""Turns some room on the disk into a reserve for the one record that must not be lost. Knows no database."""

from __future__ import annotations

import secrets
from pathlib import Path

from pipeline.adapters.durable import flush, flush_folder

SIZE_BYTES = 64 * 1024
"""A commit of an answer takes a few pages and its journal: with so much let go of, it was written on a full
disk of 300 KB (measured 2026-11-21)."""


class Ballast:
    """A file beside the ledger that is let go of when the disk is full, so that an answer still fits."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take_in(self) -> None:
        """Makes the file where it is missing, of bytes that no disk can pack. Raises OSError."""
        if self._path.exists() and self._path.stat().st_size == SIZE_BYTES:
            return
        try:
            with self._path.open("wb") as file:
                file.write(secrets.token_bytes(SIZE_BYTES))
                file.flush()
                flush(file.fileno())
        except OSError:
            self._path.unlink(missing_ok=True)
            raise
        flush_folder(self._path.parent)

    def drop(self) -> bool:
        """Gives its room back. Whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
