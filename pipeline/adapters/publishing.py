"""Turns a picture into the text that stands for it in a request. Knows no provider, opens no connection."""

from __future__ import annotations

from base64 import b64encode

from pipeline.errors import SpendingRefused

DATA_URI_LIMIT_BYTES = 6 * 1024 * 1024
"""The most that RunComfy's own client sends in one picture (comfyui-runcomfy-partner-nodes, read 2026-11-21).
Runware's limit is not written down."""


class DataUri:
    """Sends a picture inside the request itself."""

    obstacle: str | None = None

    def __init__(self, limit_bytes: int = DATA_URI_LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes

    async def publish(self, picture: bytes) -> str:
        """picture: the bytes of a PNG. Raises SpendingRefused for one that is larger than the limit."""
        if len(picture) > self._limit_bytes:
            raise SpendingRefused(
                f"a picture has {len(picture):,} bytes as PNG, and at most {self._limit_bytes:,} can be sent "
                "inside a request: make it smaller, or give its https address"
            )
        return "data:image/png;base64," + b64encode(picture).decode("ascii")


class Unpublished:
    """Stands where pictures cannot be brought to a provider. why: what is missing, and how to mend it."""

    def __init__(self, why: str) -> None:
        self.obstacle: str | None = why

    async def publish(self, picture: bytes) -> str:
        """Raises SpendingRefused, always."""
        raise SpendingRefused(f"a picture of {len(picture):,} bytes cannot be sent: {self.obstacle}")
