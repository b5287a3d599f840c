"""Turns requests into RunComfy's words and its answers into ours. Knows no model, sends nothing and holds no
key.

Four calls: submit, status, result, cancel. `/status` says `completed` of a job that stopped, well or not;
only `/result` says `succeeded`. A submission cannot be looked up or repeated: no id of ours, no list, no
idempotency. Sources: the vendor's Model API pages and the code of its command line client and ComfyUI nodes,
read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias
from urllib.parse import quote

from pipeline.model import (
    JSON,
    Accepted,
    Ambiguous,
    Broken,
    Call,
    Cancelled,
    Ended,
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

# --- its words -------------------------------------------------------------------------------------------

CODES: Mapping[str, RejectionKind] = {
    "400001": "unknown-model",
    "invalidresourceidentifier": "unknown-model",
    "400002": "money",
    "insufficientresources": "money",
    "400004": "auth",
    "useraccounterror": "auth",
    "403001": "auth",
    "permissiondeniederror": "auth",
    "404001": "other",
}
"""Documented codes, with their names: answers have been seen to hold either."""

STATUS_KINDS: Mapping[int, RejectionKind] = {
    400: "invalid",
    401: "auth",
    402: "money",
    403: "auth",
    404: "unknown-model",
    413: "invalid",
    422: "invalid",
}
"""Refusals by status alone. Any other status leaves it open whether the job was taken."""

WAITING = {"in_queue", "queued"}
RUNNING = {"in_progress", "pending", "waiting", "starting", "processing", "running"}
CANCELLED = {"cancelled", "canceled"}
STOPPED = {"completed", "succeeded", "failed"}

MODERATION_WORDS = ("moderation", "content policy", "nsfw", "safety")
"""No code tells a refused picture from a broken run; these words in the message are all there is to go by."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")  # the vendor's ComfyUI nodes refuse any other


# --- the rules -------------------------------------------------------------------------------------------


@record
class RunComfy:
    """The conversation with RunComfy's Model API. The job's id is its `request_id`, which RunComfy
    chooses."""

    name: str = "runcomfy"
    origin: str = "https://model-api.runcomfy.net"
    key_variable: str = "RUNCOMFY_API_TOKEN"
    origin_variable: str = "RUNCOMFY_BASE_URL"
    id_is_ours: bool = False
    batch: int = 1
    images_as: Literal["data-uri", "https"] = "https"
    result_hosts: tuple[str, ...] = ("*.runcomfy.net", "*.runcomfy.com")

    def ticket(self, key: str, attempt: int) -> None:
        """RunComfy chooses."""

    def submit(self, request: Request, ticket: str | None) -> Call:
        """The model's name may hold spaces (`skywork/SkyReels V1`); its slashes part the path."""
        model = "/".join(quote(segment, safe="") for segment in request.endpoint.split("/"))
        return Call(self.name, "POST", f"/v1/models/{model}", dict(request.body))

    def read_ticket(self, reply: Reply, ticket: str | None) -> TicketReading:
        after_s = retry_after_s(reply.headers)
        if reply.status == 429 or (reply.status == 503 and after_s is not None):
            return Throttled(after_s)
        answer = _answer(reply)
        request_id = answer.get("request_id")
        if reply.status < 300 and isinstance(request_id, str) and _REQUEST_ID.fullmatch(request_id):
            return Accepted(request_id)
        return _refusal(reply, _trouble(answer))

    def poll(self, tickets: Sequence[str]) -> Call:
        return self._get(tickets[0], "status")

    def read_statuses(self, reply: Reply, tickets: Sequence[str]) -> Mapping[str, Status]:
        return {ticket: _status(reply, ticket) for ticket in tickets if replies.is_readable(reply)}

    def result(self, ticket: str) -> Call:
        return self._get(ticket, "result?include_cost=true")

    def read_result(self, reply: Reply, ticket: str) -> Status:
        """Here a word that means the end also says how it ended; what cannot be read leaves that open."""
        if not replies.is_readable(reply):
            return Ended()
        answer, status = _answer(reply), _status(reply, ticket)
        if not isinstance(status, Ended):
            return status
        if replies.text(answer.get("status")).lower() == "failed":
            return _broken(_trouble(answer))
        url = next(_links(answer.get("output")), None)
        if url is None:
            return Unknown("it ended, without a link to a video")
        return Succeeded(url, seed=None, cost_usd=replies.cost_usd(answer.get("cost")), is_flagged=False)

    def lookup(self, ticket: str) -> None:
        """There is no archive, and no list of jobs."""

    def read_lookup(self, reply: Reply, ticket: str) -> Status:
        return Unknown("RunComfy has no archive")

    def cancel(self, ticket: str) -> Call:
        """Only a job in the queue is let go."""
        return Call(self.name, "POST", f"/v1/requests/{quote(ticket, safe='')}/cancel")

    def read_cancel(self, reply: Reply, ticket: str) -> Status:
        """Status and outcome have been seen to differ; either may say that the job is cancelled."""
        if reply.status < 300 and replies.text(_answer(reply).get("outcome")).lower() in CANCELLED:
            return Cancelled("cancelled while in the queue")
        return _status(reply, ticket)

    def _get(self, ticket: str, what: str) -> Call:
        return Call(self.name, "GET", f"/v1/requests/{quote(ticket, safe='')}/{what}")


