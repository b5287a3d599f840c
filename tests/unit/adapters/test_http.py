"""The line to a provider: what may have arrived is never called unsent, the key goes to one origin, and a
clip is whole or refused."""

from __future__ import annotations

import asyncio
import inspect
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias, cast

import pytest

from pipeline.adapters.http import HttpLine, HttpLines, Patience, in_process
from pipeline.adapters.secrets import Secret
from pipeline.errors import AnswerLost, NotSent, StateDamaged, TransportError
from pipeline.model import Call

CANARY = "canary-4711"
KEY = Secret(CANARY)
RUNWARE = SimpleNamespace(
    name="runware", origin="https://api.runware.ai", result_hosts=("vm.runware.ai", "localhost")
)
QUICK = Patience(tries=3, pause_s=0.0)
SUBMIT = Call("runware", "POST", "/v1", [{"taskType": "videoInference", "positivePrompt": "Laterne, ü"}])
POLL = Call("runware", "GET", "/v1/requests/6f1c/status")
LIMIT = 1000


Talk: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[str]:
    """The origin of a server on loopback; at the end every talk has come to its end."""
    talks: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(cast("asyncio.Task[None]", asyncio.current_task()))
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*talks)


@dataclass
class Server:
    """Answers the nth request with the nth of `answers`, the last one for ever, and keeps what it was asked.
    An answer of None: the request is read whole, and the connection closed."""

    answers: tuple[bytes | None, ...]
    asked: list[bytes] = field(default_factory=list)
    origin: str = ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        body = await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
        answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(head + body)
        writer.write(answer or b"")
        await writer.drain()


@asynccontextmanager
async def serving(*answers: bytes | None) -> AsyncIterator[Server]:
    server = Server(answers)
    async with listening(server.talk) as server.origin:
        yield server


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def line_to(server: Server, patience: Patience = QUICK) -> HttpLine:
    return HttpLine(RUNWARE, server.origin, KEY, patience=patience)


async def raised(awaited: Awaitable[object]) -> BaseException:
    """The error of a call. Neither it nor anything that caused it may show the key or a signature."""
    with pytest.raises(Exception, match="runware: ") as failure:
        await awaited
    told = "".join(traceback.format_exception(failure.value)) + repr(failure.value)
    assert CANARY not in told
    assert "signature" not in told
    return failure.value


