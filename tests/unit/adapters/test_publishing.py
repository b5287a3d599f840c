"""A picture goes inside the request, or is refused with the reason."""

from __future__ import annotations

import asyncio

import pytest

from pipeline.adapters.publishing import DataUri, Unpublished
from pipeline.errors import SpendingRefused


def test_a_picture_is_written_as_a_data_uri() -> None:
    publisher = DataUri(limit_bytes=4)

    uri = asyncio.run(publisher.publish(b"\x89PNG"))

    assert uri == "data:image/png;base64,iVBORw=="
    assert publisher.obstacle is None


def test_a_picture_that_is_too_large_is_refused_with_the_numbers() -> None:
    with pytest.raises(SpendingRefused, match="has 5 bytes as PNG, and at most 4 can be sent"):
        asyncio.run(DataUri(limit_bytes=4).publish(b"\x89PNGx"))


def test_planning_can_ask_why_nothing_can_be_published() -> None:
    publisher = Unpublished("set `publishing` in storyboard.toml")

    assert publisher.obstacle == "set `publishing` in storyboard.toml"
    with pytest.raises(SpendingRefused, match="set `publishing`"):
        asyncio.run(publisher.publish(b"\x89PNG"))
