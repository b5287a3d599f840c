"""RunComfy's page followed with plain `curl`: submit, watch, fetch and cancel at a studio; and what `curl`
says of lines that break."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.programs import needs
from tests.served import Served, served

MODEL = "/v1/models/skywork/SkyReels%20V1"
EMPTY_REPLY, PARTIAL_FILE, RECEIVE_FAILED, TIMED_OUT = 52, 18, 56, 28
"""Exit codes of curl (its manual, read 2026-11-26)."""


pytestmark = needs("curl")


@dataclass(frozen=True)
class Shell:
    """The commands of the page, one by one, with the studio's address and its model's name made a URL."""

    studio: Served

    def curl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["curl", "--silent", "--noproxy", "*", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)

    def answer(self, *arguments: str) -> dict[str, Any]:
        told = self.curl(*arguments, "--header", "Authorization: Bearer any")
        assert told.returncode == 0, told.stderr
        document: dict[str, Any] = json.loads(told.stdout)
        return document

    def submit(self, prompt: str) -> dict[str, Any]:
        body = json.dumps({"prompt": prompt, "image_url": "https://pictures.example/bow.jpg"})
        header = "Content-Type: application/json"
        return self.answer(
            "--request", "POST", "--url", self.studio.origin + MODEL, "--header", header, "--data", body
        )

    def watched(self, url: str) -> Iterator[dict[str, Any]]:
        """What `/status` says until it says `completed`."""
        for _ in range(500):
            told = self.answer("--request", "GET", "--url", url)
            yield told
            if told["status"] == "completed":
                return
        raise AssertionError("it never ended")


def test_the_page_s_commands_submit_watch_and_fetch(tmp_path: Path) -> None:
    with served("queue:2", "slow:4") as studio:
        shell = Shell(studio)
        ticket = shell.submit("She lowers the bow.")
        early = shell.answer("--request", "GET", "--url", ticket["result_url"])
        seen = list(shell.watched(ticket["status_url"]))
        result = shell.answer("--request", "GET", "--url", ticket["result_url"] + "?include_cost=true")
        clip = tmp_path / "clip.mp4"
        loaded = shell.curl("--output", str(clip), "--fail", "--url", result["output"]["video"])

        assert early == {"request_id": ticket["request_id"], "status": "in_queue"}
        assert [(told["status"], told.get("queue_position")) for told in seen[:2]] == [
            ("in_queue", 0),
            ("in_progress", None),
        ]
        assert (result["status"], result["cost"], loaded.returncode) == ("succeeded", 0.2, 0)
        assert clip.read_bytes()[4:8] == b"ftyp"
        assert studio.charges == (0, 1)


def test_the_page_s_commands_cancel_what_waits_and_nothing_else() -> None:
    with served("queue:9@prompt=waits", "endless@prompt=runs") as studio:
        shell = Shell(studio)
        told = {}
        for prompt in ("It waits.", "It runs.", "It ends."):
            ticket = shell.submit(prompt)
            if prompt == "It ends.":
                list(shell.watched(ticket["status_url"]))
            elif prompt == "It runs.":
                next(one for one in shell.watched(ticket["status_url"]) if one["status"] == "in_progress")
            else:
                shell.answer("--request", "GET", "--url", ticket["status_url"])
            answer = shell.answer("--request", "POST", "--url", ticket["cancel_url"])
            told[prompt] = (answer["status"], answer["outcome"])

        assert told == {
            "It waits.": ("cancelled", "cancelled"),
            "It runs.": ("in_progress", "not_cancellable"),
            "It ends.": ("completed", "not_cancellable"),
        }


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("drop", EMPTY_REPLY),
        ("reset", RECEIVE_FAILED),
        ("half", PARTIAL_FILE),
        ("length:+10", PARTIAL_FILE),
        ("hang", TIMED_OUT),
    ],
)
def test_curl_tells_each_broken_line_apart(fault: str, code: int) -> None:
    with served(fault) as studio:
        url = studio.origin + MODEL
        body = json.dumps({"prompt": "A bow.", "image_url": "https://pictures.example/bow.jpg"})
        told = Shell(studio).curl(
            "--max-time", "0.5", "--header", "Authorization: Bearer any", "--data", body, "--url", url
        )

        assert told.returncode == code
        assert studio.charges == (0, 1)


def test_a_name_that_is_not_written_as_a_url_is_refused() -> None:
    with served() as studio:
        told = Shell(studio).answer(
            "--request", "POST", "--url", studio.origin + MODEL.replace("%20", "-"), "--data", "{}"
        )

        assert (told["code"], told["error"]) == (400001, "InvalidResourceIdentifier")
