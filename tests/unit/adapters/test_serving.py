"""The studio as an application and as a server on loopback, with a painter that writes bytes."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from pipeline.adapters.serving import StudioApp, bound, serve
from pipeline.errors import MediaRefused
from pipeline.model import BadLine, FileReply, Painting, PaintOrder, Reply, Visit

ORDER = PaintOrder("A lantern.", 7, 720, 1280, 24, 5.0, True, (), ())
FILM = b"a film"


class Desk:
    """Every POST is a job; GET answers with what became of them, and /film with the first film."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.visits: list[Visit] = []
        self.waiting: list[str] = []
        self.ends: dict[str, str | None] = {}
        self.changed = asyncio.Event()

    def at_the_door(self, visit: Visit) -> BadLine | None:
        return None

    def answer(self, visit: Visit) -> Reply | FileReply:
        self.visits.append(visit)
        if visit.method == "POST":
            self.waiting.append(f"job-{len(self.visits)}")
            return Reply(202, b"{}", {"content-type": "application/json"})
        if visit.path == "/film":
            return FileReply(self.folder / "job-1.mp4", "video/mp4")
        return Reply(200, json.dumps(self.ends).encode(), {"content-type": "application/json"})

    def next_painting(self) -> Painting | None:
        if not self.waiting:
            return None
        job = self.waiting.pop(0)
        return Painting(job, ORDER, self.folder / f"{job}.mp4")

    def end(self, job: str, failure: str | None) -> None:
        self.ends[job] = failure
        self.changed.set()


class Painter:
    """Writes a film; before that, does what it is told."""

    def __init__(self, before: Callable[[], object] = lambda: None) -> None:
        self.before = before

    def paint(self, order: PaintOrder, out: Path) -> None:
        self.before()
        out.write_bytes(FILM)


def refuse() -> None:
    raise MediaRefused("F010", "the keyframe is no picture")


def break_disk() -> None:
    raise OSError("no space left")


def run(scene: Awaitable[None]) -> None:
    async def whole() -> None:
        async with asyncio.timeout(20):
            await scene

    asyncio.run(whole())


@asynccontextmanager
async def client(app: StudioApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://studio.example") as talking:
        try:
            yield talking
        finally:
            await asyncio.to_thread(app.close)


# --- in process --------------------------------------------------------------------------------------------


def test_a_job_is_painted_as_soon_as_it_is_accepted_and_its_film_is_served(tmp_path: Path) -> None:
    async def scene() -> None:
        desk = Desk(tmp_path)
        async with client(StudioApp(desk, Painter())) as talking:
            accepted = await talking.post("/v1", content=b"[]")
            await desk.changed.wait()
            film = await talking.get("/film")

        assert accepted.status_code == 202
        assert desk.ends == {"job-1": None}
        assert (film.content, film.headers["content-type"]) == (FILM, "video/mp4")
        assert film.headers["content-length"] == str(len(FILM))

    run(scene())


def test_a_visit_holds_what_the_client_wrote(tmp_path: Path) -> None:
    async def scene() -> None:
        desk = Desk(tmp_path)
        async with client(StudioApp(desk, Painter())) as talking:
            await talking.get("/v1/models/skywork/SkyReels%20V1?include_cost=true", headers={"X-One": "1"})

        (visit,) = desk.visits
        assert (visit.method, visit.origin) == ("GET", "http://studio.example")
        assert (visit.path, dict(visit.query)) == ("/v1/models/skywork/SkyReels V1", {"include_cost": "true"})
        assert visit.headers["x-one"] == "1"

    run(scene())


@pytest.mark.parametrize(
    ("trouble", "told"), [(refuse, "the keyframe is no picture"), (break_disk, "no space left")]
)
def test_a_painting_that_fails_ends_its_job(tmp_path: Path, trouble: Callable[[], None], told: str) -> None:
    async def scene() -> None:
        desk = Desk(tmp_path)
        async with client(StudioApp(desk, Painter(trouble))) as talking:
            await talking.post("/v1")
            await desk.changed.wait()

        assert desk.ends == {"job-1": told}

    run(scene())


def test_a_body_beyond_the_limit_is_refused_before_the_desk_sees_it(tmp_path: Path) -> None:
    async def scene() -> None:
        desk = Desk(tmp_path)
        async with client(StudioApp(desk, Painter(), body_limit_bytes=10)) as talking:
            answer = await talking.post("/v1", content=b"12345678901")

        assert (answer.status_code, answer.json()["code"]) == (413, "requestTooLarge")
        assert desk.visits == []

    run(scene())


def test_closing_waits_for_the_painting_under_way(tmp_path: Path) -> None:
    async def scene() -> None:
        begun, may_end = threading.Event(), threading.Event()

        def hold() -> None:
            begun.set()
            may_end.wait(10)

        desk = Desk(tmp_path)
        app = StudioApp(desk, Painter(hold))
        async with client(app) as talking:
            await talking.post("/v1")
            await asyncio.to_thread(begun.wait, 10)
            may_end.set()

        assert (tmp_path / "job-1.mp4").read_bytes() == FILM

    run(scene())


# --- on loopback -------------------------------------------------------------------------------------------


def test_a_server_answers_at_the_url_it_tells_and_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    async def scene() -> None:
        desk, urls = Desk(tmp_path), list[str]()
        listener = bound(0)
        serving = asyncio.create_task(serve(StudioApp(desk, Painter()), listener, urls.append))
        await asyncio.sleep(0)
        async with httpx.AsyncClient(base_url=urls[0], trust_env=False) as talking:
            await talking.post("/v1", content=b"[]")
            await desk.changed.wait()
            film = await talking.get("/film")
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving

        assert film.content == FILM
        assert desk.visits[0].origin == urls[0]
        assert urls[0].startswith("http://127.0.0.1:")
        assert listener.fileno() == -1

    run(scene())


def test_a_port_that_is_taken_is_told() -> None:
    with bound(0) as listener, pytest.raises(OSError, match=r"\w"):
        bound(listener.getsockname()[1])
