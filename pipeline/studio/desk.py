"""Turns visits into replies by way of the protocol that they speak, and accepted jobs into paintings. Opens
no socket, fetches nothing and paints nothing: whoever serves it does."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.model import JSON, BadLine, FileReply, Painting, Reply, Visit
from pipeline.ports import Pictures
from pipeline.showing import one_line
from pipeline.studio import misbehaving, occasions, runcomfy, runware
from pipeline.studio.jobs import JobTable
from pipeline.studio.mishaps import Lots, Orders
from pipeline.studio.office import Office, Tally, answer
from pipeline.studio.whims import Whims

PROMPT_SHOWN = 60
NOTHING_WRONG = Orders()


def _new_id() -> str:
    return str(uuid.uuid4())


def _number(link: str) -> int:
    return int(link) if link.isascii() and link.isdigit() and len(link) < 10 else 0


class Studio:
    """A studio that speaks both providers' protocols; implements `ports.Desk`. State is in memory alone.

    folder: where films are painted and served from, its own. workers: how many are painted at once. now: UTC,
    ISO 8601. new_id: a UUID never given before. key: the only API key that is taken; None: any but an empty
    one. orders: what it does wrong.
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
        orders: Orders = NOTHING_WRONG,
    ) -> None:
        self._folder, self._now = folder, now
        lots = Lots(orders)
        whims = Whims(lots, now)
        self._office = Office(JobTable(workers, now), Tally(), lots, whims, pictures, now, new_id, key)

    def at_the_door(self, visit: Visit) -> BadLine | None:
        occasion = occasions.at_the_door(visit)
        drawn = self._office.lots.draw("door", occasion) if occasion else []
        return misbehaving.on_the_line(drawn, None) if drawn else None

    def answer(self, visit: Visit) -> Reply | FileReply | BadLine:
        """Every request that a studio gets, and the only way to an answer."""
        occasion = occasions.occasion(self._office.table, visit) if self._office.lots else None
        if occasion is None:
            return self._right(visit)
        scene, lots = misbehaving.Scene(visit, occasion, self._now), self._office.lots
        line = lots.draw("line", occasion)
        if misbehaving.is_unheard(line):
            return misbehaving.on_the_line(line, None)
        reply = self._said(scene)
        return misbehaving.on_the_line(line, reply) if line else reply

    def _said(self, scene: misbehaving.Scene) -> Reply | FileReply:
        """The answer before it is on the line: the right one, or one in its place, and what goes over it."""
        lots = self._office.lots
        drawn = lots.draw("instead", scene.occasion)
        reply = misbehaving.instead(drawn[0], scene) if drawn else self._right(scene.visit)
        for mishap in lots.draw("after", scene.occasion):
            reply = misbehaving.over(mishap, reply, scene)
        return reply

    def _right(self, visit: Visit) -> Reply | FileReply:
        match visit.method, visit.path.removeprefix("/").split("/"):
            case "POST", ["v1"]:
                return runware.reply(self._office, visit)
            case _, ["v1", *way]:
                return runcomfy.reply(self._office, visit, way)
            case "GET", ["files", name]:
                return self._film(name, visit.query.get("link", "1"))
            case "GET", ["studio", "charges"]:
                return answer(200, self._charges())
            case "GET", ["studio", "counters"]:
                return answer(200, self._counters())
            case "GET", ["studio", "faults"]:
                return answer(200, {"faults": self._office.lots.told()})
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

    def _film(self, name: str, link: str) -> Reply | FileReply:
        """link: the number of the link that it is loaded by."""
        clip = name.removesuffix(".mp4")
        job = self._office.table.job_of(clip)
        if clip == name or job is None:
            return answer(404, {"error": "NotFound", "message": "there is no such clip"})
        status = self._office.whims.load(job, _number(link))
        if status != 200:
            return answer(status, {"error": "NotFound", "message": "there is no clip by this link now"})
        self._office.tally.downloads += 1
        return FileReply(self._path(clip), "video/mp4")

    def _charges(self) -> Mapping[str, JSON]:
        """What the real services would have charged for: every submission that was accepted, whatever became
        of it; one that was taken twice stands there twice."""
        jobs = self._office.table.charges
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
            "accepted": table.accepted,
            "in_flight": table.in_flight,
            "most_in_flight": table.most_in_flight,
            "polls": tally.polls,
            "downloads": tally.downloads,
        }
