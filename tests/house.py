"""A production house for examples by the hundred: real storyboards, real rules of both providers and the
real studio, with memory twins of what would take time. Its painter writes a line of text for a film."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline import flow
from pipeline.adapters.publishing import DataUri
from pipeline.errors import FileRefused
from pipeline.keys import canonical
from pipeline.model import Call, CutList, Episode, FileReply, PaintOrder, Realm, Reply, Visit
from pipeline.ports import Line
from pipeline.providers import PROVIDERS
from pipeline.run import RunPorts, Stop
from pipeline.studio import Studio
from tests.properties.machine import OneThread
from tests.twins import (
    FolderTwin,
    HandClock,
    MemoryLedger,
    OpenClaims,
    TextFilms,
    TextPictures,
    sha256,
)

STORYBOARD = PurePosixPath("ep01.storyboard.yaml")
ORIGIN = "http://studio.example"
PRICES_USD = {"skyreels-v1": 0.2}
BESIDE = (".lock.yaml", ".review.yaml")
SAME = "Still"
"""Clips of prompts with this word all end on one picture."""


# --- files --------------------------------------------------------------------------------------------------


class Shelf:
    """The project's files in memory; implements `ports.Files`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, bytes] = {}

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        return PurePosixPath((folder / written).relative_to(self.root).as_posix())

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        if str(path) not in self.texts:
            raise FileRefused("F001", f"{path} is not there")
        return self.texts[str(path)]

    def checked(self, path: PurePosixPath) -> Path:
        place = self.root / path
        place.write_bytes(self.read(path, 0))
        return place

    def write(self, path: PurePosixPath, text: str) -> None:
        self.texts[str(path)] = text.encode("utf-8")

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        return nullcontext()

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return (0, len(self.texts[str(path)]), 0) if str(path) in self.texts else None

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        paths = map(PurePosixPath, self.texts)
        return sorted(path.name for path in paths if path.parent == folder)


# --- media --------------------------------------------------------------------------------------------------


class Scribe:
    """Paints a text: what was ordered, and after a bar what its frames show."""

    def paint(self, order: PaintOrder, out: Path) -> None:
        asked = hashlib.sha256(repr(order).encode()).hexdigest()[:16]
        shown = "still" if SAME in order.prompt else asked
        out.write_text(f"clip {asked} of {order.prompt}|{shown}".replace("\n", " "), encoding="utf-8")


class TextCutter:
    """A film is the list of its pieces."""

    made_with = "a text cutter"

    def assemble(self, cut: CutList, out: Path, is_stopped: Callable[[], bool]) -> Episode:
        content = repr(cut.pieces).encode()
        return Episode(out, sha256(content), 1.0)


# --- the studio, and the line to it -------------------------------------------------------------------------


class DeskLine:
    """A line to the desk of a studio, without a network: what is accepted is painted at once."""

    def __init__(self, desk: Studio) -> None:
        self._desk = desk

    async def send(self, call: Call) -> Reply:
        body = b"" if call.json is None else canonical(call.json).encode("ascii")
        reply = self._visited(call.method, call.path, body)
        assert isinstance(reply, Reply)
        return reply

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        reply = self._visited("GET", url.removeprefix(ORIGIN), b"")
        assert isinstance(reply, FileReply)
        part.write_bytes(reply.path.read_bytes())

    def _visited(self, method: str, path: str, body: bytes) -> object:
        plain, _, query = path.replace("%20", " ").partition("?")
        asked = dict(pair.split("=") for pair in query.split("&") if pair)
        reply = self._desk.answer(Visit(method, ORIGIN, plain, asked, {"authorization": "Bearer k"}, body))
        while (painting := self._desk.next_painting()) is not None:
            Scribe().paint(painting.order, painting.out)
            self._desk.end(painting.job, None)
        return reply


class DeskLines:
    def __init__(self, desk: Studio) -> None:
        self._line = DeskLine(desk)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Line]]:
        yield dict.fromkeys(PROVIDERS, self._line)


# --- the house ----------------------------------------------------------------------------------------------


@dataclass
class House:
    """A project and all it needs. folder: where the store and the studio's films lie."""

    folder: Path
    realm: Realm = "elsewhere"
    profile: str | None = None
    sets: dict[str, Any] = field(default_factory=dict)
    clock: HandClock = field(default_factory=HandClock)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    films: TextFilms = field(default_factory=TextFilms)

    def __post_init__(self) -> None:
        for name in ("objects", "films", "project"):
            (self.folder / name).mkdir(parents=True)
        self.files = Shelf(self.folder / "project")
        self.store = FolderTwin(self.folder / "objects")
        self._read: tuple[dict[str, bytes], flow.Reading] | None = None
        self.desk = Studio(TextPictures(), self.folder / "films", workers=8, now=self.clock.now)

    @property
    def charges(self) -> list[tuple[str, float]]:
        """What the studio would have charged for: prompt and US dollars of every job it took."""
        reply = self.desk.answer(Visit("GET", ORIGIN, "/studio/charges", {}, {}, b""))
        assert isinstance(reply, Reply)
        return [(job["prompt"], job["cost"]) for job in json.loads(reply.body)["jobs"]]

    @property
    def world(self) -> flow.World:
        ports = RunPorts(
            ledger=self.ledger,
            claims=OpenClaims(),
            store=self.store,
            films=self.films,
            pictures=TextPictures(),
            files=self.files,
            clock=self.clock,
            providers=PROVIDERS,
            lines=DeskLines(self.desk),
            publishers=dict.fromkeys(PROVIDERS, DataUri()),
            limits=dict.fromkeys(PROVIDERS, 4),
            poll_s=1.0,
        )
        return flow.World(self.realm, ports, TextCutter())

    def read(self) -> flow.Reading:
        """Reads the storyboard, unless nothing that it is made of has changed since the last time."""
        now = {name: text for name, text in self.files.texts.items() if not name.endswith(BESIDE)}
        now["--set"] = repr(self.sets).encode()
        if self._read is None or self._read[0] != now:
            readers = flow.Readers(
                self.files, TextPictures(), self.films, PRICES_USD, PurePosixPath(), "2026-11-26"
            )
            self._read = (
                now,
                flow.read(readers, STORYBOARD, str(STORYBOARD), profile=self.profile, sets=self.sets),
            )
        return self._read[1]

    def rendered(self, planned: flow.Planned, only: frozenset[str] | None = None) -> flow.Rendered:
        out = self.folder / "project"
        with asyncio.Runner(loop_factory=OneThread) as runner:
            return runner.run(flow.render(planned, self.world, out, lambda event: None, only=only))

    def cut_locked(self, **choices: bool) -> Episode:
        """The episode again from its lock."""
        planned, used = flow.locked_clips(self.read(), self.world, **choices)
        with asyncio.Runner(loop_factory=OneThread) as runner:
            episode = runner.run(flow.assemble(planned, used, self.world, self.folder, Stop()))
        assert episode is not None
        return episode

    def forget_store(self) -> None:
        for one in (self.folder / "objects").iterdir():
            one.unlink()
