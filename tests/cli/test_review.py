"""`review` writes a page that stands beside its films, and takes saved reviews in."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run_storyboard
from tests.rendered import render

WALK = """\
storyboard: 1
title: The Walk
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: walk
    chain: true
    shots:
      - {id: one, prompt: A woman leaves a house., takes: 2}
      - {id: two, prompt: She crosses a wet street.}
"""
PAGE = Path("renders/ep01/review.html")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walked")
    render(folder, WALK)
    return folder


@pytest.fixture
def project(walked: Path, tmp_path: Path) -> Path:
    return shutil.copytree(walked, tmp_path / "walk")


def contents(project: Path) -> dict[str, Any]:
    text = (project / PAGE).read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="contents">(.*?)</script>', text)
    assert found is not None
    held: dict[str, Any] = json.loads(found[1])
    return held


def clips(project: Path) -> set[str]:
    return {path.name for path in (project / "renders/ep01/review").iterdir()}


def test_the_page_names_films_that_lie_beside_it(project: Path) -> None:
    ended = run_storyboard("review", cwd=project)

    one, two = contents(project)["shots"]
    files = [take["file"] for shot in (one, two) for take in shot["takes"]]
    assert (ended.code, ended.stdout, ended.stderr) == (0, f"{PAGE}\n", "")
    assert [len(shot["takes"]) for shot in (one, two)] == [2, 1]
    assert {f"review/{name}" for name in clips(project)} == set(files)
    assert all(len(take["ends"]) == 2 for take in one["takes"])
    assert two["continues"] == "walk/one"
    assert two["pictures"] == [
        {"title": "first frame", "told": "the last frame of walk/one", "thumbnail": None}
    ]
    assert "$RUNWARE_API_KEY" in json.dumps(one["request"])


def test_takes_of_other_words_stay_and_are_told_from_the_present_ones(project: Path) -> None:
    render(project, WALK.replace("a wet street", "a dry street"))

    run_storyboard("review", cwd=project)

    old, new = contents(project)["shots"][1]["takes"]
    assert (old["present"], new["present"]) == (False, True)
    assert (old["words"]["prompt"], new["words"]["prompt"]) == (
        "She crosses a wet street.",
        "She crosses a dry street.",
    )


def test_a_clip_whose_bytes_are_gone_is_told_and_not_linked(project: Path) -> None:
    run_storyboard("review", cwd=project)
    gone = contents(project)["shots"][1]["takes"][0]["clip"]
    (project / f".storyboard/objects/{gone[:2]}/{gone}").unlink()

    run_storyboard("review", cwd=project)

    assert contents(project)["shots"][1]["takes"][0]["file"] is None
    assert f"{gone}.mp4" not in clips(project)


def test_the_review_that_is_kept_stands_on_the_page(project: Path) -> None:
    (project / "ep01.review.yaml").write_text("review: 1\nshots: {walk/two: {status: omitted}}\n", "utf-8")

    run_storyboard("review", cwd=project)

    assert contents(project)["review"]["shots"] == {"walk/two": {"status": "omitted"}}


def test_findings_stand_with_their_shot(project: Path) -> None:
    render(project, WALK.replace("takes: 2}", "takes: 2, trim: {out: 0.5}}"))

    run_storyboard("review", cwd=project)

    one, two = contents(project)["shots"]
    assert [text.partition(" ")[0] for text in one["findings"]] == ["A002"]
    assert two["findings"] == []
    assert contents(project)["findings"] == []


def test_without_a_clip_there_is_no_page_and_a_word_of_advice(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(WALK, encoding="utf-8")

    ended = run_storyboard("review", cwd=tmp_path)

    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == "storyboard: ep01.storyboard.yaml has no clips here; render first\n"


@pytest.mark.parametrize("arguments", [["--merge"], ["--serve", "--from", "x.json"]])
def test_options_that_do_not_go_together_are_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    ended = run_storyboard("review", *arguments, cwd=tmp_path)

    assert ended.code == 2
    assert "--merge goes with --from, and --from without --serve" in ended.stderr


# --- --from -------------------------------------------------------------------------------------------------


def saved(project: Path, status: str) -> Path:
    path = project / "ep01.review.json"
    path.write_text(
        json.dumps({"review": 1, "shots": {"walk/one": {"status": status}}, "base": {"episode": "ep01"}}),
        encoding="utf-8",
    )
    return path


def test_a_saved_review_is_taken_in(project: Path) -> None:
    ended = run_storyboard("review", "--from", str(saved(project, "omitted")), cwd=project)

    assert (ended.code, ended.stderr) == (0, "1 changed: walk/one\n")
    assert "  walk/one: {status: omitted}\n" in (project / "ep01.review.yaml").read_text(encoding="utf-8")


def test_a_stale_one_is_refused_and_contradictions_are_told(project: Path) -> None:
    path, kept = saved(project, "omitted"), "review: 1\nshots:\n  walk/one: {status: changes}\n"
    (project / "ep01.review.yaml").write_text(kept, encoding="utf-8")

    refused = run_storyboard("review", "--from", str(path), cwd=project)
    merged = run_storyboard("review", "--from", str(path), "--merge", cwd=project)

    assert refused.code == 1
    assert "ep01.review.yaml was changed since (walk/one): nothing was written" in refused.stderr
    assert merged.code == 1
    assert merged.stderr == (
        "storyboard: walk/one: omitted here, changes in the kept review, which stays\nnothing new in it\n"
    )
    assert (project / "ep01.review.yaml").read_text(encoding="utf-8") == kept


def test_a_file_that_is_no_review_is_told_with_the_place(project: Path) -> None:
    path = project / "bad.json"
    path.write_text('{"review": 1,\n "shots": {"walk/one": {"status": "great"}}}', encoding="utf-8")

    ended = run_storyboard("review", "--from", str(path), cwd=project)

    assert ended.code == 1
    assert "bad.json:2" in ended.stderr
    assert not (project / "ep01.review.yaml").exists()
