"""The rules of RunComfy that no single reply shows; the replies are in tests/conversations."""

from __future__ import annotations

import json

import pytest

from pipeline.model import Reply, Request, Succeeded
from pipeline.providers.runcomfy import RunComfy

RUNCOMFY = RunComfy()


def test_a_model_with_a_space_is_encoded_and_keeps_its_slash() -> None:
    hole = {"$asset": "ab" * 32}

    call = RUNCOMFY.submit(Request("runcomfy", "v1", "skywork/SkyReels V1", {"image_url": hole}), None)

    assert (call.method, call.path) == ("POST", "/v1/models/skywork/SkyReels%20V1")
    assert call.json == {"image_url": hole}


def test_an_id_that_a_person_typed_stays_inside_its_path() -> None:
    assert RUNCOMFY.poll(["../models?x=1"]).path == "/v1/requests/..%2Fmodels%3Fx%3D1/status"


def test_runcomfy_chooses_the_ids() -> None:
    assert RUNCOMFY.ticket("key", 1) is None
    assert RUNCOMFY.lookup("any") is None


@pytest.mark.parametrize("cost", [0, None, "0.2"])
def test_a_bill_of_nothing_is_not_known(cost: object) -> None:
    answer = {
        "request_id": "r",
        "status": "succeeded",
        "output": "https://a.runcomfy.net/x.mp4",
        "cost": cost,
    }

    status = RUNCOMFY.read_result(Reply(200, json.dumps(answer).encode()), "r")

    assert status == Succeeded("https://a.runcomfy.net/x.mp4", None, None, is_flagged=False)
