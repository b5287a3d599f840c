"""A key that nobody owns goes through every command, every order to misbehave, a crash and a bug; then every
byte that was written is searched for it. The provider repeats it in all it says."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline.adapters.serving import StudioApp
from pipeline.cli import COMMANDS
from pipeline.studio.mishaps.catalogue import KINDS
from tests.crash.rounds import AT_ONCE, Hall, Project, hall_of, salt

pytestmark = pytest.mark.crash

CANARY = "canary-4f1d/77+ab-of-nobody"
SPELLINGS = (
    CANARY.encode(),
    base64.b64encode(CANARY.encode()).rstrip(b"="),
    CANARY.replace("/", "%2F").replace("+", "%2B").encode(),
    CANARY[8:].encode(),
)

ARGUMENTS: dict[str, list[list[str]]] = {
    "accept": [["bank"]],
    "assemble": [["--json"]],
    "cache": [["ls"], ["verify"], ["gc"]],
    "cancel": [[]],
    "doctor": [[], ["--json"]],
    "explain": [["SB014"]],
    "graph": [[]],
    "init": [["another"]],
    "lock": [["--check"]],
    "pick": [["ep01.storyboard.yaml", "lamp", "1"]],
    "plan": [[], ["--json"], ["--format", "markdown"]],
    "render": [["--yes", "--json"], ["--preview", "--yes"]],
    "request": [["ep01.storyboard.yaml", "lamp"], ["ep01.storyboard.yaml", "lamp", "--curl"]],
    "resolve": [["0123456789ab-1", "--abandon"]],
    "review": [["ep01.storyboard.yaml"]],
    "schema": [["storyboard"], ["--install"]],
    "status": [[], ["--json"], ["--format", "csv"]],
    "validate": [[], ["--format", "json"], ["--fix"]],
}
"""What each command is given here; `studio` serves until it is stopped, and has a test of its own."""


class Parrot:
    """Stands before a studio and adds what it was sent to all that it says: the key in a field of its own, in
    every error, in a header, plainly and in Base64."""

    def __init__(self, studio: StudioApp) -> None:
        self._studio = studio

    def __getattr__(self, name: str) -> Any:
        return getattr(self._studio, name)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        shown = dict(scope["headers"]).get(b"authorization", b"nothing").removeprefix(b"Bearer ")
        begun: dict[str, Any] = {}
        body = bytearray()

        async def repeated(message: Any) -> None:
            if message["type"] == "http.response.start" and _is_json(message):
                begun.update(message)
            elif message["type"] == "http.response.body" and begun:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    said = _with(bytes(body), shown)
                    headers = [one for one in begun["headers"] if one[0] != b"content-length"]
                    length = (b"content-length", str(len(said)).encode())
                    await send({**begun, "headers": [*headers, length, (b"x-you-said", shown)]})
                    await send({"type": "http.response.body", "body": said})
            else:
                await send(message)

        await self._studio(scope, receive, repeated)


def _is_json(start: Any) -> bool:
    return (b"content-type", b"application/json") in start["headers"]


def _with(body: bytes, shown: bytes) -> bytes:
    try:
        document = json.loads(body)
    except ValueError:
        return body + shown
    if isinstance(document, dict):
        key = shown.decode()
        document["you_said"] = [key, base64.b64encode(shown).decode()]
        for error in document.get("errors", []):
            error["message"] = f"{error['message']} (your key {key})"
        if "message" in document:
            document["message"] += f" (your key {key})"
    return json.dumps(document).encode()


# --- searching ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cage() -> Iterator[Hall]:
    with hall_of(around=Parrot) as hall:
        yield hall


def caged(hall: Hall, provider: str) -> Project:
    project = hall.project(provider)
    project.env = {**project.env, "RUNWARE_API_KEY": CANARY, "RUNCOMFY_API_TOKEN": CANARY}
    subprocess.run(["git", "init", "-q"], cwd=project.root, check=True)
    return project


def sung(folder: Path) -> list[tuple[str, bytes]]:
    """The files below a folder that hold the key, in any spelling."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    return [
        (str(path.relative_to(folder)), spelling)
        for path in files
        for spelling in SPELLINGS
        if spelling in path.read_bytes()
    ]


