"""Written conversations, held against both ends: the provider's rules say the calls and read the replies, and
the studio gives replies of the same form to the same calls."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from pipeline.errors import MediaRefused
from pipeline.model import Call, PictureFacts, Rejected, Reply, Request, Visit
from pipeline.ports import Provider
from pipeline.providers import PROVIDERS
from pipeline.studio import Studio

FILES = sorted(Path(__file__).parent.glob("*.json"))
ENDS = {path.stem: json.loads(path.read_text(encoding="utf-8"))["ends"] for path in FILES}

# What a word of the protocol is stands in the file; other texts and numbers are each end's own.
WORDS = {
    "status",
    "code",
    "taskType",
    "taskUUID",
    "outcome",
    "request_id",
    "parameter",
    "queue_position",
    "type",
}


def conversation(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(
        (Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")
    )
    return loaded


def steps(talk: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (step for step in talk["steps"] if "ask" in step)


def reply_of(step: Mapping[str, Any]) -> Reply:
    written = step["reply"]
    body = json.dumps(written["json"]) if "json" in written else written["text"]
    return Reply(written["status"], body.encode(), written.get("headers", {}))


# --- the provider's end ------------------------------------------------------------------------------------


def said(provider: Provider, step: Mapping[str, Any]) -> Call | None:
    ticket = step["ticket"]
    match step["ask"]:
        case "submit":
            asked = step["request"]
            return provider.submit(Request(provider.name, "any", asked["endpoint"], asked["body"]), ticket)
        case "poll":
            return provider.poll([ticket])
        case "result":
            return provider.result(ticket)
        case "lookup":
            return provider.lookup(ticket)
        case _:
            return provider.cancel(ticket)


def read(provider: Provider, step: Mapping[str, Any]) -> object:
    reply, ticket = reply_of(step), step["ticket"]
    match step["ask"]:
        case "submit":
            return provider.read_ticket(reply, ticket)
        case "poll":
            return provider.read_statuses(reply, [ticket]).get(ticket)
        case "result":
            return provider.read_result(reply, ticket)
        case "lookup":
            return provider.read_lookup(reply, ticket)
        case _:
            return provider.read_cancel(reply, ticket)


def as_written(reading: object, wanted: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What was read, in the form of the file, as far as the file says something of it."""
    if reading is None:
        return None
    found = {"kind": type(reading).__name__} | dataclasses.asdict(reading)  # type: ignore[call-overload]
    if isinstance(reading, Rejected):
        found = {
            "kind": "Rejected",
            "code": reading.code,
            "message": reading.message,
            "rejection": reading.kind,
        }
    return {name: found.get(name) for name in wanted or {"kind": ""}}


@pytest.mark.parametrize("name", ENDS)
def test_the_rules_say_these_calls(name: str) -> None:
    talk = conversation(name)
    provider = PROVIDERS[talk["provider"]]
    expected = [step["call"] for step in steps(talk) if "call" in step]

    calls = [said(provider, step) for step in steps(talk) if "call" in step]

    assert [{"method": c.method, "path": c.path, "json": c.json} for c in calls if c] == expected


@pytest.mark.parametrize("name", ENDS)
def test_the_rules_read_these_replies(name: str) -> None:
    talk = conversation(name)
    provider = PROVIDERS[talk["provider"]]

    for step in steps(talk):
        reading = read(provider, step)

        assert as_written(reading, step["reading"]) == step["reading"], step["reply"]


# --- the studio's end --------------------------------------------------------------------------------------


class NoPictures:
    """Takes no bytes for a picture."""

    def probe(self, content: bytes) -> PictureFacts:
        raise MediaRefused("F010", "no picture")

    def clean(self, content: bytes) -> bytes:
        raise MediaRefused("F010", "no picture")


def visit(provider: Provider, call: Mapping[str, Any]) -> Visit:
    parts = urlsplit(call["path"])
    return Visit(
        method=call["method"],
        origin=provider.origin,
        path=unquote(parts.path),
        query=dict(parse_qsl(parts.query)),
        headers={"authorization": "Bearer any key"},
        body=json.dumps(call["json"]).encode(),
    )


def perform(studio: Studio, step: Mapping[str, Any], begun: list[str]) -> None:
    if step["studio"] == "begin":
        painting = studio.next_painting()
        assert painting is not None
        begun.append(painting.job)
    else:
        studio.end(begun.pop(), step.get("reason"))


def form(value: object, name: str = "") -> object:
    """Keys, kinds of values, and the words of the protocol."""
    if isinstance(value, dict):
        return {key: form(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [form(inner) for inner in value]
    return value if name in WORDS else type(value).__name__


@pytest.mark.parametrize("name", [name for name, ends in ENDS.items() if "studio" in ends])
def test_the_studio_gives_replies_of_this_form(name: str, tmp_path: Path) -> None:
    talk = conversation(name)
    provider, ids, begun = PROVIDERS[talk["provider"]], iter(talk.get("ids", ())), list[str]()
    studio = Studio(
        NoPictures(), tmp_path, workers=1, now=lambda: "2026-11-21T10:00:00.000Z", new_id=lambda: next(ids)
    )

    for step in talk["steps"]:
        if "studio" in step:
            perform(studio, step, begun)
            continue
        reply = studio.answer(visit(provider, step["call"]))

        assert isinstance(reply, Reply)
        assert reply.status == step["reply"]["status"], reply.body
        assert form(json.loads(reply.body)) == form(step["reply"]["json"])


@pytest.mark.parametrize("name", [name for name, ends in ENDS.items() if "studio" in ends])
def test_the_rules_read_the_studio_as_they_read_the_service(name: str, tmp_path: Path) -> None:
    talk = conversation(name)
    provider, ids, begun = PROVIDERS[talk["provider"]], iter(talk.get("ids", ())), list[str]()
    studio = Studio(NoPictures(), tmp_path, workers=1, now=lambda: "now", new_id=lambda: next(ids))
    kinds: list[Sequence[str]] = []

    for step in talk["steps"]:
        if "studio" in step:
            perform(studio, step, begun)
            continue
        reply = studio.answer(visit(provider, step["call"]))
        assert isinstance(reply, Reply)
        written = {"status": reply.status, "json": json.loads(reply.body)}
        kinds.append([type(read(provider, {**step, "reply": written})).__name__, step["reading"]["kind"]])

    assert kinds
    assert [heard for heard, _ in kinds] == [wanted for _, wanted in kinds]
