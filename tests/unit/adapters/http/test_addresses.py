"""No address that a reply names leads into one's own network, or to where no clips of its provider lie."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.adapters.http import HttpLine, in_process
from pipeline.errors import NotSent, TransportError
from tests.unit.adapters.http.talking import (
    KEY,
    LIMIT,
    QUICK,
    RUNWARE,
    SUBMIT,
    Names,
    answer,
    line_to,
    raised,
    serving,
    sync,
)

LOOPBACK_HOSTS = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "127.1",
    "0177.0.0.1",
    "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "0.0.0.0",
    "localhost",
    "localhost.",
    "x.localhost",
]
"""Ways to write this very machine; what listens there would be reached by whoever believes one of them."""

OTHER_HOSTS = [
    "192.0.0.192",
    "169.254.169.254",
    "[fd00:ec2::254]",
    "224.0.0.1",
    "[ff02::1]",
    "10.0.0.1",
    "metadata.google.internal",
    "metadata",
    "instance-data",
]

WRITTEN_ODDLY = [
    "https://vm.runware.ai@{host}/a.mp4",
    "https://user:pass@vm.runware.ai/a.mp4",
    "https://vm.runware.ai\\@{host}/a.mp4",
    "https://{host}\\.vm.runware.ai/a.mp4",
    "https://vm.runware.ai:8443/a.mp4",
    "https://vm.runware.ai:80/a.mp4",
    "http://vm.runware.ai/a.mp4",
    "http://vm.runware.ai:443/a.mp4",
    "https://vm.runware.ai.evil.example/a.mp4",
    "https://evil.example/vm.runware.ai/a.mp4",
    "https://evil.example#vm.runware.ai/a.mp4",
    "https://vm.runware.ai%2eevil.example/a.mp4",
    "//evil.example/a.mp4",
    "ftp://vm.runware.ai/a.mp4",
    "file:///etc/passwd",
    "data:video/mp4;base64,AAAA",
    "concat:/etc/passwd",
    "https://vm.runware.ai /a.mp4",
    "https://vm.runware.ai/a.mp4\r\nHost: evil.example",
    "https://[::1",
    "",
]

REFUSED = [
    *(f"{scheme}://{host}{{port}}/a.mp4" for host in LOOPBACK_HOSTS for scheme in ("http", "https")),
    *(f"https://{host}/a.mp4" for host in OTHER_HOSTS),
    *(written.replace("{host}", "127.0.0.1{port}") for written in WRITTEN_ODDLY),
]


@pytest.mark.parametrize("written", REFUSED)
@sync
async def test_an_address_that_a_reply_names_is_refused(written: str, tmp_path: Path) -> None:
    async with (
        serving(answer(b"a secret of this machine")) as listener,
        HttpLine(RUNWARE, RUNWARE.origin, KEY, patience=QUICK) as line,
    ):
        url = written.replace("{port}", f":{urlsplit(listener.origin).port}")
        error = await raised(line.fetch(url, tmp_path / "part", LIMIT))

    assert type(error) in (TransportError, NotSent)
    assert listener.asked == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("written", REFUSED)
@sync
async def test_an_address_that_a_redirect_names_is_refused(written: str, tmp_path: Path) -> None:
    asked: list[str] = []

    async def moved(scope: Any, receive: Any, send: Any) -> None:
        asked.append(dict(scope["headers"])[b"host"].decode())
        there = url.encode("utf-8", errors="replace")
        head = {"type": "http.response.start", "status": 302, "headers": [(b"location", there)]}
        await send(head)
        await send({"type": "http.response.body", "body": b""})

    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, in_process(moved), QUICK) as line:
        url = written.replace("{port}", ":8800")
        error = await raised(line.fetch("https://vm.runware.ai/v/a.mp4", tmp_path / "part", LIMIT))

    assert isinstance(error, TransportError)
    assert set(asked) == {"vm.runware.ai"}


@pytest.mark.parametrize("host", [host for host in [*LOOPBACK_HOSTS, *OTHER_HOSTS] if "[" not in host])
@sync
async def test_a_list_of_hosts_that_holds_one_of_ones_own_opens_no_way_there(
    host: str, tmp_path: Path
) -> None:
    careless = SimpleNamespace(name="runware", origin="https://api.runware.ai", result_hosts=(host,))
    names = Names(["169.254.169.254", "127.0.0.1", "::ffff:7f00:1"])

    async with HttpLine(careless, careless.origin, KEY, patience=QUICK, names=names) as line:
        error = await raised(line.fetch(f"https://{host}/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) in (TransportError, NotSent)


@sync
async def test_a_name_that_changes_its_address_after_it_was_looked_at_is_refused(tmp_path: Path) -> None:
    names = Names(["127.0.0.1"])

    async with HttpLine(RUNWARE, RUNWARE.origin, KEY, patience=QUICK, names=names) as line:
        error = await raised(line.fetch("https://vm.runware.ai/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is NotSent
    assert "the name has no public address" in str(error)


@sync
async def test_a_connection_goes_to_the_address_that_was_looked_at(tmp_path: Path) -> None:
    names = Names(["127.0.0.1"], ["192.0.2.1"])  # the second answer would lead nowhere
    async with serving(answer(b"a clip")) as server:
        origin = f"http://studio.example:{urlsplit(server.origin).port}"
        async with asyncio.timeout(5), HttpLine(RUNWARE, origin, KEY, patience=QUICK, names=names) as line:
            await line.fetch(f"{origin}/a.mp4", tmp_path / "part", LIMIT)

    assert names.asked == ["studio.example"]
    assert len(server.asked) == 1


# --- where another origin stands in -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "https://vm.runware.ai/a.mp4",
        "https://127.0.0.1:{port}/a.mp4",
        "http://localhost:{port}/a.mp4",
        "http://127.1:{port}/a.mp4",
        "http://127.0.0.1/a.mp4",
        "http://127.0.0.1:{port}@evil.example/a.mp4",
        "http://[::ffff:127.0.0.1]:{port}/a.mp4",
    ],
)
@sync
async def test_only_the_very_origin_that_stands_in_gives_clips(written: str, tmp_path: Path) -> None:
    async with serving(answer(b"a clip")) as server, line_to(server) as line:
        url = written.replace("{port}", str(urlsplit(server.origin).port))
        error = await raised(line.fetch(url, tmp_path / "part", LIMIT))

    assert type(error) is TransportError
    assert server.asked == []


@sync
async def test_no_key_goes_along_for_a_clip(tmp_path: Path) -> None:
    async with serving(answer(b"a clip")) as server, line_to(server) as line:
        await line.send(SUBMIT)
        await line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT)

    assert b"authorization" in server.asked[0].lower()
    assert b"authorization" not in server.asked[1].lower()
