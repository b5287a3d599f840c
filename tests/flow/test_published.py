"""Pictures go to a bucket and RunComfy gets links: once each, tried before money is spent, no key told.

The provider is a studio on loopback; its count of charges is the judge.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.running import Ended, run_storyboard
from tests.served import Served, served
from tests.strict_bucket import KEY_ID, SECRET, StrictBucket, status_of, strict_bucket

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v1}
scenes:
  - id: river
    chain: true
    shots:
      - id: lamp
        keyframes: [lantern.jpg]
        prompt: A paper lantern drifts.
      - id: reeds
        prompt: It touches the reeds.
"""
PRICES = "[prices]\nskyreels-v1 = 0.2\n"
SETTINGS = PRICES + (
    '[publishing]\nruncomfy = "s3"\n'
    '[s3]\nbucket = "orchid"\nregion = "eu-test-1"\nprefix = "series"\nexpires_s = 7200\n'
)
CANARY = "canary-of-the-camera"
FREE = (["status"], ["status", "--json"], ["plan"], ["request", "ep01.storyboard.yaml", "river/lamp"])


@pytest.fixture(scope="module")
def studio() -> Iterator[Served]:
    with served() as there:
        yield there


@pytest.fixture
def bucket() -> Iterator[StrictBucket]:
    with strict_bucket() as there:
        yield there


def project(folder: Path, settings: str = SETTINGS) -> Path:
    exif = Image.Exif()
    exif[0x010E] = CANARY
    Image.new("RGB", (96, 64), "navy").save(folder / "lantern.jpg", exif=exif)
    (folder / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    (folder / "storyboard.toml").write_text(settings, encoding="utf-8")
    return folder


def charges(studio: Served) -> int:
    return studio.charges[1]


def render(folder: Path, studio: Served, env: dict[str, str]) -> Ended:
    return run_storyboard(
        "render", "--yes", "--json", "--progress", "quiet", cwd=folder, env={**studio.env, **env}
    )


def links_sent(folder: Path) -> list[str]:
    """As the ledger has them: the very bytes."""
    with contextlib.closing(sqlite3.connect(folder / ".storyboard" / "ledger.sqlite")) as ledger:
        rows = ledger.execute("SELECT request FROM attempt ORDER BY rowid").fetchall()
    return [json.loads(request)["json"]["image_url"] for (request,) in rows]


def test_a_chained_episode_is_made_with_links_to_pictures_that_went_up_once_and_no_key_is_told(
    tmp_path: Path, studio: Served, bucket: StrictBucket
) -> None:
    folder, before = project(tmp_path), charges(studio)
    bucket.token = "canary/token+of=the/session"
    (folder / ".env").write_text(
        f"AWS_ACCESS_KEY_ID={KEY_ID}\nAWS_SECRET_ACCESS_KEY={SECRET}\nAWS_SESSION_TOKEN={bucket.token}\n",
        encoding="utf-8",
    )

    ended = render(folder, studio, {"AWS_ENDPOINT_URL_S3": bucket.url})
    told = [ended, *(run_storyboard(*line, cwd=folder) for line in FREE)]

    assert [one.code for one in told] == [0] * 5, ended.stderr
    assert charges(studio) - before == 2
    check, lantern, frame = bucket.put_names()
    assert check.startswith("series/checks/")
    assert lantern.startswith("series/inputs/")
    assert sorted(bucket.objects) == sorted([lantern, frame])
    for content, kind in bucket.objects.values():
        assert content.startswith(b"\x89PNG")
        assert kind == "image/png"
        assert CANARY.encode() not in content

    # What was sent is on record to the byte, and is good for as long as was asked for.
    links = links_sent(folder)
    assert [link.split("?")[0] for link in links] == [
        f"{bucket.url}/orchid/{lantern}",
        f"{bucket.url}/orchid/{frame}",
    ]
    assert [status_of(link) for link in links] == [200, 200]
    bucket.passed = timedelta(hours=3)
    assert [status_of(link) for link in links] == [403, 403]

    # No secret is written anywhere, and no signature but in the ledger; none of it is shown.
    written = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shown = "".join(one.stdout + one.stderr for one in told).encode()
    assert [name for name, content in written.items() if SECRET.encode() in content] == [".env"]
    assert {name.split(".")[0] for name, content in written.items() if b"X-Amz-" in content} == {"ledger"}
    for part in (SECRET, KEY_ID, bucket.token, "X-Amz-"):
        assert part.encode() not in shown


# --- refused before money is spent --------------------------------------------------------------------------


def refused(folder: Path, studio: Served, env: dict[str, str]) -> str:
    """Why a render refuses, having sent nothing and written no row."""
    before = charges(studio)
    ended = render(folder, studio, env)
    assert ended.code == 4
    assert charges(studio) == before
    assert json.loads(run_storyboard("status", "--json", cwd=folder).stdout)["jobs"] == []
    return ended.stderr


def test_a_bucket_that_cannot_be_reached_is_found_out_before_anything_is_sent(
    tmp_path: Path, studio: Served, bucket: StrictBucket
) -> None:
    env = {**bucket.environment(), "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"}

    told = refused(project(tmp_path), studio, env)

    assert (
        "no picture can be published, so nothing was sent: http://127.0.0.1:9/orchid/series/checks/" in told
    )
    assert "X-Amz" not in told


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        ({"refuses": {"PUT"}}, "the bucket orchid takes nothing: it answers 503 SlowDown"),
        ({"refuses": {"GET"}}, "does not give back what was put there: it answers 503 SlowDown"),
        ({"lies": True}, "gives other bytes"),
        ({"token": "another"}, "it answers 403 InvalidAccessKeyId"),
        ({"passed": timedelta(days=1)}, "it answers 403 AccessDenied"),
    ],
)
def test_a_bucket_that_does_not_work_is_found_out_before_anything_is_sent(
    tmp_path: Path, studio: Served, bucket: StrictBucket, breaks: dict[str, Any], told: str
) -> None:
    for name, value in breaks.items():
        setattr(bucket, name, value)

    assert told in refused(project(tmp_path), studio, bucket.environment())


