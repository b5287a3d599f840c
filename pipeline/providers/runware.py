"""Turns requests into Runware's words and its answers into ours. Knows no model, sends nothing and holds no
key.

One URL for everything, `POST /v1` with an array of tasks; answers hold `data`, `errors` or both, matched by
`taskUUID`. Sources: the vendor's pages on authentication, errors, task polling, task details and rate limits,
and the types and tests of its Python, TypeScript and command line clients, read in November 2026. Where they
differ, all are read.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from pipeline.model import (
    JSON,
    Accepted,
    Ambiguous,
    Broken,
    Call,
    Cancelled,
    Queued,
    Rejected,
    RejectionKind,
    Reply,
    Request,
    Running,
    Status,
    Succeeded,
    Throttled,
    TicketReading,
    Unknown,
)
from pipeline.pauses import retry_after_s
from pipeline.providers import replies
from pipeline.records import record
from pipeline.showing import one_line

Words: TypeAlias = Mapping[str, JSON]

ENVELOPE: Words = {
    # Video is async only, by URL only; a cost is told only when asked for.
    "deliveryMethod": "async",
    "includeCost": True,
    "outputType": "URL",
    "outputFormat": "MP4",
    "numberResults": 1,
}

# --- its words -------------------------------------------------------------------------------------------

DUPLICATE = "conflicttaskuuid"
"""A `taskUUID` that it has already: our first sending arrived. Seen with status 400 and 409, so the code
alone counts."""

KINDS: Mapping[RejectionKind, tuple[str, ...]] = {
    "unknown-model": ("invalidmodel", "modelnotfound"),
    "auth": (
        "invalidapikey",
        "missingapikey",
        "unauthorized",
        "forbidden",
        "permissiondenied",
        "insufficientpermissions",
        "accountsuspended",
        "workspacedisabled",
    ),
    "money": ("insufficientcredits", "providerinsufficientcredits", "quotaexceeded", "paymentrequired"),
    "moderation": (
        "contentpolicyviolation",
        "providercontentpolicyviolation",
        "sensitivecontentdetected",
        "unsafecontentdetected",
        "nsfwcontentdetected",
        "promptblocked",
        "imageblocked",
        "moderationfailed",
    ),
    "invalid": ("valuetoolarge", "valuetoosmall", "arraytoolarge", "arraytoosmall", "validationfailed"),
}
THROTTLING = {"ratelimitexceeded", "inferenceratelimitexceeded", "providerratelimitexceeded"}
NOT_HERE = {"tasknotfound", "taskexpired", "taskfailedornotfound"}
UPSTREAM = {
    "timeoutprovider",
    "providertimeout",
    "providergatewaytimeout",
    "providererror",
    "providerunavailable",
    "providerbadgateway",
    "providerinternalerror",
    "inferenceerror",
    "processingfailed",
    "taskfailed",
    "downloadfailed",
    "uploadfailed",
    "noavailableserver",
    "modelunavailable",
    "modelnotready",
    "modeldisabled",
    "internalservererror",
    "serviceunavailable",
    "standarderror",
    "unknownerror",
}
"""Where one of these answers a submission, it does not say whether the job was taken."""

INVALID_BEGINNINGS = ("invalid", "missing", "unsupported", "unknown", "incompatible", "mismatch", "max")
"""The vendor says that codes are still being renamed; these beginnings are what its names for bad requests
share."""

STATUS_KINDS: Mapping[int, RejectionKind] = {
    400: "invalid",
    401: "auth",
    402: "money",
    403: "auth",
    404: "other",
    413: "invalid",
    422: "invalid",
}
"""Refusals by status alone, free of charge. Any other status without a known code leaves the matter open."""

WAITING = {"pending", "queued", "scheduled", "waiting"}
RUNNING = {"processing"}
DONE = {"success"}


# --- the rules -------------------------------------------------------------------------------------------


@record
class Runware:
    """The conversation with Runware. Nothing can be cancelled there; a job's id is its `taskUUID`, which we
    choose."""

    name: str = "runware"
    origin: str = "https://api.runware.ai"
    key_variable: str = "RUNWARE_API_KEY"
    origin_variable: str = "RUNWARE_BASE_URL"
    id_is_ours: bool = True
    batch: int = 20
    images_as: Literal["data-uri", "https"] = "data-uri"
    result_hosts: tuple[str, ...] = ("*.runware.ai",)

    def ticket(self, key: str, attempt: int) -> str:
        """A UUID of version 4's form out of the key's digest, so that two machines with one request meet on
        one job."""
        digest = hashlib.sha256(f"runware-task/1\n{key}\n{attempt}".encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def submit(self, request: Request, ticket: str | None) -> Call:
        """The request as the only task. Without a ticket, as when it is only shown, `taskUUID` is left
        out."""
        task = _task("videoInference", ticket)
        return self._call({**task, "model": request.endpoint, **request.body, **ENVELOPE})

    def read_ticket(self, reply: Reply, ticket: str | None) -> TicketReading:
        """Accepted also where the answer says that the id is known: the sending before this one arrived."""
        envelope = _envelope(reply)
        errors = [error for error in envelope.errors if _concerns(error, ticket)]
        if any(error.code == DUPLICATE for error in errors) and ticket:
            return Accepted(ticket)
        if reply.status < 300 and ticket and any(_is_of(item, ticket) for item in envelope.items):
            return Accepted(ticket)
        return _refusal(reply, errors)

    def poll(self, tickets: Sequence[str]) -> Call:
        tasks: list[JSON] = [_task("getResponse", ticket) for ticket in tickets]
        return self._call(*tasks, is_question=True)

    def read_statuses(self, reply: Reply, tickets: Sequence[str]) -> Mapping[str, Status]:
        """Errors settle a job only where they are about the job and not about the asking."""
        document = replies.about_jobs(reply)
        if document is None:
            return {}
        envelope, alone = _sorted_out(document), len(tickets) == 1
        own = _by_task(envelope.items)
        return {
            ticket: _status(own[ticket.lower()], _of_job(envelope, ticket, alone=alone), envelope, reply)
            for ticket in tickets
        }

    def result(self, ticket: str) -> None:
        """Polling tells everything."""

    def read_result(self, reply: Reply, ticket: str) -> Status:
        return self.read_statuses(reply, [ticket]).get(ticket, Unknown("no answer that can be read"))

    def lookup(self, ticket: str) -> Call:
        return self._call(_task("getTaskDetails", ticket), is_question=True)

    def read_lookup(self, reply: Reply, ticket: str) -> Status:
        """The archive keeps the whole answer of old under `response`; it may be the refusal of a
        duplicate."""
        document = replies.about_jobs(reply)
        if document is None:
            return Unknown(_as_line(reply, None))
        envelope, alone = _sorted_out(document), False
        for item in envelope.items:
            if _is_of(item, ticket) and isinstance(item.get("response"), dict | list):
                envelope, alone = _sorted_out(item["response"]), True
                break
        own = [item for item in envelope.items if _is_of(item, ticket)]
        return _status(own, _of_job(envelope, ticket, alone=alone), envelope, reply)

    def cancel(self, ticket: str) -> None:
        """There is no such task."""

    def read_cancel(self, reply: Reply, ticket: str) -> Status:
        return Unknown("Runware cancels nothing")

    def _call(self, *tasks: JSON, is_question: bool = False) -> Call:
        return Call(self.name, "POST", "/v1", list(tasks), is_question)


def _task(task_type: str, ticket: str | None) -> dict[str, JSON]:
    return {"taskType": task_type} if ticket is None else {"taskType": task_type, "taskUUID": ticket}


# --- answers, sorted out ---------------------------------------------------------------------------------


@record
class _Error:
    """An entry of `errors`, or an item of `data` that says it failed. code: lower case, for the tables."""

    code: str
    written_code: str
    message: str
    task: JSON
    task_type: str


@record
class _Envelope:
    items: tuple[Words, ...]
    errors: tuple[_Error, ...]


def _envelope(reply: Reply) -> _Envelope:
    return _sorted_out(replies.parsed(reply.body))


def _sorted_out(document: JSON) -> _Envelope:
    """`data`, `errors` and the older `error` of an answer, or a bare list; failed items count as errors."""
    envelope = replies.fields(document)
    entries = [*replies.mappings(envelope.get("data")), *(replies.mappings(document) if not envelope else ())]
    errors = [*replies.mappings(envelope.get("errors")), *replies.mappings(envelope.get("error"))]
    items: list[Words] = []
    for entry in entries:
        (errors if _is_failure(entry) else items).append(entry)
    return _Envelope(tuple(items), tuple(_error(entry) for entry in errors))


def _is_failure(entry: Words) -> bool:
    return entry.get("status") == "error" or "error" in entry or bool(replies.text(entry.get("code")))


def _error(entry: Words) -> _Error:
    """code and message stand in the entry itself, or in the `error` that it holds."""
    inner = {**entry, **replies.fields(entry.get("error"))}
    code = replies.text(inner.get("code"))
    message = replies.text(inner.get("message")) or replies.text(entry.get("error"))
    return _Error(
        code.lower(),
        code or "error",
        _with_parameter(message, inner.get("parameter")),
        entry.get("taskUUID", inner.get("taskUUID")),
        replies.text(entry.get("taskType")),
    )


def _with_parameter(message: str, parameter: JSON) -> str:
    """The message, with the field it is about where it does not name it. parameter: one, or a list of
    them."""
    names = [replies.text(name) for name in (parameter if isinstance(parameter, list) else [parameter])]
    missing = [name for name in names if name and name not in message]
    return one_line(f"{message} ({', '.join(missing)})" if missing else message)


def _same(written: JSON, ticket: str) -> bool:
    return isinstance(written, str) and written.lower() == ticket.lower()


def _by_task(items: Sequence[Words]) -> Mapping[str, tuple[Words, ...]]:
    """Items by their `taskUUID` in lower case; of none for every other id."""
    found: defaultdict[str, tuple[Words, ...]] = defaultdict(tuple)
    for item in items:
        if isinstance(task := item.get("taskUUID"), str):
            found[task.lower()] += (item,)
    return found


def _is_of(item: Words, ticket: str) -> bool:
    return _same(item.get("taskUUID"), ticket)


def _concerns(error: _Error, ticket: str | None) -> bool:
    return ticket is None or error.task is None or _same(error.task, ticket)


# --- a submission ----------------------------------------------------------------------------------------


def _refusal(reply: Reply, errors: Sequence[_Error]) -> TicketReading:
    after_s = retry_after_s(reply.headers)
    if reply.status == 429 or (reply.status == 503 and after_s is not None):
        return Throttled(after_s)
    error = errors[0] if errors else None
    if reply.status >= 500 or (error and error.code in UPSTREAM):
        return Ambiguous(_as_line(reply, error))
    if error and error.code in THROTTLING:
        return Throttled(after_s)
    kind = (_kind(error.code) if error else None) or STATUS_KINDS.get(reply.status)
    if kind is None:
        return Ambiguous(_as_line(reply, error))
    if error is None:
        return Rejected(f"HTTP {reply.status}", replies.first_line(reply), kind)
    return Rejected(error.written_code, error.message, kind)


def _kind(code: str) -> RejectionKind | None:
    listed = next((kind for kind, codes in KINDS.items() if code in codes), None)
    if listed or code in UPSTREAM or code in THROTTLING:
        return listed
    return "invalid" if code.startswith(INVALID_BEGINNINGS) else None


def _as_line(reply: Reply, error: _Error | None) -> str:
    said = f"{error.written_code}: {error.message}" if error else replies.first_line(reply)
    return f"HTTP {reply.status}, {said}"


# --- a job's state ---------------------------------------------------------------------------------------


def _of_job(envelope: _Envelope, ticket: str, *, alone: bool) -> list[_Error]:
    """The errors about one job. alone: no other job was asked about, so that one without a `taskUUID` is
    about this one."""
    return [error for error in envelope.errors if _same(error.task, ticket) or (alone and error.task is None)]


_WEIGHTS: Mapping[type, int] = {Succeeded: 0, Running: 1, Queued: 1, Broken: 2, Cancelled: 2, Unknown: 3}


def _status(items: Sequence[Words], errors: Sequence[_Error], whole: _Envelope, reply: Reply) -> Status:
    """The best that is said of one job: made, else going on, else failed, else not known.

    items, errors: of this job. An answer is cumulative and may repeat an item; equal ones are one, and we ask
    for one clip a task.
    """
    said = [*(_verdict(error, reply) for error in errors), *map(_item_status, items)]
    if said:
        return min(said, key=lambda status: _WEIGHTS[type(status)])
    # An empty answer is what the service has given for a job that runs, too: one alone settles nothing.
    return Unknown("nothing is said of this job", is_denial=reply.status == 200 and not whole.errors)


def _item_status(item: Words) -> Status:
    word, url = replies.text(item.get("status")).lower(), replies.link(item.get("videoURL"))
    if word in DONE or (not word and url):
        return _succeeded(item, url) if url else Unknown("success, without a link")
    if word in WAITING:
        return Queued(None)
    if word in RUNNING or "status" not in item:
        return Running(replies.percent(item.get("progress")))
    return Unknown(f"a state that is in no list: {word or 'no word'}")


def _succeeded(item: Words, url: str) -> Succeeded:
    return Succeeded(
        url=url,
        seed=replies.whole_number(item.get("seed")),
        cost_usd=replies.cost_usd(item.get("cost")),
        is_flagged=item.get("NSFWContent") is True,
    )


def _verdict(error: _Error, reply: Reply) -> Status:
    """What an error says of the job. It says nothing where it may be about the asking: key, queue, or
    form."""
    if error.code == "taskcancelled":
        return Cancelled(error.message)
    kind = _kind(error.code)
    is_of_the_job = error.task_type == "videoInference" or (not error.task_type and reply.status == 200)
    is_about_asking = error.code in THROTTLING | NOT_HERE | {DUPLICATE} or kind == "auth"
    if is_about_asking or not is_of_the_job:
        return Unknown(_as_line(reply, error), is_denial=error.code in NOT_HERE)
    return Broken(error.written_code, error.message, kind == "moderation")
