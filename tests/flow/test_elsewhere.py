"""An episode rendered over HTTP through `storyboard studio`: its lock, other machines, the limit."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ended, run_storyboard

PICTURE = Path(__file__).parents[1] / "examples" / "bad" / "pictures" / "lantern.png"

CHAIN = """\
storyboard: 1
title: Lantern
language: en
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
references:
  mei: {name: Mei, description: a woman in grey, images: [lantern.png]}
scenes:
  - id: river
    chain: true
    adapt: [references]
    shots:
      - id: lamp
        keyframes: [lantern.png]
        prompt: "@mei lets a lantern go."
        dialogue: [{who: mei, line: Go., at: 1}]
      - id: reeds
        prompt: It touches the reeds.
  - id: bank
    model: skyreels-v1
    adapt: [audio, duration]
    continues: river/reeds
    prompt: The bank, empty.
assembly: {transition: {crossfade: 0.25}, loudness: -16, subtitles: soft}
"""

SETTINGS = '[prices]\nskyreels-v1 = 0.2\n[publishing]\nruncomfy = "data-uri"\n'


@pytest.fixture(scope="module")
def studio() -> Iterator[str]:
    """The origin of a real studio in a process of its own."""
    command = [sys.executable, "-m", "pipeline", "studio", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()


def there(studio: str) -> dict[str, str]:
    return {
        "RUNWARE_BASE_URL": studio,
        "RUNCOMFY_BASE_URL": studio + "/v1",
        "RUNWARE_API_KEY": "k-runware",
        "RUNCOMFY_API_TOKEN": "k-runcomfy",
    }


def asked(studio: str, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(studio + path) as reply:
        counted: dict[str, Any] = json.load(reply)
    return counted


def charges(studio: str) -> tuple[int, int]:
    counted = asked(studio, "/studio/charges")
    return counted["runware"], counted["runcomfy"]


def render(folder: Path, env: Mapping[str, str], *more: str) -> Ended:
    return run_storyboard("render", "--yes", "--json", "--progress", "quiet", *more, cwd=folder, env=env)


def project(folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(PICTURE, folder / "lantern.png")
    (folder / "ep01.storyboard.yaml").write_text(CHAIN, encoding="utf-8")
    (folder / "storyboard.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def test_an_episode_is_the_same_bytes_on_every_machine_that_has_its_lock(tmp_path: Path, studio: str) -> None:
    first = project(tmp_path / "first")
    before = charges(studio)
    rendered = render(first, there(studio))
    assert rendered.code == 0, rendered.stderr
    sha256 = json.loads(rendered.stdout)["episode"]["sha256"]
    bought = charges(studio)
    assert (bought[0] - before[0], bought[1] - before[1]) == (2, 1)

    # A second folder has the storyboard, its picture, the lock and the store, and no key and no provider.
    second = project(tmp_path / "second")
    shutil.copy(first / "ep01.lock.yaml", second)
    shutil.copytree(first / ".storyboard" / "objects", second / ".storyboard" / "objects")
    again = run_storyboard("assemble", "--locked", "--json", cwd=second)
    assert json.loads(again.stdout)["episode"]["sha256"] == sha256
    assert run_storyboard("lock", "--check", cwd=second).code == 0

    # A third has no store: everything is owned all the same, and is fetched by its job's id.
    third = project(tmp_path / "third")
    shutil.copy(first / "ep01.lock.yaml", third)
    plan = json.loads(run_storyboard("plan", "--json", cwd=third, env=there(studio)).stdout)
    assert {take["decision"] for take in plan["takes"]} == {"reuse"}
    assert plan["cost_usd"] == {"floor": 0.0, "ceiling": 0.0}
    fetched = render(third, there(studio))
    assert fetched.code == 0, fetched.stderr
    assert json.loads(fetched.stdout)["episode"]["sha256"] == sha256
    assert json.loads(fetched.stdout)["spent_usd"] == 0
    assert charges(studio) == bought


def test_a_clip_that_nobody_has_any_more_is_not_bought_again(tmp_path: Path, studio: str) -> None:
    first = project(tmp_path / "first")
    assert render(first, there(studio)).code == 0
    lost = project(tmp_path / "lost")
    lock = (first / "ep01.lock.yaml").read_text(encoding="utf-8")
    jobs = [line for line in lock.splitlines() if " job: " in line]
    for line in jobs:
        lock = lock.replace(line, line.rsplit('"', 2)[0] + '"00000000-0000-4000-8000-000000000000"')
    (lost / "ep01.lock.yaml").write_text(lock, encoding="utf-8")
    bought = charges(studio)

    ended = render(lost, there(studio))

    assert ended.code == 4
    assert charges(studio) == bought
    assert "river/lamp" in ended.stderr
    assert (lost / "ep01.lock.yaml").read_text(encoding="utf-8") == lock


def test_a_lock_that_is_not_what_its_storyboard_says_is_refused(tmp_path: Path, studio: str) -> None:
    first = project(tmp_path / "first")
    assert render(first, there(studio)).code == 0
    (first / "ep01.storyboard.yaml").write_text(CHAIN.replace("the reeds", "the stones"), encoding="utf-8")

    checked = run_storyboard("lock", "--check", cwd=first)
    locked = run_storyboard("assemble", "--locked", cwd=first)

    assert checked.code == 1
    assert "river/reeds" in checked.stdout
    assert locked.code == 4


def test_no_more_are_in_flight_than_the_limit_and_the_limit_is_reached(tmp_path: Path, studio: str) -> None:
    shots = "".join(f"  - id: s{n}\n    prompt: Lantern number {n} on the water.\n" for n in range(10))
    (tmp_path / "ep01.storyboard.yaml").write_text(
        "storyboard: 1\ntitle: Ten\n"
        "defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}\n"
        f"scenes:\n{shots}",
        encoding="utf-8",
    )

    ended = render(tmp_path, there(studio), "--jobs", "4")

    assert ended.code == 0, ended.stderr
    assert asked(studio, "/studio/counters")["most_in_flight"] == 4


def test_the_status_has_every_job_with_its_provider_s_id_and_cost(tmp_path: Path, studio: str) -> None:
    first = project(tmp_path / "first")
    assert render(first, there(studio)).code == 0

    status = json.loads(run_storyboard("status", "--json", cwd=first).stdout)

    assert [(job["shot"], job["state"], job["realm"]) for job in status["jobs"]] == [
        ("river/lamp", "stored", "elsewhere"),
        ("river/reeds", "stored", "elsewhere"),
        ("bank", "stored", "elsewhere"),
    ]
    assert all(job["provider_job"] and job["cost_usd"] for job in status["jobs"])
    assert status["spent_usd"] == pytest.approx(sum(job["cost_usd"] for job in status["jobs"]))


def test_no_key_is_in_any_file_that_a_run_leaves(tmp_path: Path, studio: str) -> None:
    first = project(tmp_path / "first")
    env = {**there(studio), "RUNWARE_API_KEY": "canary-one", "RUNCOMFY_API_TOKEN": "canary-two"}
    ended = render(first, env)

    written = [path.read_bytes() for path in first.rglob("*") if path.is_file()]

    assert ended.code == 0
    assert not any(
        b"canary" in content for content in [*written, ended.stdout.encode(), ended.stderr.encode()]
    )


def test_a_locked_render_names_what_is_not_owned_and_sends_nothing(tmp_path: Path, studio: str) -> None:
    first = project(tmp_path / "first")
    assert render(first, there(studio)).code == 0
    bought, lock = charges(studio), (first / "ep01.lock.yaml").read_bytes()
    (first / "ep01.storyboard.yaml").write_text(CHAIN.replace("the reeds", "the stones"), encoding="utf-8")

    ended = render(first, there(studio), "--locked")

    assert ended.code == 4
    assert "--locked buys nothing, and these are not owned: river/reeds" in ended.stderr
    assert charges(studio) == bought
    assert (first / "ep01.lock.yaml").read_bytes() == lock
