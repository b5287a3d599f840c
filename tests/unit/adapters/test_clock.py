"""The clock tells times as the ledger writes them."""

from __future__ import annotations

import asyncio
import re

from pipeline.adapters.clock import SystemClock


def test_now_is_utc_with_milliseconds() -> None:
    now = SystemClock().now()

    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", now)


def test_the_stop_watch_never_goes_back() -> None:
    clock = SystemClock()
    before = clock.monotonic()

    asyncio.run(clock.sleep(0))

    assert clock.monotonic() >= before
