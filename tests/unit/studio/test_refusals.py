"""What the studio refuses beyond the refusals in tests/conversations; a refusal costs nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.model import JSON
from tests.unit.studio.visiting import UUID, V1, V1_PATH, V4, asked, picture, posted, studio

LINK = "https://pictures.example/a.jpg"


def element(**change: JSON) -> dict[str, JSON]:
    return {"tag": "@a", "type": "image", "images": [LINK], **change}


def frames(*items: JSON) -> dict[str, JSON]:
    return {"inputs": {"frameImages": list(items)}}


def references(*items: JSON) -> dict[str, JSON]:
    return {"positivePrompt": "@a and @b", "inputs": {"referenceImages": list(items)}}


def videos(*items: JSON, **more: JSON) -> dict[str, JSON]:
    return {"positivePrompt": "@v moves", "inputs": {"referenceVideos": list(items)}, **more}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"taskUUID": "28979ec0-8c6f-18e5-9657-9c1177f1ac0e"}, "invalidTaskUUID"),
        ({"taskUUID": None}, "invalidTaskUUID"),
        ({"taskType": "imageInference"}, "unsupportedTaskType"),
        ({"positivePrompt": ["a"]}, "invalidPositivePrompt"),
        ({"positivePrompt": "a"}, "invalidPositivePromptLength"),
        ({"duration": "5"}, "unsupportedDuration"),
        ({"duration": True}, "unsupportedDuration"),
        ({"deliveryMethod": "sync"}, "invalidDeliveryMethod"),
        ({"numberResults": 2}, "invalidNumberResults"),
        ({"webhookURL": "https://hook.example"}, "invalidWebhookURL"),
        ({"settings": []}, "validationFailed"),
        ({"settings": {"audio": 1}}, "validationFailed"),
        ({"inputs": []}, "validationFailed"),
        ({"inputs": {"mask": LINK}}, "unsupportedParameter"),
        (frames(), "arrayTooSmall"),
        (frames(*[LINK] * 9), "maxFrameImagesExceeded"),
        (frames(7), "validationFailed"),
        (frames({"image": LINK, "at": 3}), "unsupportedParameter"),
        (frames({"image": LINK, "frame": "middle"}), "validationFailed"),
        (frames({"image": LINK, "frame": 160}), "valueTooLarge"),
        (frames({"image": LINK, "frame": 8}, {"image": LINK, "frame": 8}), "validationFailed"),
        (frames(LINK, LINK, LINK), "validationFailed"),
        (frames("data:image/png;base64,%%%"), "invalidValueUploadFailed"),
        (frames("bm8="), "invalidValueUploadFailed"),
        (references(), "arrayTooSmall"),
        (references(element(type="grid"), element(tag="@b", type="grid")), "maxReferenceImagesExceeded"),
        (references(element(), element(tag="@b", type="grid")), "validationFailed"),
        (references(element(type="video")), "validationFailed"),
        (references(element(images=[])), "arrayTooSmall"),
        (references(element(images=[LINK] * 6)), "arrayTooLarge"),
        (references(element(images=LINK)), "validationFailed"),
        (references(element(tag="a")), "validationFailed"),
        (references(element(weight=1)), "unsupportedParameter"),
        (videos(LINK, LINK), "arrayTooLarge"),
        (videos({"tag": "@v"}), "validationFailed"),
        (videos({"video": LINK, "tag": "@w"}), "validationFailed"),
        (videos({"video": LINK, "tag": "@v", "type": "loop"}), "validationFailed"),
        (videos({"video": LINK, "tag": "@v"}, settings={"audio": True}), "incompatibleParameters"),
    ],
)
def test_a_task_that_is_not_in_order_is_refused(change: Mapping[str, JSON], code: str) -> None:
    desk = studio()

    status, answer = posted(desk, {**V4, **change})

    assert (status, [error["code"] for error in answer["errors"]][:1]) == (400, [code])
    assert asked(desk, "GET", "/studio/charges")[1]["runware"] == 0


@pytest.mark.parametrize("body", [None, {}, [], [7], [[]], [{}] * 101, [{**V4, "duration": 1e308}]])
def test_a_body_that_is_no_short_array_of_tasks_is_refused(body: JSON) -> None:
    assert asked(studio(), "POST", "/v1", body)[0] == 400


def test_every_fault_of_a_task_is_told_with_its_field() -> None:
    _, answer = posted(studio(), {**V4, "fps": 24, "seed": 7, "duration": 1})

    assert [(error["parameter"], error["taskUUID"]) for error in answer["errors"]] == [
        ("fps", UUID),
        ("seed", UUID),
        ("duration", UUID),
    ]


def test_a_refused_id_may_be_used_again() -> None:
    desk = studio()
    posted(desk, {**V4, "duration": 1})

    assert posted(desk, V4)[0] == 200


@pytest.mark.parametrize("size", [(500, 500), (848, 481), (2048, 2048), (256, 256), (1284, 720)])
def test_a_size_that_the_model_does_not_make_is_refused(size: tuple[int, int]) -> None:
    task = {name: value for name, value in V4.items() if name != "resolution"}

    status, answer = posted(studio(), {**task, "width": size[0], "height": size[1]})

    assert (status, answer["errors"][0]["code"]) == (400, "unsupportedDimensions")


def test_a_size_beyond_the_known_part_of_the_vendors_table_is_taken() -> None:
    task = {name: value for name, value in V4.items() if name != "resolution"}

    assert posted(studio(), {**task, "width": 1104, "height": 832})[0] == 200


@pytest.mark.parametrize(("key", "code"), [("", "missingApiKey"), ("wrong", "invalidApiKey")])
def test_runware_wants_a_key(key: str, code: str) -> None:
    status, answer = asked(studio(key="right"), "POST", "/v1", [dict(V4)], key=key)

    assert (status, answer["errors"][0]["code"]) == (401, code)


def test_runwares_key_may_come_as_the_first_task() -> None:
    tasks: list[JSON] = [{"taskType": "authentication", "apiKey": "right"}, dict(V4)]

    status, answer = asked(studio(key="right"), "POST", "/v1", tasks, key="")

    assert (status, [item["taskUUID"] for item in answer["data"]]) == (200, [UUID])


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", V1_PATH), ("GET", "/v1/requests/id-1/status"), ("POST", "/v1/requests/id-1/cancel")],
)
def test_runcomfy_wants_a_token(method: str, path: str) -> None:
    status, answer = asked(studio(), method, path, dict(V1), key="")

    assert (status, answer["code"]) == (401, 400004)


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": 7},
        {"image_url": "http://pictures.example/a.jpg"},
        {"image_url": "data:image/png;base64,bm8="},
        {"guidance_scale": True},
        {"seed": 2**63},
        {"negative_prompt": []},
    ],
)
def test_an_input_outside_v1s_schema_is_refused(change: Mapping[str, JSON]) -> None:
    desk = studio()

    status, answer = asked(desk, "POST", V1_PATH, {**V1, **change})

    assert (status, [one["loc"] for one in answer["detail"]]) == (422, [["body", *change]])
    assert asked(desk, "GET", "/studio/charges")[1]["runcomfy"] == 0


def test_v1_takes_a_data_uri_and_passes_over_a_field_it_does_not_know() -> None:
    body = {**V1, "image_url": picture(9, 16), "notes": "x"}

    assert asked(studio(), "POST", V1_PATH, body)[0] == 200
