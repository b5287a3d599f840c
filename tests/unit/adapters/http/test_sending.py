"""Calls to a provider: what may have arrived is never called unsent, and the key goes to one origin."""

from __future__ import annotations

import asyncio
import gzip
import re
import tracemalloc
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline.adapters.http import HttpLine, Patience, in_process
from pipeline.errors import AnswerLost, NotSent
from pipeline.model import Call
from tests.unit.adapters.http.talking import (
    KEY,
    POLL,
    POLL_MANY,
    QUICK,
    RUNWARE,
    SUBMIT,
    Names,
    Talk,
    answer,
    drips,
    line_to,
    listening,
    raised,
    refused_origin,
    serving,
    sync,
)


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
    async with HttpLine(RUNWARE, refused_origin(), KEY, patience=QUICK) as line:
        error = await raised(line.send(SUBMIT))

    assert type(error) is NotSent


@pytest.mark.parametrize("broken", BROKEN)
@sync
async def test_a_lost_answer_stays_one_while_a_refused_connection_is_being_handled(
    broken: bytes | None,
) -> None:
    async with (
        HttpLine(RUNWARE, refused_origin(), KEY, patience=QUICK) as dead,
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
async def test_a_name_that_nobody_knows_is_not_sent() -> None:
    async with HttpLine(RUNWARE, "http://studio.example", KEY, patience=QUICK, names=Names(())) as line:
        error = await raised(line.send(SUBMIT))

    assert type(error) is NotSent


async def speaks_no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


@pytest.mark.parametrize("talk", [speaks_no_tls, hangs_up])
@sync
async def test_a_handshake_that_fails_is_not_sent(talk: Talk) -> None:
    async with listening(talk) as origin:
        secure = origin.replace("http:", "https:")
        async with HttpLine(RUNWARE, secure, KEY, patience=QUICK) as line:
            error = await raised(line.send(SUBMIT))

    assert type(error) is NotSent


async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()  # until the other side gives up


@sync
async def test_a_handshake_that_never_ends_is_not_sent() -> None:
    async with listening(never) as origin:
        secure = origin.replace("http:", "https:")
        async with HttpLine(RUNWARE, secure, KEY, patience=Patience(connect_s=0.05)) as line:
            error = await raised(line.send(SUBMIT))

    assert type(error) is NotSent
    assert "no connection in time" in str(error)


@sync
async def test_a_name_server_that_never_answers_leaves_a_call_unsent() -> None:
    patience = Patience(connect_s=0.05)
    async with HttpLine(RUNWARE, "http://studio.example", KEY, patience=patience, names=Names()) as line:
        error = await raised(line.send(SUBMIT))

    assert type(error) is NotSent


@pytest.mark.parametrize("call", [SUBMIT, POLL])
@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX:", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
)
@sync
async def test_a_dripping_answer_is_left_at_the_deadline(call: Call, head: bytes) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await drips(writer, head)

    patience = Patience(post_s=0.1, get_s=0.1, tries=2, pause_s=0.0)
    async with (
        asyncio.timeout(5),
        listening(drip) as origin,
        HttpLine(RUNWARE, origin, KEY, patience=patience) as line,
    ):
        error = await raised(line.send(call))

    assert type(error) is AnswerLost
    assert "no answer in time" in str(error)


@pytest.mark.parametrize("call", [SUBMIT, POLL])
@sync
async def test_a_dripping_answer_is_left_long_before_the_deadline(call: Call) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await drips(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")

    patience = Patience(silence_s=0.05, slowest_reply_bytes_s=1e6, tries=2, pause_s=0.0)
    async with (
        asyncio.timeout(5),
        listening(drip) as origin,
        HttpLine(RUNWARE, origin, KEY, patience=patience) as line,
    ):
        error = await raised(line.send(call))

    assert type(error) is AnswerLost
    assert "bytes came in" in str(error)


@sync
async def test_an_answer_that_comes_slowly_but_whole_is_taken() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for byte in answer(b'{"data":[]}'):
            writer.write(bytes([byte]))
            await writer.drain()

    async with listening(slow) as origin, HttpLine(RUNWARE, origin, KEY, patience=QUICK) as line:
        reply = await line.send(SUBMIT)

    assert reply.body == b'{"data":[]}'


@sync
async def test_an_answer_that_never_comes_is_lost() -> None:
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
async def test_a_small_answer_that_unpacks_to_a_large_one_is_left_early() -> None:
    bomb = gzip.compress(bytes(50 * 1024 * 1024))
    assert len(bomb) < 60_000
    packed = answer(bomb, "200 OK", "Content-Encoding: gzip")

    async with serving(packed) as server, line_to(server) as line:
        tracemalloc.start()
        error = await raised(line.send(SUBMIT))
        _, most_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert type(error) is AnswerLost
    assert most_bytes < 64 * 1024 * 1024


@dataclass
class Patient:
    """A server that answers every request on the connection it came by, and counts both."""

    requests: int = 0
    connections: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: ([0-9]+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            self.requests += 1
            writer.write(answer())
            await writer.drain()


@sync
async def test_questions_share_a_connection() -> None:
    server = Patient()
    async with listening(server.talk) as origin, HttpLine(RUNWARE, origin, KEY, patience=QUICK) as line:
        for call in (POLL, POLL_MANY, POLL):
            await line.send(call)

    assert (server.requests, server.connections) == (3, 1)


@sync
async def test_a_paid_call_has_a_connection_that_nobody_used_before() -> None:
    server = Patient()
    async with listening(server.talk) as origin, HttpLine(RUNWARE, origin, KEY, patience=QUICK) as line:
        for call in (POLL, SUBMIT, POLL_MANY, SUBMIT):
            await line.send(call)

    assert (server.requests, server.connections) == (4, 3)


@sync
async def test_what_a_server_wants_remembered_is_not_sent_back() -> None:
    cookie = answer(b"{}", "200 OK", "Set-Cookie: follow=me; Path=/")
    async with serving(cookie) as server, line_to(server) as line:
        await line.send(POLL)
        await line.send(SUBMIT)

    assert not any(b"follow" in asked for asked in server.asked)


@pytest.mark.parametrize("call", [POLL, POLL_MANY])
@sync
async def test_a_question_is_asked_again_where_the_line_breaks(call: Call) -> None:
    async with serving(None, None, answer(b"{}")) as server, line_to(server) as line:
        reply = await line.send(call)

    assert reply.status == 200
    assert len(server.asked) == 3


@pytest.mark.parametrize("call", [POLL, POLL_MANY])
@sync
async def test_a_question_is_not_asked_for_ever(call: Call) -> None:
    async with serving(None) as server, line_to(server) as line:
        error = await raised(line.send(call))

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


@pytest.mark.parametrize("there", ["data:video/mp4;base64,AAAA", "https://[::1"])
@sync
async def test_where_a_call_is_redirected_to_is_not_even_read(there: str) -> None:
    async with serving(answer(b"", "302 Found", f"Location: {there}")) as server, line_to(server) as line:
        reply = await line.send(SUBMIT)

    assert (reply.status, len(server.asked)) == (302, 1)


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
