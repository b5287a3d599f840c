"""A studio to visit: pictures that are as large as their bytes say, and clocks and ids that stand still."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.errors import MediaRefused
from pipeline.model import JSON, FileReply, PictureFacts, Reply, Visit
from pipeline.studio import Studio
from pipeline.studio.mishaps import orders

ORIGIN = "http://studio.example"
UUID = "3e8f1d0a-52c7-4b61-9a0e-5d7c1f2b9e44"
OTHER_UUID = "9b1c7a52-0f3e-4d88-8a61-7c5e2d4f1b03"
V4: Mapping[str, JSON] = {
    "taskType": "videoInference",
    "taskUUID": UUID,
    "model": "skywork:skyreels@v4",
    "positivePrompt": "A lantern on the water.",
    "resolution": "720p",
    "duration": 5,
    "includeCost": True,
}
V1: Mapping[str, JSON] = {"prompt": "She lowers the bow.", "image_url": "https://pictures.example/bow.jpg"}
V1_PATH = "/v1/models/skywork/SkyReels V1"


class Sizes:
    """Takes `720x1280` for a picture of that size, and nothing else for a picture."""

    def probe(self, content: bytes) -> PictureFacts:
        width, _, height = content.decode("ascii", errors="replace").partition("x")
        if not (width.isdigit() and height.isdigit()):
            raise MediaRefused("F010", "no picture")
        return PictureFacts("ab" * 32, len(content), "PNG", int(width), int(height))

    def clean(self, content: bytes) -> bytes:
        return content


def picture(width_px: int, height_px: int) -> str:
    return "data:image/png;base64," + base64.b64encode(f"{width_px}x{height_px}".encode()).decode()


class Hand:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def now(self) -> str:
        return (datetime(2026, 3, 3, 10, tzinfo=UTC) + timedelta(seconds=self.passed_s)).isoformat()


def studio(
    folder: Path = Path("films"),
    *,
    workers: int = 1,
    key: str | None = None,
    faults: Sequence[str] = (),
    clock: Hand | None = None,
) -> Studio:
    """faults: as `--fault` has them."""
    count = itertools.count(1)
    return Studio(
        Sizes(),
        folder,
        workers=workers,
        now=clock.now if clock else lambda: "now",
        new_id=lambda: f"id-{next(count)}",
        key=key,
        orders=orders(faults, None, "", None),
    )


def visit(method: str, path: str, body: JSON = None, *, key: str = "any", query: str = "") -> Visit:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    names = dict([query.split("=")]) if query else {}
    return Visit(method, ORIGIN, path, names, headers, b"" if body is None else json.dumps(body).encode())


def asked(desk: Studio, method: str, path: str, body: JSON = None, **more: str) -> tuple[int, Any]:
    reply = desk.answer(visit(method, path, body, **more))
    assert isinstance(reply, Reply)
    return reply.status, json.loads(reply.body)


def posted(desk: Studio, *tasks: Mapping[str, JSON]) -> tuple[int, Any]:
    return asked(desk, "POST", "/v1", [dict(task) for task in tasks])


def film(desk: Studio, path: str) -> FileReply | Reply:
    return desk.answer(visit("GET", path))
