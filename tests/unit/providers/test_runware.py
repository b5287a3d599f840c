"""The rules of Runware that no single reply shows; the replies are in tests/conversations."""

from __future__ import annotations

import json
import uuid

from pipeline.model import Accepted, Queued, Reply, Request, Running, Succeeded, Unknown
from pipeline.providers.runware import Runware

RUNWARE = Runware()
URL = "https://vm.runware.ai/a.mp4"


def request(body: dict[str, object]) -> Request:
    return Request("runware", "skyreels-v4", "skywork:skyreels@v4", body)  # type: ignore[arg-type]


def test_a_ticket_is_a_uuid_of_version_4_that_key_and_attempt_alone_decide() -> None:
    first, again, second = RUNWARE.ticket("k", 1), RUNWARE.ticket("k", 1), RUNWARE.ticket("k", 2)

    assert uuid.UUID(first).version == 4
    assert uuid.UUID(first).variant == uuid.RFC_4122
    assert first == again
    assert len({first, second, RUNWARE.ticket("l", 1)}) == 3


def test_a_request_with_holes_can_be_shown_without_a_ticket() -> None:
    hole = {"$frame": "offer/desk", "at": "last"}

    call = RUNWARE.submit(request({"inputs": {"frameImages": [{"image": hole}]}}), None)

    assert call.json == [
        {
            "taskType": "videoInference",
            "model": "skywork:skyreels@v4",
            "inputs": {"frameImages": [{"image": hole}]},
            "deliveryMethod": "async",
            "includeCost": True,
            "outputType": "URL",
            "outputFormat": "MP4",
            "numberResults": 1,
        }
    ]


def test_the_envelope_is_not_the_bodys_to_change() -> None:
    call = RUNWARE.submit(request({"numberResults": 20, "deliveryMethod": "sync"}), "t")

    (task,) = call.json  # type: ignore[misc, union-attr]
    assert (task["numberResults"], task["deliveryMethod"]) == (1, "async")  # type: ignore[index, call-overload]


def test_one_poll_asks_for_many_and_each_gets_its_own_state() -> None:
    items = [
        {"taskUUID": "B", "status": "processing"},
        {"taskUUID": "a", "status": "success", "videoURL": URL},
        {"taskUUID": "c", "status": "queued"},
    ]

    call = RUNWARE.poll(["a", "b", "c", "d"])
    statuses = RUNWARE.read_statuses(Reply(200, json.dumps({"data": items}).encode()), ["a", "b", "c", "d"])

    assert [task["taskUUID"] for task in call.json] == ["a", "b", "c", "d"]  # type: ignore[index, call-overload, union-attr]
    assert statuses["a"] == Succeeded(URL, None, None, is_flagged=False)
    assert (statuses["b"], statuses["c"]) == (Running(None), Queued(None))
    assert isinstance(statuses["d"], Unknown)


def test_an_error_without_an_id_settles_none_of_several_jobs() -> None:
    reply = Reply(200, b'{"errors": [{"code": "inferenceError", "message": "no"}]}')

    statuses = RUNWARE.read_statuses(reply, ["a", "b"])

    assert all(isinstance(status, Unknown) for status in statuses.values())


def test_an_id_is_the_same_in_capitals() -> None:
    reply = Reply(200, b'{"data": [{"taskUUID": "3E8F"}]}')

    assert RUNWARE.read_ticket(reply, "3e8f") == Accepted("3e8f")


def test_nothing_can_be_cancelled() -> None:
    assert RUNWARE.cancel("a") is None