def sync(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Runs a test that is a coroutine, and names its fixtures to pytest."""

    def run(**fixtures: object) -> None:
        asyncio.run(test(**fixtures))

    run.__signature__ = inspect.signature(test)  # type: ignore[attr-defined]
    run.__name__ = test.__name__
    return run


# --- calls --------------------------------------------------------------------------------------------------


@sync
async def test_a_call_arrives_with_the_key_and_its_answer_is_read_whole() -> None:
    async with (
        serving(answer(b'{"data":[]}', "200 OK", "X-Request-ID: r1")) as server,
        line_to(server) as line,
    ):
        reply = await line.send(SUBMIT)

    assert (reply.status, reply.body, reply.headers["x-request-id"]) == (200, b'{"data":[]}', "r1")
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1 HTTP/1.1")
    assert b"authorization: bearer canary-4711" in head.lower()
    assert b"content-type: application/json" in head.lower()
    assert body == b'[{"positivePrompt":"Laterne, \\u00fc","taskType":"videoInference"}]'


BROKEN = [
    None,
    b"HTTP/1.1 200",
    b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    b"not HTTP at all\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf",
]


@pytest.mark.parametrize("broken", BROKEN)
@sync
async def test_a_lost_answer_is_never_called_unsent_and_nothing_is_sent_twice(broken: bytes | None) -> None:
    async with serving(broken) as server, line_to(server) as line:
        error = await raised(line.send(SUBMIT))

    assert type(error) is AnswerLost
    assert len(server.asked) == 1


@sync
async def test_a_refused_connection_is_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with HttpLine(RUNWARE, f"http://127.0.0.1:{port}", KEY, patience=QUICK) as line:
        error = await raised(line.send(SUBMIT))

    assert type(error) is NotSent


@pytest.mark.parametrize("broken", BROKEN)
@sync
async def test_a_lost_answer_stays_one_while_a_refused_connection_is_being_handled(
    broken: bytes | None,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with (
        HttpLine(RUNWARE, f"http://127.0.0.1:{port}", KEY, patience=QUICK) as dead,
        serving(broken) as server,
        line_to(server) as line,
    ):
        try:
            await dead.send(SUBMIT)
        except NotSent:
            error = await raised(line.send(SUBMIT))

    assert type(error) is AnswerLost
    assert len(server.asked) == 1


@sync
async def test_an_answer_that_never_comes_is_lost() -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the other side gives up

    async with (
        listening(never) as origin,
        HttpLine(RUNWARE, origin, KEY, patience=Patience(post_s=0.05)) as line,
    ):
        error = await raised(line.send(SUBMIT))

    assert type(error) is AnswerLost
    assert "no answer in time" in str(error)


@sync
async def test_an_answer_without_end_is_lost() -> None:
    async def endless(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(17 * 1024 * 1024)})

    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, in_process(endless), QUICK) as line:
        error = await raised(line.send(SUBMIT))

    assert type(error) is AnswerLost
    assert "more than 16,777,216 bytes" in str(error)


@sync
async def test_a_question_is_asked_again_where_the_line_breaks() -> None:
    async with serving(None, None, answer(b"{}")) as server, line_to(server) as line:
        reply = await line.send(POLL)

    assert reply.status == 200
    assert len(server.asked) == 3


@sync
async def test_a_question_is_not_asked_for_ever() -> None:
    async with serving(None) as server, line_to(server) as line:
        error = await raised(line.send(POLL))

    assert type(error) is AnswerLost
    assert QUICK.tries <= len(server.asked) <= 2 * QUICK.tries


@pytest.mark.parametrize("call", [SUBMIT, POLL])
@sync
async def test_a_full_queue_is_an_answer(call: Call) -> None:
    async with (
        serving(answer(b"busy", "503 Service Unavailable", "Retry-After: 7")) as server,
        line_to(server) as line,
    ):
        reply = await line.send(call)

    assert (reply.status, reply.headers["retry-after"]) == (503, "7")
    assert len(server.asked) == 1


@sync
async def test_a_redirected_call_is_not_followed() -> None:
    async with serving(answer()) as other:
        moved = answer(b"", "307 Temporary Redirect", f"Location: {other.origin}/v1")
        async with serving(moved) as server, line_to(server) as line:
            reply = await line.send(SUBMIT)

    assert reply.status == 307
    assert other.asked == []


@pytest.mark.parametrize("path", ["@evil.example/v1", ".evil.example/v1", ":1/v1", "/\x00"])
@sync
async def test_a_path_that_leads_elsewhere_is_not_sent(path: str) -> None:
    async with HttpLine(RUNWARE, "https://api.runware.ai", KEY, patience=QUICK) as line:
        error = await raised(line.send(Call("runware", "POST", path, {})))

    assert type(error) is NotSent
    assert "nothing was sent" in str(error)


@sync
async def test_an_encoded_path_arrives_as_it_was_written() -> None:
    async with serving(answer()) as server, line_to(server) as line:
        await line.send(Call("runware", "POST", "/v1/models/skywork/SkyReels%20V1"))

    assert server.asked[0].startswith(b"POST /v1/models/skywork/SkyReels%20V1 HTTP/1.1")


@sync
async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(answer()) as proxy, serving(answer()) as server, line_to(server) as line:
        for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(variable, proxy.origin)
        await line.send(SUBMIT)

    assert (len(proxy.asked), len(server.asked)) == (0, 1)


# --- clips --------------------------------------------------------------------------------------------------


@sync
async def test_a_clip_is_loaded_from_the_origin_that_stands_in(tmp_path: Path) -> None:
    async with serving(answer(b"a whole clip")) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/clips/a.mp4?signature=x", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"a whole clip"
    assert server.asked[0].startswith(b"GET /clips/a.mp4?signature=x HTTP/1.1")
    assert b"accept-encoding: identity" in server.asked[0].lower()


@dataclass
class Studio:
    """An application in this process that keeps what it was asked."""

    asked: list[tuple[str, dict[bytes, bytes]]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        self.asked.append((f"{scope['scheme']}://{headers[b'host'].decode()}{scope['path']}", headers))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a clip"})


@sync
async def test_the_key_goes_to_calls_and_not_to_the_host_of_the_clips(tmp_path: Path) -> None:
    studio = Studio()

    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, in_process(studio), QUICK) as line:
        await line.send(SUBMIT)
        await line.fetch("https://vm.runware.ai/a.mp4", tmp_path / "part", LIMIT)

    assert [(url, headers.get(b"authorization")) for url, headers in studio.asked] == [
        ("https://api.runware.ai/v1", b"Bearer canary-4711"),
        ("https://vm.runware.ai/a.mp4", None),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a.mp4?signature=x",
        "https://vm.runware.ai.evil.example/a.mp4",
        "https://api.runware.ai/a.mp4",
        "http://vm.runware.ai/a.mp4",
        "https://vm.runware.ai:8443/a.mp4",
        "https://vm.runware.ai\\@evil.example/a.mp4",
        "https://127.0.0.1/a.mp4",
        "http://127.0.0.1:1/a.mp4",
        "file:///etc/passwd",
        "a.mp4",
        "https://[",
        "",
    ],
)
@sync
async def test_a_clip_that_lies_elsewhere_is_not_loaded(url: str, tmp_path: Path) -> None:
    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, patience=QUICK) as line:
        error = await raised(line.fetch(url, tmp_path / "part", LIMIT))

    assert type(error) is TransportError
    assert list(tmp_path.iterdir()) == []


@sync
async def test_a_listed_host_with_a_private_address_is_not_visited(tmp_path: Path) -> None:
    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, patience=QUICK) as line:
        error = await raised(line.fetch("https://localhost/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is NotSent
    assert "the name has no public address" in str(error)


@sync
async def test_a_clip_that_moved_is_followed_at_home(tmp_path: Path) -> None:
    moved = answer(b"", "302 Found", "Location: /b.mp4")
    async with serving(moved, answer(b"a clip")) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"a clip"
    assert server.asked[1].startswith(b"GET /b.mp4 ")


@sync
async def test_a_clip_that_moved_to_a_stranger_is_refused_and_the_stranger_not_asked(tmp_path: Path) -> None:
    async with serving(answer(b"a clip")) as stranger:
        moved = answer(b"", "302 Found", f"Location: {stranger.origin}/b.mp4?signature=x")
        async with serving(moved) as server, line_to(server) as line:
            error = await raised(line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is TransportError
    assert "refused to go to" in str(error)
    assert (len(server.asked), stranger.asked) == (1, [])


@sync
async def test_a_clip_that_moves_on_and_on_is_refused(tmp_path: Path) -> None:
    async with serving(answer(b"", "302 Found", "Location: /a.mp4")) as server, line_to(server) as line:
        error = await raised(line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is TransportError
    assert len(server.asked) == 4


HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\na whole"


@sync
async def test_a_clip_that_was_cut_off_is_loaded_again_from_its_start(tmp_path: Path) -> None:
    async with serving(HALF, answer(b"a whole clip")) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"a whole clip"
    assert len(server.asked) == 2


@sync
async def test_a_clip_that_is_always_cut_off_is_given_up(tmp_path: Path) -> None:
    async with serving(HALF) as server, line_to(server) as line:
        error = await raised(line.fetch(f"{server.origin}/a.mp4?signature=x", tmp_path / "part", LIMIT))

    assert isinstance(error, TransportError)
    assert len(server.asked) == QUICK.tries


@sync
async def test_a_clip_shorter_than_announced_is_refused_in_process_too(tmp_path: Path) -> None:
    async def short(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"12")]})
        await send({"type": "http.response.body", "body": b"a whole"})

    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, in_process(short), QUICK) as line:
        error = await raised(line.fetch("https://vm.runware.ai/a.mp4", tmp_path / "part", LIMIT))

    assert "7 of 12 bytes came" in str(error)


@sync
async def test_a_clip_that_is_not_there_yet_is_asked_for_again(tmp_path: Path) -> None:
    async with serving(answer(b"", "404 Not Found"), answer(b"a clip")) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"a clip"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (answer(bytes(LIMIT + 1)), "it has 1,001 bytes, more than 1,000"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + bytes(LIMIT + 1), "more than 1,000 bytes came"),
        (answer(b"zip", "200 OK", "Content-Encoding: gzip"), "it came packed"),
    ],
)
@sync
async def test_a_clip_that_is_too_large_or_packed_is_refused_at_once(
    sent: bytes, reason: str, tmp_path: Path
) -> None:
    async with serving(sent) as server, line_to(server) as line:
        error = await raised(line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is TransportError
    assert reason in str(error)
    assert len(server.asked) == 1


@sync
async def test_a_clip_that_comes_too_slowly_is_given_up(tmp_path: Path) -> None:
    patience = Patience(silence_s=0.0, slowest_bytes_s=1e15, tries=2, pause_s=0.0)
    studio = Studio()

    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, in_process(studio), patience) as line:
        error = await raised(line.fetch("https://vm.runware.ai/a.mp4", tmp_path / "part", LIMIT))

    assert "only 6 bytes came in" in str(error)
    assert len(studio.asked) == 2


@sync
async def test_a_disk_that_refuses_is_no_fault_of_the_line(tmp_path: Path) -> None:
    async with serving(answer(b"a clip")) as server, line_to(server) as line:
        with pytest.raises(StateDamaged, match="a clip cannot be written: it is not there"):
            await line.fetch(f"{server.origin}/a.mp4", tmp_path / "nowhere" / "part", LIMIT)

    assert len(server.asked) == 1


@sync
async def test_the_lines_of_a_run_are_open_inside_it_by_name() -> None:
    studio = Studio()
    lines = HttpLines([HttpLine(RUNWARE, RUNWARE.origin, None, in_process(studio))])

    async with lines.open() as opened:
        reply = await opened["runware"].send(SUBMIT)

    assert list(opened) == ["runware"]
    assert reply.body == b"a clip"
    assert b"authorization" not in studio.asked[0][1]


@sync
async def test_a_line_does_not_show_its_key() -> None:
    line = HttpLine(RUNWARE, RUNWARE.origin, KEY)

    assert CANARY not in repr(line) + repr(vars(line))
