"""What strangers' answers become before any provider reads them."""

from __future__ import annotations

import pytest

from pipeline.model import JSON, Reply
from pipeline.providers import replies


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b'{"cost": NaN}',
        b"[" * 100_000,
        b'"' + b"a" * replies.REPLY_LIMIT_BYTES + b'"',
    ],
)
def test_what_is_no_bounded_json_is_nothing(body: bytes) -> None:
    assert replies.parsed(body) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.7044, 0.7044),
        (3, 3.0),
        (0, None),
        (-1, None),
        (True, None),
        ("0.7", None),
        (1e309, None),
        (None, None),
    ],
)
def test_a_cost_is_a_sum_of_money_and_never_nothing(value: JSON, expected: float | None) -> None:
    assert replies.cost_usd(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(7, 7), (0, 0), (-1, None), (2**63, None), (True, None), (7.0, None), ("7", None)]
)
def test_a_whole_number_fits_64_bits(value: JSON, expected: int | None) -> None:
    assert replies.whole_number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://vm.runware.ai/x.mp4?a=b", "https://vm.runware.ai/x.mp4?a=b"),
        ("javascript:alert(1)", None),
        ("https://vm.runware.ai/\n", None),
        ("https://vm.runware.ai/ä", None),
        ("https://" + "a" * 3000, None),
        (["https://vm.runware.ai/x.mp4"], None),
    ],
)
def test_a_link_is_plain_and_short(value: JSON, expected: str | None) -> None:
    assert replies.link(value) == expected


def test_text_cannot_move_a_cursor_or_turn_the_reading_order() -> None:
    shown = replies.text("no\x1b[2J\u202eevil\u2066\x9b\ud800\r\nend")

    assert shown == "no [2J evil end"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b"{}", True),
        (400, b"[]", True),
        (404, b"{}", True),
        (200, b"<html>", False),
        (401, b"{}", False),
        (429, b"{}", False),
        (500, b"{}", False),
    ],
)
def test_an_answer_about_the_asking_is_no_answer_about_a_job(
    status: int, body: bytes, expected: bool
) -> None:
    assert replies.is_readable(Reply(status, body)) is expected