# --- troubles --------------------------------------------------------------------------------------------


@record
class _Trouble:
    """What an answer says went wrong, each empty where it does not say. kind: by its code or its name."""

    code: str
    message: str
    kind: RejectionKind | None


def _answer(reply: Reply) -> Words:
    return replies.fields(replies.parsed(reply.body))


def _trouble(answer: Words) -> _Trouble:
    """Codes and messages from every field that one of the vendor's clients reads them from."""
    inner = {**answer, **replies.fields(answer.get("error")), **replies.fields(answer.get("detail"))}
    codes = [text for name in ("error_code", "code") if (text := replies.text(inner.get(name)))]
    said = [
        text for name in ("error_message", "message", "error", "detail") for text in _said(inner.get(name))
    ]
    kind = next((CODES[word.lower()] for word in [*codes, *said] if word.lower() in CODES), None)
    return _Trouble(next(iter(codes), ""), one_line("; ".join(dict.fromkeys(said))), kind)


def _said(value: JSON) -> Iterator[str]:
    """Text, or the `msg` of each complaint of a list, with the field that it is about."""
    if text := replies.text(value):
        yield text
    for complaint in replies.mappings(value) if isinstance(value, list) else ():
        where = complaint.get("loc")
        field = replies.text(where[-1]) if isinstance(where, list) and where else ""
        yield ": ".join(filter(None, [field, replies.text(complaint.get("msg"))]))


def _refusal(reply: Reply, trouble: _Trouble) -> TicketReading:
    """A refusal is certain only with a known code, or with a status of the table; never from the server's
    side."""
    kind = trouble.kind or STATUS_KINDS.get(reply.status)
    if reply.status >= 500 or kind is None:
        return Ambiguous(_as_line(reply, trouble))
    code = trouble.code or f"HTTP {reply.status}"
    return Rejected(code, trouble.message or replies.first_line(reply), kind)


def _broken(trouble: _Trouble) -> Broken:
    message = trouble.message or "it failed, and RunComfy does not say why"
    is_moderated = any(word in message.lower() for word in MODERATION_WORDS)
    return Broken(trouble.code or "failed", message, is_moderated)


def _as_line(reply: Reply, trouble: _Trouble) -> str:
    said = " ".join(filter(None, [trouble.code, trouble.message])) or replies.first_line(reply)
    return f"HTTP {reply.status}, {said}"


# --- a job's state ---------------------------------------------------------------------------------------


def _status(reply: Reply, ticket: str) -> Status:
    """The words of `/status`, `/result` and cancel, which overlap; how a job ended is left to
    `read_result`."""
    answer = _answer(reply)
    if not 200 <= reply.status < 300:
        return Unknown(_as_line(reply, _trouble(answer)))
    if answer.get("request_id", ticket) != ticket:
        return Unknown("the answer is about another job")
    word = replies.text(answer.get("status")).lower()
    if word in WAITING:
        return Queued(replies.whole_number(answer.get("queue_position")))
    if word in RUNNING:
        return Running(None)
    if word in CANCELLED:
        return Cancelled("cancelled")
    if word in STOPPED:
        return Ended()
    return Unknown(f"a state that is in no list: {word}" if word else _as_line(reply, _trouble(answer)))


def _links(output: JSON) -> Iterator[str]:
    """Links to videos: `output` is an object by the schema, a string or a list by the pages; never the echoed
    input."""
    match output:
        case str():
            url = replies.link(output)
            if url:
                yield url
        case list():
            for item in output:
                yield from _links(item)
        case dict():
            for name in ("video", "videos"):
                yield from _links(output.get(name))
