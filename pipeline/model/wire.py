"""The conversation with a provider: calls, replies, and what was read out of them. Holds no secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Literal, TypeAlias

from pipeline.model.document import JSON
from pipeline.records import record


@record
class Call:
    """One HTTP request without its secrets. path: from the provider's origin, percent-encoded. json None: no
    body. is_question: a POST that changes nothing and costs nothing, so that it may be sent again."""

    provider: str
    method: Literal["GET", "POST"]
    path: str
    json: JSON = None
    is_question: bool = False


@record
class Reply:
    """One HTTP answer, read whole. headers: lower-case names."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@record
class Visit:
    """One HTTP request as a server got it, read whole. origin: as the client wrote it, without a slash at the
    end; links in answers begin with it. path: percent-decoded. headers: lower-case names."""

    method: str
    origin: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@record
class FileReply:
    """An HTTP answer that is a file, to be sent piece by piece, or the part of it that was asked for."""

    path: Path
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@record
class BadLine:
    """What becomes of an answer on a line that is broken to order. reply None: not a byte comes.

    share: of the body, how much comes. length_off: what `content-length` tells too much; None: it is not
    told. pause_s: after each byte; 0: all at once. is_packed: gzip, as nobody asked. end: of the line, after
    what came; `hang`: it stays open until the client leaves.
    """

    reply: Reply | FileReply | None
    share: float = 1.0
    length_off: int | None = 0
    pause_s: float = 0.0
    is_packed: bool = False
    end: Literal["close", "reset", "hang"] = "close"


@record
class Accepted:
    """The job is the provider's now, under this id."""

    ticket: str


RejectionKind: TypeAlias = Literal["invalid", "auth", "money", "moderation", "unknown-model", "other"]
"""What a refusal is about."""


@record
class Rejected:
    """Certainly not taken and not charged. code: the provider's own word."""

    code: str
    message: str
    kind: RejectionKind


@record
class Throttled:
    """Not taken: the queue is full. after_s: what Retry-After asked, clamped to 0..600."""

    after_s: float | None


@record
class Ambiguous:
    """Nobody can tell from this answer whether the job exists."""

    reason: str


TicketReading: TypeAlias = Accepted | Rejected | Throttled | Ambiguous


@record
class Queued:
    position: int | None


@record
class Running:
    percent: float | None


@record
class Ended:
    """It stopped; whether well is told by `result`."""


@record
class Succeeded:
    url: str
    seed: int | None
    cost_usd: float | None
    is_flagged: bool


@record
class Broken:
    """The provider could not, or would not, make it. code and message are its own words."""

    code: str
    message: str
    is_moderated: bool


@record
class Cancelled:
    reason: str


@record
class Unknown:
    """The provider does not know the job, or says what is in no list. Not known is not failed.

    is_denial: it says clearly that it does not know it.
    """

    reason: str
    is_denial: bool = False


Status: TypeAlias = Queued | Running | Ended | Succeeded | Broken | Cancelled | Unknown
