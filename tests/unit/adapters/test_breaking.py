"""Lines that are broken to order, over real sockets: what comes of an answer, and what our own line makes of
it."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.adapters.breaking import octets
from pipeline.adapters.http import HttpLine, Patience
from pipeline.adapters.serving import StudioApp, bound, serve
from pipeline.errors import AnswerLost, TransportError
from pipeline.model import BadLine, Call, FileReply, Painting, PaintOrder, Reply, Visit

ANSWER = Reply(200, b'{"data": []}', {"content-type": "application/json"})
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
LIMIT = 1_000_000
ACME = SimpleNamespace(name="acme", origin="https://acme.example", result_hosts=("clips.example",))
QUICK = Patience(post_s=5, get_s=5, download_s=0.6, silence_s=0.3, tries=1, pause_s=0)
SUBMIT = Call("acme", "POST", "/v1", [{"positivePrompt": "A lantern."}])


class Desk:
    """Breaks every line in one way, and keeps what it read before that."""

    def __init__(self, line: BadLine, *, is_turned_away: bool = False) -> None:
        self.line, self.is_turned_away = line, is_turned_away
        self.bodies: list[bytes] = []

    def at_the_door(self, visit: Visit) -> BadLine | None:
        return self.line if self.is_turned_away else None

    def answer(self, visit: Visit) -> BadLine:
        self.bodies.append(visit.body)
        return self.line

    def next_painting(self) -> Painting | None:
        return None

    def end(self, job: str, failure: str | None) -> None:
        """Nothing is painted."""


class Front(Desk):
    """Hands every visit to the desk of the test that is under way."""

    def __init__(self) -> None:
        self.desk = Desk(BadLine(None))

    def at_the_door(self, visit: Visit) -> BadLine | None:
        return self.desk.at_the_door(visit)

    def answer(self, visit: Visit) -> BadLine:
        return self.desk.answer(visit)


class Painter:
    def paint(self, order: PaintOrder, out: Path) -> None:
        """Nothing is ordered."""


@asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[str]:
    urls: list[str] = []
    serving = asyncio.create_task(serve(StudioApp(desk, Painter()), bound(0), urls.append))
    await asyncio.sleep(0)
    try:
        yield urls[0]
    finally:
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving


@dataclass
class Studio:
    """One server for all tests, which stands still between them: to end takes each a tenth of a second."""

    origin: str
    front: Front
    runner: asyncio.Runner

    def with_desk(self, desk: Desk) -> str:
        """The origin at which this desk answers from now on."""
        self.front.desk = desk
        return self.origin

    def run(self, scene: Callable[[], Awaitable[None]]) -> None:
        async def whole() -> None:
            async with asyncio.timeout(20):
                await scene()

        self.runner.run(whole())


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    front = Front()
    with asyncio.Runner() as runner:
        serving = served(front)
        yield Studio(runner.run(serving.__aenter__()), front, runner)
        runner.run(serving.__aexit__(None, None, None))


async def heard(origin: str, body: bytes = b"[]", *, length: int | None = None) -> bytes | type[Exception]:
    """All the bytes that come for a POST; of a line that is reset, the error. length: that it tells."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(origin.rpartition(":")[2]))
    try:
        writer.write(b"POST /v1 HTTP/1.1\r\nhost: here\r\n")
        writer.write(b"content-length: %d\r\n\r\n" % (len(body) if length is None else length) + body)
        return await reader.read()
    except ConnectionError as error:
        return type(error)
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("line", "comes"),
    [
        (BadLine(None), b""),
        (BadLine(ANSWER, share=0.5), HEAD + b'content-length: 12\r\nconnection: close\r\n\r\n{"data'),
        (
            BadLine(ANSWER, length_off=10),
            HEAD + b'content-length: 22\r\nconnection: close\r\n\r\n{"data": []}',
        ),
        (
            BadLine(ANSWER, length_off=-20),
            HEAD + b'content-length: 0\r\nconnection: close\r\n\r\n{"data": []}',
        ),
        (BadLine(ANSWER, length_off=None), HEAD + b'connection: close\r\n\r\n{"data": []}'),
        (
            BadLine(ANSWER, pause_s=0.0001),
            HEAD + b'content-length: 12\r\nconnection: close\r\n\r\n{"data": []}',
        ),
    ],
)
def test_a_line_gives_what_was_ordered_and_is_closed(studio: Studio, line: BadLine, comes: bytes) -> None:
    async def scene() -> None:
        desk = Desk(line)
        got = await heard(studio.with_desk(desk))

        assert got == comes
        assert desk.bodies == [b"[]"]

    studio.run(scene)