# --- where it goes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["runware", "runcomfy"])
def test_no_command_writes_the_key_down(cage: Hall, provider: str) -> None:
    assert {*ARGUMENTS, "studio"} == set(COMMANDS)
    project = caged(cage, provider)
    first = cage.run(project.render())

    ends = [cage.run(project.order(name, *each)) for name, all_of in ARGUMENTS.items() for each in all_of]

    assert first.code == 0, first.stderr
    assert {ended.code for ended in ends} <= {0, 1, 2, 4}, [(e.code, e.stderr) for e in ends]
    assert sung(project.folder) == []


ORDERS = {
    "status": ("status:400", "status:503:1", "status:500"),
    "refuse": ("refuse:invalidApiKey:401", "refuse:promptBlocked"),
}
"""How a misbehaviour is ordered where its bare name will not do."""
WAITS = {"hang", "drip", "endless", "lost"}
"""With these a run only waits, for longer than a test may, and writes nothing more."""


@pytest.mark.parametrize("provider", ["runware", "runcomfy"])
def test_no_misbehaviour_of_a_provider_brings_the_key_out(provider: str) -> None:
    kinds = [name for name, kind in KINDS.items() if name not in WAITS and provider in kind.providers]
    ordered = [order for name in kinds for order in ORDERS.get(name, (name,))]
    faults = [_of_round(order, number) for number, order in enumerate(ordered, start=1)]

    with hall_of(*faults, around=Parrot) as cage:
        projects = [caged(cage, provider) for _ in ordered]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            ends = list(threads.map(lambda project: cage.run(project.render()), projects))
        struck = cage.studio.struck()
        songs = [song for project in projects for song in sung(project.folder)]

    assert {ended.code for ended in ends} <= {0, 1, 4}, [ended.stderr for ended in ends]
    assert sum(map(bool, struck)) >= len(ordered) - 4, dict(zip(faults, struck, strict=True))
    assert songs == []


def _of_round(order: str, number: int) -> str:
    """An order for one project's prompts, where it can be for some prompts alone."""
    match KINDS[order.partition(":")[0]].stage:
        case "rule":
            return order
        case "door":
            return f"{order}@count=1"
        case _:
            return f"{order}@prompt={salt(number)},count=1"


@pytest.mark.parametrize("act", ["kill", "break"])
def test_neither_a_crash_nor_a_bug_leaves_the_key_behind(cage: Hall, act: str) -> None:
    for at in (["connect", 1], ["send", 1], ["send", 1.5], ["connect", 3], ["rename", 1]):
        project = caged(cage, "runware")
        ended = cage.run(project.render(at=at, act=act))

        assert ended.code == {"kill": -9, "break": 70}[act], ended.stderr
        assert bool(list((project.folder / "temporary").glob("storyboard-*.log"))) == (act == "break")
        assert sung(project.folder) == []


def test_a_studio_keeps_no_key_of_its_clients(cage: Hall) -> None:
    project = caged(cage, "runware")
    order = project.order("studio", "--port", "0")
    told = Path(order["to"]) / "stdout"
    os.mkfifo(told)
    with cage.warden() as warden:
        studio = warden.begin(order)
        with told.open(encoding="utf-8") as line:
            origin = json.loads(line.readline())["url"]
            question = urllib.request.Request(f"{origin}/v1/requests/x/status")
            question.add_header("Authorization", f"Bearer {CANARY}")
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(question)
            os.kill(studio, signal.SIGTERM)
            said = line.read()
        left = warden.end()

    told.unlink()
    assert (left.code, CANARY in said) == (0, False), left.stderr
    assert sung(project.folder) == []
