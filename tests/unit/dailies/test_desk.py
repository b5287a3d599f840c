"""The desk of the review's server: a token becomes a cookie, films are those of the page, a stale write is an
offer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import beside
from pipeline.adapters.files import ProjectFiles
from pipeline.dailies.desk import ReviewDesk
from pipeline.errors import StateDamaged
from pipeline.model import FileReply, Reply, Storyboard, Visit
from pipeline.vantage import Vantage
from tests.unit.shots import shot, storyboard

A = "a" * 64
HEADERS = {
    "host": "127.0.0.1:8000",
    "origin": "http://127.0.0.1:8000",
    "content-type": "application/json",
    "cookie": "storyboard_review_8000=t0ken",
}
PAGE = Visit("GET", "http://127.0.0.1:8000", "/", {}, HEADERS, b"")
FILM = Path("/store/film")


@pytest.fixture
def story(tmp_path: Path) -> Storyboard:
    return storyboard(shot("a"), root=tmp_path, folder=tmp_path)


@pytest.fixture
def desk(story: Storyboard) -> ReviewDesk:
    def page() -> tuple[str, Mapping[str, Path]]:
        return "<!doctype html>", {A: FILM}

    return ReviewDesk(page, here, story, ProjectFiles(story.root), port=8000, token="t0ken")


def here() -> Vantage:
    return Vantage("vendor")


def saving(shots: dict[str, object], base: dict[str, object] | None = None) -> Visit:
    body = {"review": 1, "shots": shots, "base": {"episode": "ep01", "shots": {}, **(base or {})}}
    return replace(PAGE, method="POST", path="/review", body=json.dumps(body).encode())


def answered(desk: ReviewDesk, visit: Visit) -> Reply:
    reply = desk.answer(visit)
    assert isinstance(reply, Reply)
    return reply


def test_the_token_leaves_the_address_as_soon_as_it_was_used(desk: ReviewDesk) -> None:
    visit = replace(PAGE, query={"token": "t0ken"}, headers={"host": "127.0.0.1:8000"})

    reply = answered(desk, visit)

    assert reply.status == 303
    assert reply.headers["location"] == "/"
    assert reply.headers["set-cookie"].startswith("storyboard_review_8000=t0ken;")


def test_the_page_comes_with_its_policy_and_is_kept_by_nobody(desk: ReviewDesk) -> None:
    reply = answered(desk, PAGE)

    assert (reply.status, reply.body) == (200, b"<!doctype html>")
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"


def test_only_films_of_the_page_are_handed_out(desk: ReviewDesk) -> None:
    desk.answer(PAGE)

    film = desk.answer(replace(PAGE, path=f"/review/{A}.mp4"))

    assert isinstance(film, FileReply)
    assert (film.path, film.media_type) == (FILM, "video/mp4")
    for name in ("b" * 64 + ".mp4", "..%2fledger.sqlite", "", A + "/x"):
        assert answered(desk, replace(PAGE, path=f"/review/{name}")).status == 404


def test_a_save_writes_the_review(desk: ReviewDesk, story: Storyboard) -> None:
    reply = answered(desk, saving({"a": {"pick": A, "status": "approved"}}))

    kept = beside.kept_review_of(story, ProjectFiles(story.root))
    assert reply.status == 200
    assert json.loads(reply.body) == {
        "sha256": kept.sha256,
        "shots": {"a": {"pick": A, "status": "approved"}},
    }
    assert kept.review.lines["a"].status == "approved"


def test_a_stale_save_writes_nothing_and_offers_both(desk: ReviewDesk, story: Storyboard) -> None:
    path = story.root / "ep01.review.yaml"
    path.write_text("review: 1\nshots:\n  a: {status: omitted}\n  b: {status: omitted}\n", encoding="utf-8")
    before = path.read_bytes()

    reply = answered(desk, saving({"a": {"status": "approved"}, "c": {"status": "approved"}}))

    offer = json.loads(reply.body)
    assert reply.status == 409
    assert path.read_bytes() == before
    assert offer["together"] == {
        "a": {"status": "omitted"},
        "b": {"status": "omitted"},
        "c": {"status": "approved"},
    }
    assert offer["conflicts"] == [
        {"shot": "a", "note": None, "mine": {"status": "approved"}, "theirs": {"status": "omitted"}}
    ]


@pytest.mark.parametrize("body", [b"", b"{", b'{"review": 2}', b'{"review": 1, "base": {"episode": "ep02"}}'])
def test_what_is_no_review_of_this_episode_is_refused_with_a_reason(desk: ReviewDesk, body: bytes) -> None:
    reply = answered(desk, replace(PAGE, method="POST", path="/review", body=body))

    assert reply.status == 422
    assert json.loads(reply.body)["message"]


def test_trouble_with_the_page_is_told_in_words(story: Storyboard) -> None:
    def page() -> tuple[str, Mapping[str, Path]]:
        raise StateDamaged("the ledger is damaged")

    desk = ReviewDesk(page, here, story, ProjectFiles(story.root), port=8000, token="t0ken")

    assert answered(desk, PAGE) == Reply(
        500, b"the ledger is damaged\n", {"content-type": "text/plain; charset=utf-8"}
    )


def test_a_damaged_kept_review_is_told_and_not_written_over(desk: ReviewDesk, story: Storyboard) -> None:
    path = story.root / "ep01.review.yaml"
    path.write_text("review: 1\nshots: {a: {status: nope}}\n", encoding="utf-8")

    reply = answered(desk, saving({"a": {"status": "approved"}}))

    assert reply.status == 422
    assert "ep01.review.yaml:2" in json.loads(reply.body)["message"]
    assert "nope" in path.read_text(encoding="utf-8")
