"""Turns mishaps into wrong answers: in place of a right one, over one, and on the line. Draws none itself.

Each table says what one mishap makes of an answer; how it was ordered is text that the catalogue has checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TypeAlias

from pipeline.model import JSON, BadLine, FileReply, Reply, Visit
from pipeline.records import record
from pipeline.studio import runcomfy, runware
from pipeline.studio.mishaps import Mishap, Occasion
from pipeline.studio.office import answer, parsed

Answer: TypeAlias = Reply | FileReply
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@record
class Scene:
    """Where an answer is to go wrong. now: UTC, ISO 8601, read only where it is needed."""

    visit: Visit
    occasion: Occasion
    now: Callable[[], str]


# --- in place of an answer ----------------------------------------------------------------------------------


def instead(mishap: Mishap, scene: Scene) -> Reply:
    return _INSTEAD[mishap.what](mishap.how, scene)


def _status(how: str, scene: Scene) -> Reply:
    status, _, after = how.partition(":")
    return _trouble(scene, int(status), "", _retry_after(after, scene) if after else {})


def _refuse(how: str, scene: Scene) -> Reply:
    code, _, status = how.partition(":")
    usual = runware.status_of if scene.occasion.provider == runware.NAME else runcomfy.status_of
    return _trouble(scene, int(status) if status else usual(code), code, {})


def _redirect(how: str, scene: Scene) -> Reply:
    here = scene.visit.origin + scene.visit.path
    return Reply(302, b"", {"location": how or here})


def _trouble(scene: Scene, status: int, code: str, headers: Mapping[str, str]) -> Reply:
    if scene.occasion.moment == "download":
        return Reply(status, b"<Error/>", {"content-type": "application/xml", **headers})
    trouble = runware.trouble if scene.occasion.provider == runware.NAME else runcomfy.trouble
    return trouble(scene.visit, status, code, headers)


def _retry_after(written: str, scene: Scene) -> dict[str, str]:
    """As it was ordered; of `date+30` the date in 30 s, with the one that it is counted from."""
    word, _, seconds = written.partition("+")
    if word != "date" or not seconds.isascii() or not seconds.isdigit():
        return {"retry-after": written}
    now = datetime.fromisoformat(scene.now())
    until = now + timedelta(seconds=int(seconds))
    return {"date": format_datetime(now, usegmt=True), "retry-after": format_datetime(until, usegmt=True)}


_INSTEAD: Mapping[str, Callable[[str, Scene], Reply]] = {
    "status": _status,
    "refuse": _refuse,
    "redirect": _redirect,
}


# --- over an answer -----------------------------------------------------------------------------------------


def over(mishap: Mishap, reply: Answer, scene: Scene) -> Answer:
    return _OVER[mishap.what](reply, mishap.how, scene)


def _accepted_then(reply: Answer, how: str, scene: Scene) -> Answer:
    return _trouble(scene, int(how), "", {})


def _empty(reply: Answer, how: str, scene: Scene) -> Answer:
    return Reply(200, b"")


def _garbled(reply: Answer, how: str, scene: Scene) -> Answer:
    return Reply(200, PAGE, {"content-type": "text/html"})


def _error_key(reply: Answer, how: str, scene: Scene) -> Answer:
    def alone(document: dict[str, JSON]) -> dict[str, JSON]:
        errors = document.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        return {"error": first} if first is not None else document

    return _rewritten(reply, alone)


def _parameter_list(reply: Answer, how: str, scene: Scene) -> Answer:
    def listed(error: JSON) -> JSON:
        has_one = isinstance(error, dict) and "parameter" in error
        return {**error, "parameter": [error["parameter"]]} if has_one and isinstance(error, dict) else error

    def rewritten(document: dict[str, JSON]) -> dict[str, JSON]:
        errors = document.get("errors")
        return (
            {**document, "errors": [listed(one) for one in errors]} if isinstance(errors, list) else document
        )

    return _rewritten(reply, rewritten)


def _no_request_id(reply: Answer, how: str, scene: Scene) -> Answer:
    def stripped(document: dict[str, JSON]) -> dict[str, JSON]:
        return {name: value for name, value in document.items() if name != "request_id"}

    return _rewritten(reply, stripped)


def _error_as_200(reply: Answer, how: str, scene: Scene) -> Answer:
    if isinstance(reply, FileReply) or reply.status < 400:
        return reply
    said = parsed(reply.body)
    words = said if isinstance(said, dict) else {}
    return answer(
        200,
        {
            "error_code": words.get("code", reply.status * 1000 + 1),
            "error_message": words.get("message", json.dumps(words.get("detail", ""))),
        },
    )


def _cancel_words(reply: Answer, how: str, scene: Scene) -> Answer:
    status, _, outcome = how.partition(":")

    def said(document: dict[str, JSON]) -> dict[str, JSON]:
        return {**document, "status": status, "outcome": outcome} if "outcome" in document else document

    return _rewritten(reply, said)


def _rewritten(reply: Answer, rewrite: Callable[[dict[str, JSON]], dict[str, JSON]]) -> Answer:
    document = None if isinstance(reply, FileReply) else parsed(reply.body)
    if isinstance(reply, FileReply) or not isinstance(document, dict):
        return reply
    return answer(reply.status, rewrite(document))


_OVER: Mapping[str, Callable[[Answer, str, Scene], Answer]] = {
    "accepted-then": _accepted_then,
    "empty": _empty,
    "garbled": _garbled,
    "error-key": _error_key,
    "parameter-list": _parameter_list,
    "no-request-id": _no_request_id,
    "error-as-200": _error_as_200,
    "cancel-words": _cancel_words,
}


# --- on the line --------------------------------------------------------------------------------------------


def is_unheard(mishaps: Sequence[Mishap]) -> bool:
    """Whether the line breaks before the request can be acted on."""
    return any(mishap.how == "unheard" for mishap in mishaps)


def on_the_line(mishaps: Sequence[Mishap], reply: Answer | None) -> BadLine:
    """reply None: nothing was acted on."""
    line = BadLine(reply)
    for mishap in mishaps:
        line = _ON_THE_LINE[mishap.what](line, mishap.how)
    return line


def _dropped(line: BadLine, how: str) -> BadLine:
    return replace(line, reply=None)


def _reset(line: BadLine, how: str) -> BadLine:
    return replace(_stopped(line, how), end="reset")


def _hung(line: BadLine, how: str) -> BadLine:
    return replace(_stopped(line, how), end="hang")


def _stopped(line: BadLine, how: str) -> BadLine:
    return replace(line, share=0.5) if how == "midway" else replace(line, reply=None)


_ON_THE_LINE: Mapping[str, Callable[[BadLine, str], BadLine]] = {
    "unread": lambda line, how: replace(line, reply=None, end="reset" if how == "reset" else "close"),
    "drop": _dropped,
    "reset": _reset,
    "hang": _hung,
    "half": lambda line, how: replace(line, share=float(how)),
    "drip": lambda line, how: replace(line, pause_s=float(how)),
    "length": lambda line, how: replace(line, length_off=None if how == "none" else int(how)),
    "gzip": lambda line, how: replace(line, is_packed=True),
}
