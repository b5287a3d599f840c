"""Whatever a server says, the rules read it, and take no nonsense for an end."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Broken, Cancelled, Rejected, Reply, Succeeded
from pipeline.ports import Provider
from pipeline.providers import PROVIDERS

TICKET = "3e8f1d0a-52c7-4b61-9a0e-5d7c1f2b9e44"
NAMES = st.sampled_from(
    [
        *("data", "errors", "error", "code", "message", "status", "taskUUID", "taskType", "videoURL", "cost"),
        *("seed", "progress", "parameter", "response", "request_id", "outcome", "output", "video", "videos"),
        *("queue_position", "detail", "loc", "msg"),
    ]
)
WORDS = st.sampled_from(
    [TICKET, "success", "processing", "error", "completed", "failed", "https://a.b/c.mp4"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | WORDS
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)
REPLIES = st.builds(
    lambda status, value: Reply(status, json.dumps(value).encode()),
    st.sampled_from([200, 202, 302, 400, 401, 404, 409, 429, 500, 503]),
    ANYTHING,
)


def is_showable(text: str) -> bool:
    return len(text) <= 800 and not {unicodedata.category(letter) for letter in text} & {
        "Cc",
        "Cs",
        "Zl",
        "Zp",
    }


def everything_read(provider: Provider, reply: Reply) -> list[Any]:
    return [
        provider.read_ticket(reply, TICKET if provider.id_is_ours else None),
        *provider.read_statuses(reply, [TICKET, "another"]).values(),
        provider.read_result(reply, TICKET),
        provider.read_lookup(reply, TICKET),
        provider.read_cancel(reply, TICKET),
    ]


@pytest.mark.parametrize("name", PROVIDERS)
@settings(max_examples=150, deadline=None, database=None)
@given(reply=REPLIES)
def test_any_reply_can_be_read_and_shown(name: str, reply: Reply) -> None:
    for reading in everything_read(PROVIDERS[name], reply):
        shown = [value for field in ("code", "message", "reason") if (value := getattr(reading, field, ""))]

        assert all(is_showable(text) for text in shown), shown


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("status", [302, 408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b'{"status": "failed"}'])
def test_a_server_in_trouble_ends_nothing_and_refuses_nothing(name: str, status: int, body: bytes) -> None:
    provider = PROVIDERS[name]

    readings = everything_read(provider, Reply(status, body))

    assert not [one for one in readings if isinstance(one, Succeeded | Broken | Cancelled | Rejected)]


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_table_names_its_providers_as_they_do(name: str) -> None:
    assert PROVIDERS[name].name == name
