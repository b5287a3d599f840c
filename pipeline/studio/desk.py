"""Turns visits into replies by way of the protocol that they speak, and accepted jobs into paintings. Opens
no socket, fetches nothing and paints nothing: whoever serves it does."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.model import JSON, FileReply, Painting, Reply, Visit
from pipeline.ports import Pictures
from pipeline.showing import one_line
from pipeline.studio import runcomfy, runware
from pipeline.studio.jobs import JobTable
from pipeline.studio.office import Office, Tally, answer

PROMPT_SHOWN = 60


def _new_id() -> str:
    return str(uuid.uuid4())


class Studio:
    """A studio that speaks both providers' protocols; implements `ports.Desk`. State is in memory alone.

    folder: where films are painted and served from, its own. workers: how many are painted at once. now: UTC,
    ISO 8601. new_id: a UUID never given before. key: the only API key that is taken; None: any but an empty
    one.
    """

    def __init__(
        self,
        pictures: Pictures,
        folder: Path,
        *,
        workers: int,
        now: Callable[[], str],
        new_id: Callable[[], str] = _new_id,
        key: str | None = None,
    ) -> None:
        self._folder = folder
        self._office = Office(JobTable(workers, now), Tally(), pictures, now, new_id, key)

    def answer(self, visit: Visit) -> Reply | FileReply:
        """Every request that a studio gets, and the only way to an answer."""
        match visit.method, visit.path.removeprefix("/").split("/"):
            case "POST", ["v1"]:
                return runware.reply(self._office, visit)
            case _, ["v1", *way]:
                return runcomfy.reply(self._office, visit, way)
            case "GET", ["files", name]:
                return self._film(name)
            case "GET", ["studio", "charges"]:
                return answer(200, self._charges())
            case "GET", ["studio", "counters"]:
                return answer(200, self._counters())
            case _:
                return answer(404, {"error": "NotFound", "message": "there is nothing of this name"})

    def next_painting(self) -> Painting | None:
        begun = self._office.table.start()
        if begun is None:
            return None
        job, order = begun
        return Painting(job.id, order, self._path(job.clip))

    def end(self, job: str, failure: str | None) -> None:
        self._office.table.end(job, failure)

    def _path(self, clip: str) -> Path:
        return self._folder / f"{clip}.mp4"

    def _film(self, name: str) -> Reply | FileReply:
        clip = name.removesuffix(".mp4")
        if clip == name or not self._office.table.has_clip(clip):
            return answer(404, {"error": "NotFound", "message": "there is no such clip"})
        self._office.tally.downloads += 1
        return FileReply(self._path(clip), "video/mp4")

    def _charges(self) -> Mapping[str, JSON]:
        """What the real services would have charged for: every submission that was accepted, whatever became
        of it."""
        jobs = list(self._office.table.jobs)
        counts: dict[str, JSON] = {
            name: sum(job.provider == name for job in jobs) for name in (runware.NAME, runcomfy.NAME)
        }
        shown: list[JSON] = [
            {
                "id": job.id,
                "provider": job.provider,
                "model": job.model,
                "prompt": one_line(job.prompt, PROMPT_SHOWN),
                "cost": job.cost_usd,
            }
            for job in jobs
        ]
        return {**counts, "jobs": shown}

    def _counters(self) -> Mapping[str, JSON]:
        table, tally = self._office.table, self._office.tally
        return {
            "accepted": len(list(table.jobs)),
            "in_flight": table.in_flight,
            "most_in_flight": table.most_in_flight,
            "polls": tally.polls,
            "downloads": tally.downloads,
        }
