"""Clips: whole or refused, from where they may lie and nowhere else, and no faster given up than need be."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from pipeline.adapters.http import HttpLine, Patience, in_process
from pipeline.adapters.http.failures import Busy, next_try
from pipeline.errors import AnswerLost, NotSent, StateDamaged, TransportError
from tests.unit.adapters.http.talking import (
    KEY,
    LIMIT,
    QUICK,
    RUNWARE,
    SUBMIT,
    Studio,
    answer,
    drips,
    line_to,
    listening,
    raised,
    serving,
    sync,
)


@sync
async def test_a_clip_is_loaded_from_the_origin_that_stands_in(tmp_path: Path) -> None:
    async with serving(answer(b"a whole clip")) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/clips/a.mp4?signature=x", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"a whole clip"
    assert server.asked[0].startswith(b"GET /clips/a.mp4?signature=x HTTP/1.1")
    assert b"accept-encoding: identity" in server.asked[0].lower()


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


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "410 Gone"])
@sync
async def test_an_expired_link_is_told_at_once_so_that_another_is_asked_for(
    status: str, tmp_path: Path
) -> None:
    async with serving(answer(b"", status), answer(b"a clip")) as server, line_to(server) as line:
        error = await raised(line.fetch(f"{server.origin}/a.mp4?signature=x", tmp_path / "part", LIMIT))

    assert type(error) is TransportError
    assert "its link has expired" in str(error)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "408 Slow"])
@sync
async def test_a_server_in_trouble_is_asked_for_the_clip_again(status: str, tmp_path: Path) -> None:
    async with serving(answer(b"", status), answer(b"a clip")) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"a clip"


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@sync
async def test_a_busy_server_is_given_the_time_it_asks_for(status: str, tmp_path: Path) -> None:
    busy = answer(b"", status, "Retry-After: 0")
    eager = Patience(tries=2, pause_s=3600.0)  # longer than this test may last

    async with asyncio.timeout(5), serving(busy, answer(b"a clip")) as server, line_to(server, eager) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"a clip"


def test_the_next_try_waits_as_long_as_was_asked() -> None:
    tries = [
        next_try(Busy("", 7.0)),
        next_try(Busy("", None)),
        next_try(AnswerLost("")),
        next_try(NotSent("")),
    ]

    assert tries == [7.0, True, True, True]
    assert next_try(TransportError("")) is False


# --- a clip that was cut ------------------------------------------------------------------------------------


WHOLE = b"a whole clip"


def cut_at(size: int, tag: str) -> bytes:
    return answer(WHOLE, "200 OK", f"ETag: {tag}")[: size - len(WHOLE)]


def rest_from(start: int, tag: str, total: int = 12) -> bytes:
    span = f"Content-Range: bytes {start}-{total - 1}/{total}"
    return answer(WHOLE[start:], "206 Partial Content", span, f"ETag: {tag}")


@sync
async def test_a_clip_is_gone_on_with_where_it_was_cut(tmp_path: Path) -> None:
    parts = cut_at(7, '"one"'), rest_from(7, '"one"')
    async with serving(*parts) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == WHOLE
    assert b"range" not in server.asked[0].lower()
    assert b"\r\nrange: bytes=7-\r\n" in server.asked[1].lower()
    assert b'\r\nif-range: "one"\r\n' in server.asked[1].lower()


@sync
async def test_a_clip_may_be_cut_more_than_once(tmp_path: Path) -> None:
    second = rest_from(4, '"one"')[:-3]
    async with serving(cut_at(4, '"one"'), second, rest_from(9, '"one"')) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == WHOLE
    assert len(server.asked) == 3


@sync
async def test_a_server_that_sends_the_whole_again_is_taken_at_its_word(tmp_path: Path) -> None:
    parts = cut_at(7, '"one"'), answer(b"another clip", "200 OK", 'ETag: "two"')
    async with serving(*parts) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == b"another clip"


@pytest.mark.parametrize(
    "strange",
    [
        rest_from(5, '"one"'),
        rest_from(7, '"two"'),
        rest_from(7, '"one"', total=13),
        answer(b" clip", "206 Partial Content", 'ETag: "one"'),
        answer(b"", "416 Range Not Satisfiable"),
    ],
    ids=["another start", "another clip", "another length", "no span", "no such range"],
)
@sync
async def test_another_part_than_was_asked_for_makes_it_begin_again(strange: bytes, tmp_path: Path) -> None:
    async with serving(cut_at(7, '"one"'), strange, answer(WHOLE)) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == WHOLE
    assert b"range" not in server.asked[2].lower()


@sync
async def test_a_part_that_nobody_asked_for_is_refused(tmp_path: Path) -> None:
    async with serving(rest_from(7, '"one"')) as server, line_to(server) as line:
        error = await raised(line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is TransportError


@pytest.mark.parametrize("tag", ['W/"one"', "one", ""])
@sync
async def test_without_a_strong_tag_a_clip_is_begun_again(tag: str, tmp_path: Path) -> None:
    async with serving(cut_at(7, tag), answer(WHOLE)) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert (tmp_path / "part").read_bytes() == WHOLE
    assert b"range" not in server.asked[1].lower()


# --- a clip that is none ------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"], ids=["head", "body"]
)
@sync
async def test_a_dripping_clip_is_left_in_time(head: bytes, tmp_path: Path) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await drips(writer, head)

    patience = Patience(get_s=0.1, silence_s=0.1, slowest_bytes_s=1e6, tries=2, pause_s=0.0)
    async with (
        asyncio.timeout(5),
        listening(drip) as origin,
        HttpLine(RUNWARE, origin, KEY, patience=patience) as line,
    ):
        error = await raised(line.fetch(f"{origin}/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is AnswerLost


@sync
async def test_a_disk_that_refuses_is_no_fault_of_the_line(tmp_path: Path) -> None:
    async with serving(answer(b"a clip")) as server, line_to(server) as line:
        with pytest.raises(StateDamaged, match="a clip cannot be written: it is not there"):
            await line.fetch(f"{server.origin}/a.mp4", tmp_path / "nowhere" / "part", LIMIT)

    assert len(server.asked) == 1
