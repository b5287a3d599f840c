"""The commands as a user types them: exit codes, what is printed, and where."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from pipeline import schemas
from tests.cli.running import run_storyboard

VENDORS = Path(__file__).parents[2] / "storyboards" / "vendors"
EXAMPLES = sorted((Path(__file__).parents[2] / "storyboards").rglob("*.storyboard.yaml"))
ENVELOPE = ("taskUUID", "deliveryMethod", "includeCost", "outputType", "outputFormat", "numberResults")

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])
def test_every_example_validates(path: Path) -> None:
    ended = run_storyboard("validate", "--json", path.name, cwd=path.parent)

    report = json.loads(ended.stdout)
    assert ended.code == 0
    assert report["valid"]
    # The vendor's own example says nothing of the picture's shape, which is worth a warning.
    assert [found["code"] for found in report["diagnostics"]] in ([], ["M018"])


def test_a_new_project_validates_and_plans_as_it_is(tmp_path: Path) -> None:
    assert run_storyboard("init", "series", cwd=tmp_path).code == 0

    validated = run_storyboard("validate", cwd=tmp_path / "series")
    planned = run_storyboard("plan", "--preview", "--json", cwd=tmp_path / "series")

    assert (validated.code, validated.stderr) == (0, "1 storyboard, no faults; ep01 is 15 s\n")
    assert [take["decision"] for take in json.loads(planned.stdout)["takes"]] == ["submit", "wait", "submit"]


def test_init_never_writes_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "storyboard.toml").write_text("mine", encoding="utf-8")

    ended = run_storyboard("init", ".", cwd=tmp_path)

    assert ended.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["storyboard.toml"]


@pytest.mark.parametrize("name", ["fossil", "greenhouse", "observatory", "violin", "violin-finale"])
def test_a_vendor_s_example_gives_the_vendor_s_request(name: str) -> None:
    expected = json.loads((VENDORS / f"{name}.request.json").read_text(encoding="utf-8"))
    path = f"{name}.storyboard.yaml"
    shot = json.loads(run_storyboard("plan", "--preview", "--json", path, cwd=VENDORS).stdout)["takes"][0][
        "shot"
    ]

    request = json.loads(run_storyboard("request", path, shot, "--json", cwd=VENDORS).stdout)

    (task,) = request["json"]
    sent = {name: value for name, value in task.items() if name not in ENVELOPE}
    assert (request["method"], request["url"]) == ("POST", "https://api.runware.ai/v1")
    assert request["headers"]["Authorization"] == "Bearer $RUNWARE_API_KEY"
    assert placed(sent) == placed(expected)


def test_the_other_vendor_s_example_is_exactly_two_fields() -> None:
    expected = json.loads((VENDORS / "v1-first.request.json").read_text(encoding="utf-8"))
    plan = run_storyboard("plan", "--preview", "--json", "v1-first.storyboard.yaml", cwd=VENDORS)
    shot = json.loads(plan.stdout)["takes"][0]["shot"]

    request = json.loads(
        run_storyboard("request", "v1-first.storyboard.yaml", shot, "--json", cwd=VENDORS).stdout
    )

    assert request["url"] == "https://model-api.runcomfy.net/v1/models/skywork/SkyReels%20V1"
    assert request["json"] == expected
    assert set(expected) == {"prompt", "image_url"}


def placed(task: dict[str, object]) -> dict[str, object]:
    """The task with every frame spelt one way: `{image, frame}`, in order where no place was written."""
    inputs = task.get("inputs")
    if not isinstance(inputs, dict) or "frameImages" not in inputs:
        return task
    frames = [item if isinstance(item, dict) else {"image": item} for item in inputs["frameImages"]]
    whole = [{"frame": ("first", "last")[min(index, 1)], **frame} for index, frame in enumerate(frames)]
    return {**task, "inputs": {**inputs, "frameImages": whole}}


def test_a_request_as_curl_names_the_key_and_never_holds_it(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    ended = run_storyboard(
        "request", "ep01.storyboard.yaml", "river", "--curl", cwd=tmp_path, env={"RUNWARE_API_KEY": "canary"}
    )

    assert ended.code == 0
    assert "$RUNWARE_API_KEY" in ended.stdout
    assert "canary" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("form", ["svg", "mermaid", "dot", "json"])
def test_a_graph_names_every_shot_in_every_form(form: str) -> None:
    path = Path(__file__).parents[2] / "storyboards" / "examples"

    ended = run_storyboard("graph", "chain.storyboard.yaml", "--format", form, cwd=path)

    names = [
        take["shot"]
        for take in json.loads(
            run_storyboard("plan", "--preview", "--json", "chain.storyboard.yaml", cwd=path).stdout
        )["takes"]
    ]
    assert ended.code == 0
    assert len(names) >= 3
    assert all(name in ended.stdout for name in names)


def test_schemas_are_printed_as_they_are_shipped(tmp_path: Path) -> None:
    ended = run_storyboard("schema", "storyboard", cwd=tmp_path)

    assert json.loads(ended.stdout) == schemas.read("storyboard")


def test_a_code_is_explained_and_an_unknown_one_is_wrong_usage(tmp_path: Path) -> None:
    assert run_storyboard("explain", "r001", cwd=tmp_path).stdout.startswith("# ")
    assert run_storyboard("explain", "Z999", cwd=tmp_path).code == 2


def test_what_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    assert run_storyboard("plan", "ep02.storyboard.yaml", cwd=tmp_path).code == 2
    assert run_storyboard("plan", "--profile", "draft", cwd=tmp_path).code == 2
    assert run_storyboard("request", "ep01.storyboard.yaml", "rivr", cwd=tmp_path).stderr.endswith(
        "did you mean `river`?\n"
    )
    assert run_storyboard("frobnicate", cwd=tmp_path).code == 2


def test_pending_work_and_budgets_have_their_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    assert run_storyboard("plan", cwd=tmp_path).code == 0
    assert run_storyboard("plan", "--exit-code", cwd=tmp_path).code == 3
    assert run_storyboard("plan", "--budget", "0.10", cwd=tmp_path).code == 4


def test_planning_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    run_storyboard("plan", cwd=tmp_path)
    run_storyboard("status", cwd=tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["ep01.storyboard.yaml"]


def test_several_storyboards_come_under_episodes(tmp_path: Path) -> None:
    for name in ("ep01", "ep02"):
        (tmp_path / f"{name}.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")

    report = json.loads(run_storyboard("plan", "--json", cwd=tmp_path).stdout)

    assert [one["storyboard"] for one in report["episodes"]] == [
        "ep01.storyboard.yaml",
        "ep02.storyboard.yaml",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs")
def test_a_fifo_and_a_link_for_a_picture_are_faults_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "link.png").symlink_to("/etc/passwd")
    (tmp_path / "ep01.storyboard.yaml").write_text(
        STORYBOARD + "    keyframes: [pipe.png, {image: link.png, frame: last}]\n", encoding="utf-8"
    )

    report = json.loads(run_storyboard("validate", "--json", cwd=tmp_path).stdout)

    assert [(found["code"], found["line"]) for found in report["diagnostics"]] == [("F002", 7), ("F003", 7)]


def test_a_storyboard_without_a_fault_is_checked_again_once_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "ep01.storyboard.yaml"
    path.write_text(STORYBOARD, encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert run_storyboard("validate", cwd=tmp_path).code == 0
    assert run_storyboard("validate", cwd=tmp_path).code == 0

    path.write_text(STORYBOARD.replace("prompt:", "promt:"), encoding="utf-8")

    assert run_storyboard("validate", cwd=tmp_path).code == 1
