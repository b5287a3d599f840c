"""Turns arrays of Runware's tasks into its answers. Knows no model's fields but the one that names it.

Sources: Runware's pages on authentication, errors and task polling, and what its clients' code relies on;
read in November 2026. Refusals have its codes; their words are ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias, assert_never

from pipeline.model import JSON, Reply, Visit
from pipeline.records import record
from pipeline.showing import one_line
from pipeline.studio import skyreels_v4
from pipeline.studio.complaints import Complaint
from pipeline.studio.dressing import dressed
from pipeline.studio.jobs import Commission, Done, Job, Phase, Spoiled, Underway, Waiting, Withdrawn
from pipeline.studio.mishaps import Occasion
from pipeline.studio.office import Office, answer, bearer, parsed
from pipeline.studio.whims import PROMPT_LIMIT

NAME = "runware"
MOST_TASKS = 100
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)

Task: TypeAlias = Mapping[str, JSON]


@record
class Part:
    """What one task adds to an answer. status: of an answer that holds nothing else."""

    items: Sequence[JSON] = ()
    errors: Sequence[JSON] = ()
    status: int = 200


def reply(office: Office, visit: Visit) -> Reply:
    tasks = parsed(visit.body)
    if not isinstance(tasks, list) or not 1 <= len(tasks) <= MOST_TASKS:
        words = f"the body is a JSON array of 1 to {MOST_TASKS} tasks"
        return _joined([_refused({}, [Complaint("validationFailed", words, "")])])
    key = bearer(visit) or _shown_key(tasks[0])
    if not office.is_open_to(key):
        code = "invalidApiKey" if key else "missingApiKey"
        return _joined([_refused({}, [Complaint(code, "a valid API key is needed", "")], 401)])
    office.tally.polls += any(
        isinstance(task, dict) and task.get("taskType") == "getResponse" for task in tasks
    )
    return _joined([_part(office, visit, task) for task in tasks])


def _shown_key(task: JSON) -> str:
    """The key of an `authentication` task, which may stand first in place of the header."""
    is_shown = isinstance(task, dict) and task.get("taskType") == "authentication"
    key = task.get("apiKey") if is_shown and isinstance(task, dict) else None
    return key if isinstance(key, str) else ""


def _part(office: Office, visit: Visit, task: JSON) -> Part:
    if not isinstance(task, dict):
        return _refused({}, [Complaint("validationFailed", "a task is an object", "")])
    kind = task.get("taskType")
    if kind == "authentication":
        return Part()
    if kind not in ("videoInference", "getResponse", "getTaskDetails"):
        return _refused(
            task, [Complaint("unsupportedTaskType", "this studio makes videos alone", "taskType")]
        )
    written = task.get("taskUUID")
    if not isinstance(written, str) or not _UUID4.fullmatch(written):
        return _refused(task, [Complaint("invalidTaskUUID", "taskUUID is a UUID of version 4", "taskUUID")])
    if kind == "videoInference":
        return _submitted(office, task, written)
    return _told(office, visit, task, written.lower(), is_archive=kind == "getTaskDetails")


def _joined(parts: Sequence[Part]) -> Reply:
    """One answer for the whole array: 200 where anything was well."""
    items: list[JSON] = [item for part in parts for item in part.items]
    errors: list[JSON] = [error for part in parts for error in part.errors]
    is_well = bool(items) or any(part.status == 200 for part in parts)
    status = 200 if is_well else max(part.status for part in parts)
    return answer(status, {"data": items, "errors": errors} if errors else {"data": items})


def _refused(task: Task, complaints: Sequence[Complaint], status: int = 400) -> Part:
    return Part(errors=[_error(task, complaint) for complaint in complaints], status=status)


def _error(task: Task, complaint: Complaint) -> dict[str, JSON]:
    error: dict[str, JSON] = {"code": complaint.code, "message": complaint.message}
    if complaint.parameter:
        error["parameter"] = complaint.parameter
    return error | {name: task[name] for name in ("taskType", "taskUUID") if isinstance(task.get(name), str)}


# --- a submission ------------------------------------------------------------------------------------------


def _submitted(office: Office, task: Task, task_uuid: str) -> Part:
    table = office.table
    if task_uuid.lower() in table:
        return _repeated(office, task, task_uuid)
    if task.get("model") != skyreels_v4.MODEL:
        words = f"there is no model of this name; this studio has {skyreels_v4.MODEL}"
        return _refused(task, [Complaint("invalidModel", words, "model")])
    # Another task with the same words is another take: its seed, and so its picture, goes by the task's id.
    asked = skyreels_v4.commission(
        task, lambda form: table.seed_for([task_uuid.lower(), form]), office.pictures
    )
    if not isinstance(asked, Commission):
        return _refused(task, asked)
    office.accept(_job(office, task, task_uuid.lower(), asked), asked)
    return _acknowledged(task_uuid)


def _acknowledged(task_uuid: str) -> Part:
    return Part([{"taskType": "videoInference", "taskUUID": task_uuid}])


def _repeated(office: Office, task: Task, task_uuid: str) -> Part:
    """Refused, as clients have seen it; whether it always is, the vendor does not say."""
    job = office.table.find(NAME, task_uuid.lower())
    rule = _rule(office, "duplicate", job) or "400"
    is_ended = job is not None and isinstance(office.table.phase(job), Done | Spoiled)
    if job is not None and (rule == "charged" or (rule == "charged-once-ended" and is_ended)):
        office.table.charge_again(job)
        return _acknowledged(task_uuid)
    words = "a task with this taskUUID was submitted before"
    status = 409 if rule == "409" else 400
    return _refused(task, [Complaint("conflictTaskUUID", words, "taskUUID")], status)


def _rule(office: Office, what: str, job: Job | None) -> str | None:
    """How a rule of the house was ordered, where it was."""
    prompts = (one_line(job.prompt, PROMPT_LIMIT),) if job else ()
    drawn = office.lots.draw("rule", Occasion("submit", NAME, prompts), what)
    return drawn[-1].how if drawn else None


def _job(office: Office, task: Task, job_id: str, asked: Commission) -> Job:
    form = asked.form if isinstance(asked.form, dict) else {}
    return Job(
        id=job_id,
        provider=NAME,
        model=skyreels_v4.MODEL,
        clip=office.new_id(),
        prompt=asked.order.prompt,
        seed=asked.order.seed,
        cost_usd=asked.cost_usd,
        tells_cost=task.get("includeCost") is True,
        accepted_at=office.now(),
        request={"taskType": "videoInference", "taskUUID": job_id, "model": skyreels_v4.MODEL}
        | {name: value for name, value in form.items() if name != "inputs"},
        link_life=str(task.get("ttl", "")),
    )


# --- questions ---------------------------------------------------------------------------------------------


def _told(office: Office, visit: Visit, task: Task, job_id: str, *, is_archive: bool) -> Part:
    job = office.table.find(NAME, job_id)
    phase = office.phase_for(job) if job else None
    if job is None or phase is None:
        return _unheard_of(office, task, is_archive=is_archive)
    part = _response(office, visit, job, phase)
    return _details(job, part) if is_archive else part


def _unheard_of(office: Office, task: Task, *, is_archive: bool) -> Part:
    """The archive says so; a poll is answered as for a job that runs, which is what clients have met."""
    code = "taskNotFound" if is_archive else _rule(office, "unknown-task", None)
    if code is None:
        return Part()
    return _refused(task, [Complaint(code, "no task has this taskUUID", "taskUUID")], 404)


def _response(office: Office, visit: Visit, job: Job, phase: Phase) -> Part:
    """A job that failed is gone from `data` and stands in `errors`, with status 200: the asking went well."""
    head: dict[str, JSON] = {"taskType": "videoInference", "taskUUID": job.id}
    match phase:
        case Waiting() | Underway():
            item = head | {"status": "processing"}
        case Done():
            item = head | {"status": "success"} | _result(office, visit, job)
        case Spoiled(reason=reason, code=code, form=form):
            return _failure(head, Complaint(code, one_line(reason), ""), form)
        case Withdrawn():
            return _refused(head, [Complaint("taskCancelled", "the task was cancelled", "")], 200)
        case _:
            assert_never(phase)
    return Part([dressed(item, office.whims.of(job), job)])


def _failure(head: Mapping[str, JSON], complaint: Complaint, form: str) -> Part:
    """form: `item` and `flat` are what Runware's own clients read beside `errors`."""
    error: dict[str, JSON] = {"code": complaint.code, "message": complaint.message}
    match form:
        case "item":
            return Part([{**head, "status": "error", "error": error}])
        case "flat":
            return Part([{**head, "status": "error", **error}])
        case _:
            return _refused(head, [complaint], 200)


