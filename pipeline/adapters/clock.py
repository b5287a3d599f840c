"""Turns the machine's clocks into times as the ledger writes them. Knows no schedule."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's own time."""

    def now(self) -> str:
        """UTC, ISO 8601, milliseconds: `2026-11-21T10:00:00.000Z`."""
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def monotonic(self) -> float:
        """Seconds from some moment on; never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Gives way to other work for so long."""
        await asyncio.sleep(seconds)
