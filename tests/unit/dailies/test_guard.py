"""The review's server lets in whoever holds its token, from its own page, under its own name; nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.dailies.guard import cookie, is_let_in_by_address, refusal
from pipeline.model import Visit

TOKEN = "t0ken"
COOKIE = "storyboard_review_8000=t0ken"
HOST = {"host": "127.0.0.1:8000", "cookie": COOKIE}
READING = Visit("GET", "http://127.0.0.1:8000", "/", {}, HOST, b"")
WRITER = {**HOST, "origin": "http://127.0.0.1:8000", "content-type": "application/json"}
WRITING = replace(READING, method="POST", path="/review", headers=WRITER)


def status(visit: Visit) -> int | None:
    refused = refusal(visit, 8000, TOKEN)
    return None if refused is None else refused.status


@pytest.mark.parametrize(
    "visit",
    [
        READING,
        WRITING,
        replace(READING, headers={"host": "localhost:8000", "cookie": f"other=1; {COOKIE}"}),
        replace(READING, headers={"host": "127.0.0.1:8000"}, query={"token": TOKEN}),
        replace(WRITING, headers={**WRITER, "content-type": "application/json; charset=utf-8"}),
    ],
)
def test_the_page_itself_comes_in(visit: Visit) -> None:
    assert status(visit) is None


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        pytest.param(replace(READING, headers={**HOST, "host": "evil.test:8000"}), 421, id="a name rebound"),
        pytest.param(replace(READING, headers={**HOST, "host": "127.0.0.1"}), 421, id="another port"),
        pytest.param(replace(READING, headers={"cookie": COOKIE}), 421, id="no host"),
        pytest.param(replace(READING, headers={"host": "127.0.0.1:8000"}), 403, id="no token"),
        pytest.param(
            replace(READING, headers={"host": "127.0.0.1:8000"}, query={"token": "t0keN"}),
            403,
            id="wrong token",
        ),
        pytest.param(
            replace(READING, headers={**HOST, "cookie": "storyboard_review_9000=t0ken"}),
            403,
            id="another server's cookie",
        ),
        pytest.param(
            replace(READING, headers={**HOST, "cookie": "storyboard_review_8000=\udcff"}),
            403,
            id="no characters",
        ),
        pytest.param(
            replace(WRITING, headers={**WRITER, "origin": "http://127.0.0.1:9000"}),
            403,
            id="another port's page",
        ),
        pytest.param(
            replace(WRITING, headers={**HOST, "content-type": "application/json"}), 403, id="no origin"
        ),
        pytest.param(
            replace(WRITING, headers={**WRITER, "content-type": "text/plain"}), 403, id="a form's content"
        ),
    ],
)
def test_others_are_turned_away(visit: Visit, expected: int) -> None:
    assert status(visit) == expected


def test_an_empty_token_in_the_address_lets_nobody_in() -> None:
    assert not is_let_in_by_address(READING, TOKEN)


def test_the_cookie_is_for_this_servers_own_pages() -> None:
    assert cookie(8000, TOKEN) == "storyboard_review_8000=t0ken; Path=/; HttpOnly; SameSite=Strict"