def test_keys_that_are_not_set_are_named(tmp_path: Path, studio: Served, bucket: StrictBucket) -> None:
    env = {"AWS_ENDPOINT_URL_S3": bucket.url}

    told = refused(project(tmp_path), studio, env)

    assert "river/lamp cannot be sent: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set" in told
    assert bucket.asked == []


def test_a_bucket_on_this_machine_is_none_for_a_provider_that_is_not(
    tmp_path: Path, bucket: StrictBucket
) -> None:
    env = {**bucket.environment(), "RUNCOMFY_API_TOKEN": "k"}

    ended = run_storyboard("render", "--yes", cwd=project(tmp_path), env=env)

    assert ended.code == 4
    assert f"the environment puts it at {bucket.url}, where no provider gets to" in ended.stderr
    assert bucket.asked == []


def test_a_bucket_that_takes_a_sample_and_then_no_picture_costs_nothing(
    tmp_path: Path, studio: Served, bucket: StrictBucket
) -> None:
    folder, before = project(tmp_path), charges(studio)
    bucket.room = 1

    ended = render(folder, studio, bucket.environment())

    assert (ended.code, charges(studio) - before) == (1, 0)
    failed = json.loads(ended.stdout)["takes"][0]
    assert (failed["shot"], failed["outcome"], failed["cost_usd"]) == ("river/lamp", "failed", 0)
    assert "nothing was sent: the bucket orchid takes nothing: it answers 507" in failed["reason"]


# --- plans --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            PRICES,
            "river/lamp and 1 more cannot be sent: runcomfy takes pictures by their address, and nothing is "
            'set to publish them: write `[publishing] runcomfy = "s3"` and the bucket under [s3]',
        ),
        (
            PRICES + '[publishing]\nruncomfy = "s3"\n',
            "river/lamp and 1 more cannot be sent: pictures go to a bucket, and none is named",
        ),
    ],
)
def test_a_plan_says_what_to_set(tmp_path: Path, settings: str, told: str) -> None:
    folder = project(tmp_path, settings)

    text = run_storyboard("plan", cwd=folder)
    report = json.loads(run_storyboard("plan", "--json", cwd=folder).stdout)
    preview = json.loads(run_storyboard("plan", "--preview", "--json", cwd=folder).stdout)

    assert text.code == 0
    assert f"  ! {told}" in text.stdout
    (obstacle,) = report["obstacles"]
    assert obstacle.startswith(told)
    assert "obstacles" not in preview


def test_a_plan_needs_no_key_of_the_bucket(tmp_path: Path) -> None:
    report = json.loads(run_storyboard("plan", "--json", cwd=project(tmp_path)).stdout)

    assert "obstacles" not in report


# --- a look beforehand --------------------------------------------------------------------------------------


def looked(folder: Path, origin: str, env: dict[str, str]) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code of `doctor --online`, and what it found of providers and bucket."""
    reached = {"RUNCOMFY_BASE_URL": origin, "RUNCOMFY_API_TOKEN": "canary-token"}
    ended = run_storyboard("doctor", "--online", "--json", cwd=folder, env={**reached, **env})
    assert not any(part in ended.stdout + ended.stderr for part in (SECRET, KEY_ID, "canary", "X-Amz"))
    found = {one["about"]: (one["standing"], one["told"]) for one in json.loads(ended.stdout)["findings"]}
    return ended.code, found


def test_a_look_beforehand_asks_provider_and_bucket_and_costs_nothing(
    tmp_path: Path, studio: Served, bucket: StrictBucket
) -> None:
    before = charges(studio)

    code, found = looked(project(tmp_path), studio.origin, bucket.environment())

    assert code == 0
    assert found["answer of runcomfy"] == ("well", "answers, and takes the key in RUNCOMFY_API_TOKEN")
    assert found["bucket"] == ("well", "took a few bytes, and gave them back through a link")
    assert "answer of runware" not in found
    assert charges(studio) == before
    assert bucket.objects == {}
    assert not (tmp_path / ".storyboard").exists()


def test_a_look_beforehand_tells_of_a_bucket_that_does_not_work(
    tmp_path: Path, studio: Served, bucket: StrictBucket
) -> None:
    bucket.refuses = {"GET"}

    code, found = looked(project(tmp_path), studio.origin, bucket.environment())

    assert code == 1
    assert found["bucket"][0] == "missing"
    assert "it answers 503 SlowDown" in found["bucket"][1]


@pytest.mark.parametrize(
    ("status", "standing", "told"),
    [
        (401, "missing", "answers 401: it does not take the key in RUNCOMFY_API_TOKEN"),
        (404, "well", "answers, and takes the key in RUNCOMFY_API_TOKEN"),
    ],
)
def test_a_look_beforehand_tells_whether_a_key_is_taken(
    tmp_path: Path, bucket: StrictBucket, status: int, standing: str, told: str
) -> None:
    with answering(status) as origin:
        _, found = looked(project(tmp_path), origin, bucket.environment())

    assert found["answer of runcomfy"] == (standing, told)


@contextlib.contextmanager
def answering(status: int) -> Iterator[str]:
    """A provider that answers everything in the same way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
