"""Strangers' text on our screen."""

from __future__ import annotations

import json

import pytest

from pipeline.showing import in_json, in_place, inner_line, line_start, one_line


@pytest.mark.parametrize(
    "hostile", ["\x1b[31mred", "a\r\nb", "a\u202eb", "a\u2066b", "\x9b2J", "a\x00b", "x\u2028y"]
)
def test_nothing_that_moves_the_cursor_or_the_reading_order_comes_through(hostile: str) -> None:
    shown = one_line(hostile)

    assert not any(ord(sign) < 32 or sign in "\x7f\x9b\u202e\u2066\u2028" for sign in shown)


def test_text_in_every_script_comes_through_whole() -> None:
    assert one_line("밤에 @mei가, 夜の街 🎬") == "밤에 @mei가, 夜の街 🎬"


def test_columns_stay_where_they_were() -> None:
    assert in_place("a\x1b\x07b") == "a??b"
    assert len(one_line("x" * 1000, 50)) == 50


@pytest.mark.parametrize("order", ["##[add-path]/x", "a ##vso[task.x]", "###[group]x", "##teamcity[x]"])
def test_what_a_ci_log_would_obey_is_spoilt(order: str) -> None:
    for shown in (one_line(order), in_place(order), in_json(json.dumps(order))):
        assert not any(sign in shown for sign in ("##[", "##vso[", "##teamcity["))
    assert len(in_place(order)) == len(order)


def test_a_plain_number_sign_stays() -> None:
    assert one_line("take ##3 of #[4]") == "take ##3 of #[4]"


@pytest.mark.parametrize("path", ["::error::x.yaml", ":", " \u3000::x.yaml"])
def test_a_path_at_the_start_of_a_line_is_no_command(path: str) -> None:
    assert line_start(path) == f"./{path}"
    assert line_start("s01/a::b.yaml") == "s01/a::b.yaml"


@pytest.mark.parametrize("text", ["\x9b2J\x7f", "\u202e\ufeff", "##[x]", "\ud800", "\\##[x]\n\t", "夜 🎬"])
def test_json_reads_back_the_same(text: str) -> None:
    shown = in_json(json.dumps([text], ensure_ascii=False, indent=1))

    assert json.loads(shown) == [text]
    assert not any(sign in shown for sign in "\x9b\x7f\u202e\ufeff\ud800")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "cannot load https://b.example/a.png?X-Amz-Date=1&X-Amz-Signature=abc: try again",
            "cannot load https://b.example/a.png?... try again",
        ),
        ('{"url": "https://b.example/a?v=1&x-amz-signature=abc"}', '{"url": "https://b.example/a?..."}'),
        ("see https://b.example/a?page=2", "see https://b.example/a?page=2"),
    ],
)
def test_the_signature_of_a_link_is_never_shown(told: str, shown: str) -> None:
    assert one_line(told) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("::error::x", "?:error::x"), ("  ::error::x", "  ?:error::x"), ("a ::x", "a ::x"), (": x", ": x")],
)
def test_a_later_line_of_a_text_is_no_command(text: str, shown: str) -> None:
    assert inner_line(text) == shown