def test_a_line_that_is_reset_breaks_at_the_client_s(studio: Studio) -> None:
    async def scene() -> None:
        origin = studio.with_desk(Desk(BadLine(None, end="reset")))
        assert await heard(origin) is ConnectionResetError

    studio.run(scene)


def test_a_line_can_break_before_the_body_is_read(studio: Studio) -> None:
    async def scene() -> None:
        desk = Desk(BadLine(None), is_turned_away=True)
        got = await heard(studio.with_desk(desk), length=10_000_000)

        assert got in (b"", ConnectionResetError)
        assert desk.bodies == []

    studio.run(scene)


def test_a_line_that_hangs_does_not_keep_the_server_from_stopping(studio: Studio) -> None:
    async def scene() -> None:
        async with served(Desk(BadLine(None, end="hang"))) as origin:
            waiting = asyncio.create_task(heard(origin))
            await asyncio.wait([waiting], timeout=0.05)
            is_silent = not waiting.done()

        assert is_silent
        assert await waiting in (b"", ConnectionResetError)

    studio.run(scene)


def test_a_packed_answer_is_the_answer(tmp_path: Path) -> None:
    clip = tmp_path / "one.mp4"
    clip.write_bytes(b"a film" * 100)

    head, _, body = octets(BadLine(FileReply(clip, "video/mp4"), is_packed=True)).partition(b"\r\n\r\n")

    assert gzip.decompress(body) == b"a film" * 100
    assert b"content-encoding: gzip\r\n" in head
    assert f"content-length: {len(body)}\r\n".encode() in head


# --- what our own line makes of it --------------------------------------------------------------------------


async def outcome(studio: Studio, line: BadLine, act: Callable[[HttpLine, str], Awaitable[object]]) -> object:
    origin = studio.with_desk(Desk(line))
    rules: Any = ACME
    async with HttpLine(rules, origin, None, patience=QUICK) as talking:
        try:
            return await act(talking, origin)
        except TransportError as error:
            return type(error)


@pytest.mark.parametrize(
    "line",
    [
        BadLine(None),
        BadLine(None, end="reset"),
        BadLine(ANSWER, share=0.5),
        BadLine(ANSWER, share=0.5, end="reset"),
        BadLine(ANSWER, length_off=10),
    ],
)
def test_a_post_whose_answer_broke_may_have_arrived(studio: Studio, line: BadLine) -> None:
    async def scene() -> None:
        assert await outcome(studio, line, lambda talking, _: talking.send(SUBMIT)) is AnswerLost

    studio.run(scene)


@pytest.mark.parametrize("line", [BadLine(ANSWER, length_off=None), BadLine(ANSWER, pause_s=0.0001)])
def test_a_whole_answer_is_read_however_it_comes(studio: Studio, line: BadLine) -> None:
    async def scene() -> None:
        reply = await outcome(studio, line, lambda talking, _: talking.send(SUBMIT))

        assert isinstance(reply, Reply)
        assert reply.body == b'{"data": []}'

    studio.run(scene)


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        ({"share": 0.5}, AnswerLost),
        ({"share": 0.5, "end": "reset"}, AnswerLost),
        ({"share": 0.5, "end": "hang"}, AnswerLost),
        ({"length_off": 10}, AnswerLost),
        ({"is_packed": True}, TransportError),
        ({"pause_s": 0.2}, AnswerLost),
    ],
)
def test_a_clip_that_does_not_come_whole_is_not_taken(
    studio: Studio, tmp_path: Path, changes: dict[str, Any], raised: type[Exception]
) -> None:
    (tmp_path / "one.mp4").write_bytes(b"a film" * 100)
    line = BadLine(FileReply(tmp_path / "one.mp4", "video/mp4"), **changes)

    async def scene() -> None:
        told = await outcome(
            studio,
            line,
            lambda talking, origin: talking.fetch(f"{origin}/files/1.mp4", tmp_path / "part", LIMIT),
        )

        assert told is raised

    studio.run(scene)
