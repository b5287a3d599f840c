"""Whatever a server says, the rules read it, and what is told of it can be shown."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Reply
from pipeline.providers import PROVIDERS
from tests.unit.providers.everything import TICKET, everything_read

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


@pytest.mark.parametrize("name", PROVIDERS)
@settings(max_examples=150)
@given(reply=REPLIES)
def test_any_reply_can_be_read_and_shown(name: str, reply: Reply) -> None:
    for reading in everything_read(PROVIDERS[name], reply):
        shown = [value for field in ("code", "message", "reason") if (value := getattr(reading, field, ""))]

        assert all(is_showable(text) for text in shown), shown
