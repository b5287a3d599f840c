"""Lists what a studio can be told to do wrong: the table that the grammar, the handlers and the reference
read. Does none of it.

Sources: what the vendors' pages leave open or contradict, and what clients of theirs have met; read in
November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.records import record
from pipeline.studio.mishaps.ordering import MOMENTS, Moment, Stage

CALLS: tuple[Moment, ...] = tuple(moment for moment in MOMENTS if moment != "download")
SUBMIT: tuple[Moment, ...] = ("submit",)
BOTH = ("runcomfy", "runware")
NUMBER = r"[0-9]{1,6}"
SECONDS = r"[0-9]{1,5}(\.[0-9]{1,3})?"
LIFE = rf"{NUMBER}|{SECONDS}s"
CODE = r"[A-Za-z0-9_]{1,60}"
STATUS = r"[45][0-9]{2}"


@record
class Kind:
    """does: one line for people. shown: how its argument is written; empty: it takes none. pattern: of the
    argument. usual: the argument where none is written; None: one must be. moments: where it strikes if the
    order does not say; empty: an order may not say, since it stays with a job or is a rule."""

    stage: Stage
    does: str
    shown: str = ""
    pattern: str = ""
    usual: str | None = ""
    moments: tuple[Moment, ...] = ()
    providers: tuple[str, ...] = BOTH


_WHEN = r"unheard|unanswered"
_WHEN_SHOWN = "unheard|unanswered"
_RUNWARE, _RUNCOMFY = ("runware",), ("runcomfy",)

KINDS: Mapping[str, Kind] = {
    # --- the line: only over a socket -----------------------------------------------------------------------
    "unread": Kind(
        "door",
        "the line breaks once the head of a request has come, before its body is read; nobody has seen the "
        "prompt then, so only the provider and the number select, and a Runware request of any kind counts",
        "drop|reset",
        "drop|reset",
        "drop",
    ),
    "drop": Kind(
        "line",
        "the line is closed without an answer: before the request is acted on (`unheard`), or after",
        _WHEN_SHOWN,
        _WHEN,
        "unanswered",
        SUBMIT,
    ),
    "reset": Kind(
        "line",
        "the same, by a reset; `midway`: after half of the answer",
        f"{_WHEN_SHOWN}|midway",
        f"{_WHEN}|midway",
        "unanswered",
        SUBMIT,
    ),
    "hang": Kind(
        "line",
        "nothing more comes and the line stays open: before the request is acted on, after, or after half of "
        "the answer",
        f"{_WHEN_SHOWN}|midway",
        f"{_WHEN}|midway",
        "unanswered",
        SUBMIT,
    ),
    "half": Kind(
        "line",
        "the line is closed after this share of the answer's body",
        "SHARE",
        r"0(\.[0-9]{1,3})?",
        "0.5",
        ("submit", "download"),
    ),
    "drip": Kind(
        "line",
        "the answer comes byte by byte, so many seconds apart",
        "SECONDS",
        SECONDS,
        "1",
        ("submit", "download"),
    ),
    "length": Kind(
        "line",
        "`content-length` is wrong by so many bytes, or is not told",
        "+N|-N|none",
        rf"[+-]{NUMBER}|none",
        "+10",
        ("submit", "download"),
    ),
    "gzip": Kind(
        "line", "the answer comes packed, though nobody asked for it", moments=("submit", "download")
    ),
    # --- in place of an answer; nothing is accepted ---------------------------------------------------------
    "status": Kind(
        "instead",
        "this HTTP status, with a `Retry-After` as it is written here: seconds, anything odd, or a date so "
        "many seconds from now",
        "STATUS[:SECONDS|date+SECONDS|TEXT]",
        rf"{STATUS}(:.{{1,40}})?",
        None,
        SUBMIT,
    ),
    "refuse": Kind(
        "instead",
        "an error with this code, under the status that goes with it or the one that is written",
        "CODE[:STATUS]",
        rf"{CODE}(:{STATUS})?",
        None,
        SUBMIT,
    ),
    "redirect": Kind(
        "instead",
        "302 to this address; without one, to where the client is already",
        "URL",
        r"(https?://[!-~]{1,500})?",
        "",
        ("download",),
    ),
    # --- over an answer; what was asked has been done -------------------------------------------------------
    "accepted-then": Kind(
        "after", "the job is accepted, and the answer has this status", "STATUS", STATUS, "500", SUBMIT
    ),
    "empty": Kind("after", "200 without a body", moments=SUBMIT),
    "garbled": Kind("after", "200 with a page that is no JSON and no clip", moments=SUBMIT),
    "error-key": Kind(
        "after",
        "an answer with errors holds the first alone, under `error`, as older pages have it",
        moments=CALLS,
        providers=_RUNWARE,
    ),
    "parameter-list": Kind("after", "an error's `parameter` is a list", moments=CALLS, providers=_RUNWARE),
    "no-request-id": Kind(
        "after", "a submission is accepted without telling its id", moments=SUBMIT, providers=_RUNCOMFY
    ),
    "error-as-200": Kind(
        "after",
        "errors come with status 200, as `error_code` and `error_message`",
        moments=CALLS,
        providers=_RUNCOMFY,
    ),
    "cancel-words": Kind(
        "after",
        "a cancellation is answered with these words",
        "STATUS:OUTCOME",
        r"[a-z_]{1,40}:[a-z_]{1,40}",
        "completed:cancelled",
        ("cancel",),
        _RUNCOMFY,
    ),
    # --- rules of the house ---------------------------------------------------------------------------------
    "duplicate": Kind(
        "rule",
        "what becomes of a `taskUUID` that is known: refused with 400 (the usual) or 409; accepted and "
        "charged again; refused only until the first has ended",
        "400|409|charged|charged-once-ended",
        "400|409|charged|charged-once-ended",
        "charged",
        providers=_RUNWARE,
    ),
    "unknown-task": Kind(
        "rule",
        "asking for a task that nobody knows is an error with this code, not an empty answer",
        "CODE",
        CODE,
        "taskNotFound",
        providers=_RUNWARE,
    ),
    # --- what stays with a job ------------------------------------------------------------------------------
    "lag": Kind(
        "job",
        "nobody knows of it for so many questions, or seconds: reads lag behind writes",
        "N|Ns",
        LIFE,
        "3",
    ),
    "lost": Kind("job", "after so many questions, or seconds, nobody has heard of it", "N|Ns", LIFE, "0"),
    "queue": Kind("job", "it waits for so many questions, and counts down", "N", NUMBER, "3"),
    "slow": Kind("job", "it is under way for so many questions", "N", NUMBER, "3"),
    "endless": Kind("job", "it never ends"),
    "fails": Kind(
        "job",
        "it ends as failed, with this code. Runware tells it in `errors`, in an `item` that holds an error, "
        "or `flat` in the item; RunComfy's `/status` says `completed`, or by `status` `failed`",
        "CODE[:errors|item|flat|status]",
        rf"{CODE}(:(errors|item|flat|status))?",
        "providerError",
    ),
    "word": Kind(
        "job", "while it is unfinished, its status is this word", "WORD", r"[A-Za-z_-]{1,40}", "pending"
    ),
    "cost": Kind(
        "job", "its cost is told as this, or not at all", "USD|missing", rf"missing|{SECONDS}", "missing"
    ),
    "nsfw": Kind("job", "`NSFWContent` is true", providers=_RUNWARE),
    "output": Kind(
        "job",
        "the form of its output",
        "text|list|videos|list-of-objects",
        "text|list|videos|list-of-objects",
        "text",
        providers=_RUNCOMFY,
    ),
    "echo": Kind("job", "its result holds the request's input too", providers=_RUNCOMFY),
    "film-late": Kind(
        "job",
        "its clip answers 404 for so many tries, or seconds after its link was given",
        "N|Ns",
        LIFE,
        "2",
    ),
    "film-dead": Kind(
        "job",
        "its first links answer 403; asking for the job after one was tried gives the next",
        "LINKS",
        NUMBER,
        "1",
    ),
    "film-expires": Kind(
        "job",
        "each of its links answers 403 once it is so many seconds old; asking for the job gives a new one",
        "SECONDS",
        SECONDS,
        "60",
    ),
}
"""By name, in the order of the reference."""
