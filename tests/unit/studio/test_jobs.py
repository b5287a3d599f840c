"""How jobs wait, are painted and end, and what the studio counts."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import FileReply, Reply
from tests.unit.studio.visiting import ORIGIN, OTHER_UUID, UUID, V1, V1_PATH, V4, asked, film, posted, studio

OTHER_V4 = {**V4, "taskUUID": OTHER_UUID}


def test_no_more_is_painted_at_once_than_there_are_workers() -> None:
    desk = studio(workers=1)
    posted(desk, V4, OTHER_V4)

    first, meanwhile = desk.next_painting(), desk.next_painting()
    assert first is not None
    desk.end(first.job, None)
    second = desk.next_painting()

    assert meanwhile is None
    assert second is not None
    assert (first.job, second.job) == (UUID, OTHER_UUID)
    assert desk.next_painting() is None


def test_the_queue_counts_down() -> None:
    desk = studio(workers=1)
    ids = [asked(desk, "POST", V1_PATH, dict(V1))[1]["request_id"] for _ in range(3)]
    desk.next_painting()

    answers = [asked(desk, "GET", f"/v1/requests/{one}/status")[1] for one in ids]

    assert [(one["status"], one.get("queue_position")) for one in answers] == [
        ("in_progress", None),
        ("in_queue", 0),
        ("in_queue", 1),
    ]


def test_a_cancelled_job_is_never_painted() -> None:
    desk = studio()
    request_id = asked(desk, "POST", V1_PATH, dict(V1))[1]["request_id"]

    asked(desk, "POST", f"/v1/requests/{request_id}/cancel")

    assert desk.next_painting() is None


def test_a_film_is_served_under_the_origin_that_was_called_and_only_once_it_is_whole(tmp_path: Path) -> None:
    desk = studio(tmp_path)
    posted(desk, V4)
    painting = desk.next_painting()
    assert painting is not None
    early = film(desk, f"/files/{painting.out.name}")

    desk.end(painting.job, None)
    (item,) = posted(desk, {"taskType": "getResponse", "taskUUID": UUID})[1]["data"]

    assert isinstance(early, Reply)
    assert early.status == 404
    assert item["videoURL"] == f"{ORIGIN}/files/{painting.out.name}"
    assert film(desk, f"/files/{painting.out.name}") == FileReply(painting.out, "video/mp4")
    assert painting.out.parent == tmp_path


def test_a_path_outside_the_films_is_not_served() -> None:
    for path in ("/files/../../etc/passwd", "/files/passwd", "/files/.mp4", "/files/", "/", "/v2"):
        reply = film(studio(), path)

        assert isinstance(reply, Reply)
        assert reply.status == 404


def test_a_cost_is_told_only_where_it_is_asked_for() -> None:
    desk = studio()
    posted(desk, {name: value for name, value in V4.items() if name != "includeCost"})
    request_id = asked(desk, "POST", V1_PATH, dict(V1))[1]["request_id"]
    for _ in range(2):
        painting = desk.next_painting()
        assert painting is not None
        desk.end(painting.job, None)

    (item,) = posted(desk, {"taskType": "getResponse", "taskUUID": UUID})[1]["data"]
    result = asked(desk, "GET", f"/v1/requests/{request_id}/result")[1]
    priced = asked(desk, "GET", f"/v1/requests/{request_id}/result", query="include_cost=true")[1]

    assert "cost" not in item
    assert "cost" not in result
    assert priced["cost"] == 0.2


def test_one_array_may_hold_good_and_bad_tasks() -> None:
    status, answer = posted(studio(), V4, {**OTHER_V4, "duration": 99})

    assert status == 200
    assert [item["taskUUID"] for item in answer["data"]] == [UUID]
    assert [error["taskUUID"] for error in answer["errors"]] == [OTHER_UUID]


def test_one_provider_does_not_know_the_others_jobs() -> None:
    desk = studio()
    posted(desk, V4)

    status, _ = asked(desk, "GET", f"/v1/requests/{UUID}/status")

    assert status == 404


def test_every_accepted_submission_is_charged_for_once() -> None:
    desk = studio()
    posted(desk, V4)
    posted(desk, V4)
    asked(desk, "POST", V1_PATH, dict(V1))
    asked(desk, "POST", V1_PATH, dict(V1))

    status, charges = asked(desk, "GET", "/studio/charges", key="")

    assert (status, charges["runware"], charges["runcomfy"]) == (200, 1, 2)
    assert charges["jobs"][0] == {
        "id": UUID,
        "provider": "runware",
        "model": "skywork:skyreels@v4",
        "prompt": "A lantern on the water.",
        "cost": 0.7044,
    }


def test_the_counters_count(tmp_path: Path) -> None:
    desk = studio(tmp_path, workers=2)
    posted(desk, V4, OTHER_V4)
    painting = desk.next_painting()
    assert painting is not None
    desk.end(painting.job, None)
    posted(desk, *({"taskType": "getResponse", "taskUUID": one} for one in (UUID, OTHER_UUID)))
    film(desk, f"/files/{painting.out.name}")

    _, counters = asked(desk, "GET", "/studio/counters")

    assert counters == {"accepted": 2, "in_flight": 1, "most_in_flight": 2, "polls": 1, "downloads": 1}


def test_the_archive_keeps_the_request_without_its_pictures() -> None:
    desk = studio()
    posted(desk, {**V4, "inputs": {"frameImages": ["https://pictures.example/a.jpg"]}})

    (details,) = posted(desk, {"taskType": "getTaskDetails", "taskUUID": UUID})[1]["data"]

    assert details["request"][0]["positivePrompt"] == "A lantern on the water."
    assert "inputs" not in details["request"][0]
    assert details["response"]["data"][0]["status"] == "processing"
