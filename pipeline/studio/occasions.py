"""Turns a visit into the occasion that a mishap may strike: what it is for, and about which prompts. Answers
nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model import JSON, Visit
from pipeline.showing import one_line
from pipeline.studio import runcomfy, runware
from pipeline.studio.jobs import JobTable
from pipeline.studio.mishaps import Occasion
from pipeline.studio.mishaps.ordering import Moment
from pipeline.studio.office import parsed
from pipeline.studio.whims import PROMPT_LIMIT

_TASKS: Mapping[str, Moment] = {
    "videoInference": "submit",
    "getResponse": "poll",
    "getTaskDetails": "lookup",
}
_QUESTIONS: Mapping[str, Moment] = {"status": "poll", "result": "result"}


def at_the_door(visit: Visit) -> Occasion | None:
    """Of a visit that has only its head yet, and a body to come."""
    match visit.method, _way(visit):
        case "POST", ["v1"]:
            return Occasion(None, runware.NAME)
        case "POST", ["v1", *_]:
            return Occasion(None, runcomfy.NAME)
        case _:
            return None


def occasion(table: JobTable, visit: Visit) -> Occasion | None:
    """Of a whole visit. None: of what is the studio's own, or nothing."""
    match visit.method, _way(visit):
        case "POST", ["v1"]:
            return _of_tasks(table, parsed(visit.body))
        case "POST", ["v1", "models", *_]:
            body = parsed(visit.body)
            return Occasion(
                "submit", runcomfy.NAME, _texts([body.get("prompt")] if isinstance(body, dict) else [])
            )
        case "GET", ["v1", "requests", request_id, "status" | "result" as what]:
            return Occasion(_QUESTIONS[what], runcomfy.NAME, _prompts(table, runcomfy.NAME, [request_id]))
        case "POST", ["v1", "requests", request_id, "cancel"]:
            return Occasion("cancel", runcomfy.NAME, _prompts(table, runcomfy.NAME, [request_id]))
        case "GET", ["files", name]:
            job = table.job_of(name.removesuffix(".mp4"))
            return Occasion("download", job.provider, _texts([job.prompt])) if job else None
        case _:
            return None


def _way(visit: Visit) -> list[str]:
    return visit.path.removeprefix("/").split("/")


def _of_tasks(table: JobTable, body: JSON) -> Occasion | None:
    """An array may hold tasks of several kinds: what buys counts before what asks."""
    tasks = [task for task in body if isinstance(task, dict)] if isinstance(body, list) else []
    kinds = {_TASKS[kind] for task in tasks if (kind := str(task.get("taskType"))) in _TASKS}
    moment = next((moment for moment in _TASKS.values() if moment in kinds), None)
    if moment is None:
        return None
    ids = [str(task.get("taskUUID")).lower() for task in tasks]
    written = _texts([task.get("positivePrompt") for task in tasks])
    return Occasion(moment, runware.NAME, (*written, *_prompts(table, runware.NAME, ids)))


def _prompts(table: JobTable, provider: str, ids: Sequence[str]) -> tuple[str, ...]:
    jobs = [table.find(provider, one) for one in ids]
    return _texts([job.prompt for job in jobs if job])


def _texts(values: Sequence[JSON]) -> tuple[str, ...]:
    return tuple(one_line(value, PROMPT_LIMIT) for value in values if isinstance(value, str))
