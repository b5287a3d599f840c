"""Runware's own SDK, unchanged, over its REST transport: it makes a video at a studio, and its error classes
come out right where the studio misbehaves."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from runware import Runware, RunwareError

from pipeline.adapters.media.films import Reels
from tests.served import served

VIDEO = {
    "taskType": "videoInference",
    "model": "skywork:skyreels@v4",
    "positivePrompt": "A paper lantern drifts over a night river.",
    "resolution": "480p",
    "duration": 3,
    "includeCost": True,
    "settings": {"audio": True, "promptExtend": False},
}


@pytest.fixture
def studio() -> Iterator[str]:
    """The origin of a real studio in a process of its own, which paints."""
    command = [sys.executable, "-m", "pipeline", "studio", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()


def run(origin: str, task: dict[str, Any], *, retries: int = 0) -> list[dict[str, Any]]:
    async def whole() -> list[dict[str, Any]]:
        async with Runware(
            api_key="any",
            transport="rest",
            http_base_url=f"{origin}/v1",
            max_retries=retries,
            retry_delay=1,
            poll_timeout=20_000,
        ) as client:
            made: list[dict[str, Any]] = await client.run(task)
            return made

    return asyncio.run(whole())


def test_it_makes_a_video_of_skyreels_v4(studio: str, tmp_path: Path) -> None:
    (made,) = run(studio, VIDEO)

    clip = tmp_path / "clip.mp4"
    with urllib.request.urlopen(made["videoURL"]) as reply:
        clip.write_bytes(reply.read())
    facts = Reels().probe(clip)
    assert (facts.width_px, facts.height_px, facts.duration_s, facts.has_audio) == (848, 480, 3.0, True)
    assert made["cost"] == 0.3344
    assert made["status"] == "success"


@pytest.mark.parametrize(
    ("faults", "code", "status", "charged"),
    [
        (["refuse:invalidApiKey"], "auth", 401, 0),
        (["refuse:insufficientCredits"], "quota", 402, 0),
        (["status:429:1"], "rateLimit", 429, 0),
        (["refuse:contentPolicyViolation"], "safety", 400, 0),
        (["status:500"], "serverError", 500, 0),
        (["fails:providerTimeout"], "timeout", None, 1),
        (["fails:providerError:item"], "provider", None, 1),
        (["lost", "unknown-task"], "notFound", 404, 1),
        (["error-key", "fails:promptBlocked"], "safety", None, 1),
    ],
)
def test_its_errors_come_out_as_their_kind(
    faults: Sequence[str], code: str, status: int | None, charged: int
) -> None:
    with served(*faults) as studio:
        with pytest.raises(RunwareError) as raised:
            run(studio.origin, VIDEO)

        assert (raised.value.code, raised.value.status_code) == (code, status)
        assert studio.charges == (charged, 0)


def test_a_field_that_the_model_has_not_is_named() -> None:
    with served("parameter-list") as studio, pytest.raises(RunwareError) as raised:
        run(studio.origin, {**VIDEO, "fps": 24})

    assert (raised.value.code, raised.value.parameter) == ("validation", "fps")


def test_it_sends_a_lost_answer_again_under_the_same_id_and_is_told_of_the_conflict() -> None:
    """Its own weakness, which ours has not: the job runs, is charged, and the caller gets an error."""
    with served("drop@count=1") as studio:
        with pytest.raises(RunwareError) as raised:
            run(studio.origin, VIDEO, retries=1)

        assert raised.value.code == "validation"
        assert studio.charges == (1, 0)


def test_a_clip_that_takes_a_while_and_a_word_for_it_is_waited_for() -> None:
    with served("word:pending", "slow:1", "cost:missing", "nsfw") as studio:
        (made,) = run(studio.origin, VIDEO)

        assert "cost" not in made
        assert made["NSFWContent"] is True
