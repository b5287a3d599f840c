"""Turns calls of RunComfy's Model API into its answers. Knows no model's fields.

Sources: RunComfy's Model API pages with their error codes, and what its own clients rely on; read in November
2026. The names of the fields of an error are not documented: these are the ones that most of its clients
read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from pipeline.model import JSON, Reply, Visit
from pipeline.showing import one_line
from pipeline.studio import skyreels_v1
from pipeline.studio.complaints import Complaint
from pipeline.studio.dressing import dressed
from pipeline.studio.jobs import Commission, Done, Job, Phase, Spoiled, Underway, Waiting, Withdrawn
from pipeline.studio.office import Office, answer, bearer, parsed

NAME = "runcomfy"


def reply(office: Office, visit: Visit, way: Sequence[str]) -> Reply:
    """way: what follows `/v1` in the path, percent-decoded: ("requests", id, "status")."""
    if not office.is_open_to(bearer(visit)):
        return _trouble(401, 400004, "UserAccountError", "the token is missing or expired")
    match visit.method, way:
        case "POST", ["models", *model]:
            return _submitted(office, visit, "/".join(model))
        case "GET", ["requests", request_id, "status" | "result" as what]:
            office.tally.polls += 1
            return _told(office, visit, request_id, what)
        case "POST", ["requests", request_id, "cancel"]:
            return _cancelled(office, request_id)
        case _:
            return _trouble(404, 404001, "ResourceNotFound", "there is nothing of this name")


def _trouble(status: int, code: int, name: str, message: str) -> Reply:
    return answer(status, {"code": code, "error": name, "message": message})


NAMES: Mapping[int, str] = {
    400001: "InvalidResourceIdentifier",
    400002: "InsufficientResources",
    400004: "UserAccountError",
    403001: "PermissionDeniedError",
    404001: "ResourceNotFound",
}
"""The codes that are documented; the first three digits of each are its status."""
STATUS_CODES: Mapping[int, int] = {401: 400004, 402: 400002, 403: 403001, 404: 404001}
"""Statuses that clients have met in place of a documented one."""


def status_of(code: str) -> int:
    status = int(code[:3]) if code.isascii() and code.isdigit() else 400
    return status if 400 <= status < 600 else 400


def trouble(visit: Visit, status: int, code: str = "", headers: Mapping[str, str] | None = None) -> Reply:
    """code: empty for the one that goes with the status."""
    number = int(code) if code.isascii() and code.isdigit() else STATUS_CODES.get(status, status * 1000 + 1)
    name = code if code and not code.isdigit() else NAMES.get(number, "Error")
    document: dict[str, JSON] = {"code": number, "error": name, "message": "as it was ordered"}
    return answer(status, document, headers)


def _submitted(office: Office, visit: Visit, model: str) -> Reply:
    if model != skyreels_v1.MODEL:
        words = f"there is no model {one_line(model, 80)}; this studio has {skyreels_v1.MODEL}"
        return _trouble(400, 400001, "InvalidResourceIdentifier", words)
    body = parsed(visit.body)
    if not isinstance(body, dict):
        return _invalid([Complaint("invalid", "the body is a JSON object", "body")])
    asked = skyreels_v1.commission(body, office.table.seed_for, office.pictures)
    if not isinstance(asked, Commission):
        return _invalid(asked)
    job = _job(office, asked, body)
    office.accept(job, asked)
    return answer(200, {"request_id": job.id, **_links(visit, job, "status", "result", "cancel")})


def _invalid(complaints: Sequence[Complaint]) -> Reply:
    """The form is one that RunComfy's own client reads; neither it nor the status is documented."""
    detail: list[JSON] = [
        {"loc": ["body", complaint.parameter], "msg": complaint.message, "type": complaint.code}
        for complaint in complaints
    ]
    return answer(422, {"detail": detail})


def _job(office: Office, asked: Commission, body: Mapping[str, JSON]) -> Job:
    """Of the request a link is kept, and no picture that is written out."""
    return Job(
        id=office.new_id(),
        provider=NAME,
        model=skyreels_v1.MODEL,
        clip=office.new_id(),
        prompt=asked.order.prompt,
        seed=asked.order.seed,
        cost_usd=asked.cost_usd,
        tells_cost=False,
        accepted_at=office.now(),
        request={name: value for name, value in body.items() if not str(value).startswith("data:")},
    )


def _links(visit: Visit, job: Job, *names: str) -> dict[str, JSON]:
    return {f"{name}_url": f"{visit.origin}/v1/requests/{job.id}/{name}" for name in names}


# --- questions ---------------------------------------------------------------------------------------------


def _told(office: Office, visit: Visit, request_id: str, what: str) -> Reply:
    job = office.table.find(NAME, request_id)
    phase = office.phase_for(job) if job else None
    if job is None or phase is None:
        return _unknown(request_id)
    head: dict[str, JSON] = {"request_id": job.id}
    if what == "status":
        said = head | _progress(phase) | _links(visit, job, "status", "result")
    else:
        has_cost = visit.query.get("include_cost") == "true"
        said = head | _outcome(office, visit, job, phase, has_cost=has_cost)
    return answer(200, dressed(said, office.whims.of(job), job))


def _unknown(request_id: str) -> Reply:
    return _trouble(404, 404001, "ResourceNotFound", f"there is no request {one_line(request_id, 80)}")


def _progress(phase: Phase) -> dict[str, JSON]:
    """The words of `/status`, where `completed` means that it stopped, well or not."""
    match phase:
        case Waiting(position=position):
            return {"status": "in_queue", "queue_position": position}
        case Underway():
            return {"status": "in_progress"}
        case Spoiled(form="status"):
            return {"status": "failed"}
        case Done() | Spoiled():
            return {"status": "completed"}
        case Withdrawn():
            return {"status": "cancelled"}
        case _:
            assert_never(phase)


def _outcome(office: Office, visit: Visit, job: Job, phase: Phase, *, has_cost: bool) -> dict[str, JSON]:
    """The words of `/result`. Only it tells `succeeded` from `failed`."""
    match phase:
        case Waiting():
            return {"status": "in_queue"}
        case Underway():
            return {"status": "in_progress"}
        case Done(at=at):
            output: dict[str, JSON] = {"video": office.clip_url(visit, job)}
            result: dict[str, JSON] = {"status": "succeeded", "output": output, **_times(job, at)}
            return result | {"cost": job.cost_usd} if has_cost else result
        case Spoiled(at=at, reason=reason):
            return {"status": "failed", "error": one_line(reason), **_times(job, at)}
        case Withdrawn(at=at):
            return {"status": "cancelled", **_times(job, at)}
        case _:
            assert_never(phase)


def _times(job: Job, at: str) -> dict[str, JSON]:
    return {"created_at": job.accepted_at, "finished_at": at}


def _cancelled(office: Office, request_id: str) -> Reply:
    """Only what waits is let go; for the rest it is no error, and changes nothing."""
    job = office.table.find(NAME, request_id)
    if job is None:
        return _unknown(request_id)
    outcome = "cancelled" if office.cancel(job) else "not_cancellable"
    phase = office.shown(job)
    if phase is None:
        return _unknown(request_id)
    return answer(202, {"request_id": job.id, "status": _progress(phase)["status"], "outcome": outcome})
