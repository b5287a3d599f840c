"""Addresses: origins as people write them, hosts on a list, machines that are nobody's own."""

from __future__ import annotations

import pytest

from pipeline.adapters.origins import is_listed, is_plain, origin_in, without_query


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("http://127.0.0.1:8800", "http://127.0.0.1:8800"),
        ("http://127.0.0.1:8800/", "http://127.0.0.1:8800"),
        ("HTTPS://API.Runware.ai/v1", "https://api.runware.ai"),
        ("https://api.runware.ai:443/v1/", "https://api.runware.ai"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_an_origin_is_taken_with_or_without_its_tail(written: str, origin: str) -> None:
    assert origin_in(written) == origin


@pytest.mark.parametrize(
    "written",
    [
        "",
        "api.runware.ai",
        "ftp://api.runware.ai",
        "https://",
        "https://:8080",
        "https://api.runware.ai/v2",
        "https://api.runware.ai/?q=1",
        "https://api.runware.ai#top",
        "https://user@api.runware.ai",
        "https://api.runware.ai:port",
        "https://api.runware.ai:99999",
        "https://[::1",
        "https://api.runware.ai\\@evil.example",
        "https://api.runware.ai evil",
        "https://api.runware.ai\n",
    ],
)
def test_what_is_no_origin_is_none(written: str) -> None:
    assert origin_in(written) is None


def test_a_star_stands_for_every_name_below() -> None:
    hosts = ("vm.runware.ai", "*.runcomfy.net")

    allowed = [
        host
        for host in (
            "vm.runware.ai",
            "storage.runcomfy.net",
            "a.b.runcomfy.net",
            "runcomfy.net",
            "evilruncomfy.net",
            "vm.runware.ai.evil.example",
            "vm.runware.ai.",
        )
        if is_listed(host, hosts)
    ]

    assert allowed == ["vm.runware.ai", "storage.runcomfy.net", "a.b.runcomfy.net"]


@pytest.mark.parametrize("url", ["https://vm.runware.ai/v/a.mp4?s=%2Fx&t=1", "http://127.0.0.1:1/a_b-~.mp4"])
def test_a_plain_url_is_plain(url: str) -> None:
    assert is_plain(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://vm.runware.ai\\@evil.example/",
        "https://vm.runware.ai@evil.example/",
        "https://vm.runware.ai /",
        "https://vm.runware.ai/\r\nHost: x",
        "https://vm.runware.ai/ü",
        "file:///etc/passwd",
        "https://vm.runware.ai/" + "a" * 9000,
    ],
)
def test_a_url_that_parsers_may_read_in_two_ways_is_not_plain(url: str) -> None:
    assert not is_plain(url)


def test_a_url_is_shown_without_what_may_be_a_key() -> None:
    shown = without_query("https://me:pw@vm.runware.ai/a.mp4?X-Amz-Signature=canary#canary")

    assert shown == "https://vm.runware.ai/a.mp4"
