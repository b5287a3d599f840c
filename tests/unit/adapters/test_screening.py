"""A counter over HTTP: films by the range that is asked for, bodies that are bounded."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from pipeline.adapters.screening import ScreeningApp
from pipeline.model import FileReply, Reply, Visit


class OneFilm:
    def __init__(self, path: Path) -> None:
        self._path = path

    def answer(self, visit: Visit) -> Reply | FileReply:
        if visit.path == "/film.mp4":
            return FileReply(self._path, "video/mp4", {"cache-control": "private"})
        return Reply(200, visit.body, {"content-type": "text/plain"})


def asked(tmp_path: Path, method: str, path: str, **more: object) -> httpx.Response:
    (tmp_path / "film").write_bytes(b"0123456789")
    app = ScreeningApp(OneFilm(tmp_path / "film"), body_limit_bytes=8)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return await client.request(method, path, **more)  # type: ignore[arg-type]

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("wanted", "status", "content", "told"),
    [
        (None, 200, b"0123456789", None),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=40-", 416, None, "bytes */10"),
    ],
)
def test_a_film_is_sent_by_range(
    tmp_path: Path, wanted: str | None, status: int, content: bytes | None, told: str | None
) -> None:
    reply = asked(tmp_path, "GET", "/film.mp4", headers={"range": wanted} if wanted else {})

    assert reply.status_code == status
    assert reply.headers.get("content-range") in (told, told and told.removeprefix("bytes "))
    assert content is None or reply.content == content
    assert status == 416 or reply.headers["cache-control"] == "private"


def test_a_body_is_bounded(tmp_path: Path) -> None:
    assert asked(tmp_path, "POST", "/review", content=b"12345678").content == b"12345678"
    assert asked(tmp_path, "POST", "/review", content=b"123456789").status_code == 413
