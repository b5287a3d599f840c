"""Turns a review's choices into its ports and its server. Beside `wiring`, knows the concrete classes of a
review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import UsageProblem
from pipeline.ports import Counter, Thumbnails

REVIEW_LIMIT_BYTES = 8 * 1024 * 1024
"""Of a review that a page saves."""


def thumbnails(derived: Callable[[str], Path]) -> Thumbnails:
    """Small pictures, kept where what can be made again is kept."""
    from pipeline.adapters.media.thumbnails import Thumbnails as Small

    return Small(derived)


def serve(port: int, counter_at: Callable[[int], Counter], listening: Callable[[str], None]) -> None:
    """Serves a review on loopback until it is interrupted. port 0 picks one.

    counter_at: gives what answers, once the port is known. listening: is told the URL. Raises UsageProblem
    where the port is taken.
    """
    import asyncio

    from pipeline.adapters import serving
    from pipeline.adapters.screening import ScreeningApp

    try:
        listener = serving.bound(port)
    except OSError as error:
        raise UsageProblem(
            f"port {port} cannot be had ({error.strerror}); --port 0 picks a free one"
        ) from error
    app = ScreeningApp(counter_at(listener.getsockname()[1]), body_limit_bytes=REVIEW_LIMIT_BYTES)
    asyncio.run(serving.serve(app, listener, listening))