def _result(office: Office, visit: Visit, job: Job) -> dict[str, JSON]:
    result: dict[str, JSON] = {
        "videoUUID": job.clip,
        "videoURL": office.clip_url(visit, job),
        "seed": job.seed,
    }
    return result | {"cost": job.cost_usd} if job.tells_cost else result


def _details(job: Job, part: Part) -> Part:
    """The archive: the request as it came, without its pictures, and the whole answer as it stands now."""
    response: dict[str, JSON] = {"data": list(part.items)}
    if part.errors:
        response["errors"] = list(part.errors)
    return Part(
        [
            {"taskType": "getTaskDetails", "taskUUID": job.id}
            | {"request": [dict(job.request)], "response": response}
        ]
    )


# --- what it was told to refuse -----------------------------------------------------------------------------

STATUS_CODES: Mapping[int, str] = {
    401: "invalidApiKey",
    402: "insufficientCredits",
    403: "forbidden",
    404: "taskNotFound",
    409: "conflictTaskUUID",
    429: "rateLimitExceeded",
    500: "internalServerError",
    502: "providerBadGateway",
    503: "serviceUnavailable",
    504: "timeoutProvider",
}
"""The codes that the vendor's pages and clients name, by the status that they go with; 400 for any other."""


def status_of(code: str) -> int:
    return next((status for status, listed in STATUS_CODES.items() if listed == code), 400)


def trouble(visit: Visit, status: int, code: str = "", headers: Mapping[str, str] | None = None) -> Reply:
    """Every task of a visit refused. code: empty for the one that goes with the status."""
    body = parsed(visit.body)
    tasks = [task for task in body if isinstance(task, dict)] if isinstance(body, list) else []
    said = Complaint(code or STATUS_CODES.get(status, "unknownError"), "as it was ordered", "")
    errors: list[JSON] = [_error(task, said) for task in tasks or [{}]]
    return answer(status, {"data": [], "errors": errors}, headers)
