"""A studio on loopback inside the test's process, told to misbehave, whose clips are there at once: copies of
one small film, each with its prompt in a box of its own."""

from __future__ import annotations

import asyncio
import json
import struct
import tempfile
import threading
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.adapters.clock import SystemClock
from pipeline.adapters.media.pictures import Stills
from pipeline.adapters.serving import StudioApp, bound, serve
from pipeline.model import PaintOrder
from pipeline.ports import Painter
from pipeline.studio import Studio
from pipeline.studio.mishaps import orders
from tests.media.clips import film, picture

Around = Callable[[StudioApp], Any]

KEYS = {"RUNWARE_API_KEY": "k-runware", "RUNCOMFY_API_TOKEN": "k-runcomfy"}


@cache
def ready_clip(frames: int, number: int = 0) -> bytes:
    """A film of so many frames at 24 a second, all of one picture of sixteen."""
    with tempfile.TemporaryDirectory() as folder:
        return film(Path(folder) / "one.mp4", [picture(number)] * frames).read_bytes()


class Copyist:
    """Paints by copying. Two orders with one prompt and one seed give the same bytes."""

    def paint(self, order: PaintOrder, out: Path) -> None:
        words = f"{order.prompt} {order.seed}".encode()
        box = struct.pack(">I4s", 8 + len(words), b"free") + words
        out.write_bytes(ready_clip(round(order.duration_s * order.fps)) + box)


class Colourist(Copyist):
    """Each prompt and seed shows a picture of its own, so that frames handed on differ."""

    def paint(self, order: PaintOrder, out: Path) -> None:
        super().paint(order, out)
        frames = round(order.duration_s * order.fps)
        number = zlib.crc32(f"{order.prompt} {order.seed}".encode()) % 16
        out.write_bytes(out.read_bytes().replace(ready_clip(frames), ready_clip(frames, number), 1))


COPYIST = Copyist()


@dataclass(frozen=True)
class Served:
    origin: str

    @property
    def env(self) -> dict[str, str]:
        return {"RUNWARE_BASE_URL": self.origin, "RUNCOMFY_BASE_URL": self.origin, **KEYS}

    def asked(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(self.origin + path) as reply:
            told: dict[str, Any] = json.load(reply)
        return told

    @property
    def charges(self) -> tuple[int, int]:
        """What Runware, and RunComfy, would have charged for."""
        told = self.asked("/studio/charges")
        return told["runware"], told["runcomfy"]

    def struck(self) -> list[int]:
        """How often each order struck."""
        return [fault["struck"] for fault in self.asked("/studio/faults")["faults"]]


@contextmanager
def served(
    *faults: str, seed: int = 0, painter: Painter = COPYIST, around: Around = lambda app: app
) -> Iterator[Served]:
    """faults: as `--fault` has them. around: what stands between the studio and its clients."""
    listener, ready = bound(0), threading.Event()
    stop: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        now = SystemClock().now
        ordered = orders(faults, None, "", seed)
        desk = Studio(Stills(), Path(folder), workers=2, now=now, orders=ordered)

        async def whole() -> None:
            serving = asyncio.current_task()
            assert serving is not None
            stop.extend([asyncio.get_running_loop(), serving.cancel])
            try:
                await serve(around(StudioApp(desk, painter)), listener, lambda url: ready.set())
            except asyncio.CancelledError:
                serving.uncancel()

        thread = threading.Thread(target=lambda: asyncio.run(whole()))
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.start()
        try:
            assert ready.wait(20)
            yield Served(origin)
        finally:
            loop, cancel = stop
            loop.call_soon_threadsafe(cancel)
            thread.join(20)
