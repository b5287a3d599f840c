"""What `validate` does for a good file is bounded in work, which no other program on the machine can change.

Seconds are measured in `benchmarks/validate.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from types import FrameType

import pytest

from pipeline import flow, wiring

LIBRARY = """\
library: 1
defaults: {model: skyreels-v4, resolution: 720p, aspect: 9:16, duration: 8, template: house}
vars: {look: "35 mm film."}
references:
  mei: {name: Mei Lin, description: "27, grey wool coat"}
templates:
  house: "{{ prompt }} {{ look }}"
  close-up: "Close-up of {{ who }}. {{ prompt }} {{ look }}"
"""
HEAD = "storyboard: 1\ntitle: T\nlanguage: en\nuse: [series.library.yaml]\nscenes:\n  - id: one\n    shots:\n"
SHOT = """\
      - id: s{shot}
        template: close-up
        with: {{who: "@mei"}}
        prompt: She crosses room {episode}-{shot}, and @mei waits.
        dialogue: [{{who: mei, line: "Not tonight, {shot}.", at: 2.0}}]
"""
CALLS_A_SHOT = 1200
"""Of functions in Python. A shot took 920 when this was written, and 1,450 before the benchmark held."""
MODULES = 105
"""Of the package, for good files; they were 102 when this was written. Each takes half a millisecond."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "series.library.yaml").write_text(LIBRARY, encoding="utf-8")
    for episode, shots in enumerate((3, 20, 160)):
        body = "".join(SHOT.format(episode=episode, shot=shot) for shot in range(shots))
        (tmp_path / f"e{episode}.storyboard.yaml").write_text(HEAD + body, encoding="utf-8")
    return tmp_path


def calls_during(work: Callable[[], object]) -> int:
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def calls_to_read(project: Path, name: str) -> int:
    """Of a file, once another has been read, as for the second of many."""

    def read(name: str) -> None:
        readers = wiring.readers(project, PurePosixPath())
        assert flow.read(readers, PurePosixPath(name), name).faults == ()

    read("e0.storyboard.yaml")
    return calls_during(lambda: read(name))


def test_a_file_of_twenty_shots_takes_a_bounded_number_of_calls(project: Path) -> None:
    calls = calls_to_read(project, "e1.storyboard.yaml")

    assert calls < 20 * CALLS_A_SHOT


def test_eight_times_the_shots_take_eight_times_the_calls(project: Path) -> None:
    few = calls_to_read(project, "e1.storyboard.yaml")
    many = calls_to_read(project, "e2.storyboard.yaml")

    assert many < 8.4 * few


COUNTING = """\
import json, sys
from jinja2 import Environment
compiled = []
compile_one = Environment.compile
Environment.compile = lambda self, *more, **other: compiled.append(1) or compile_one(self, *more, **other)
sys.argv = ["storyboard", "validate"]
from pipeline.cli import storyboard
from pipeline.cli.exits import exit_code
code = exit_code(storyboard)
print(json.dumps({"code": code, "compiled": len(compiled), "modules": sorted(sys.modules)}))
"""


def test_many_files_compile_each_template_once_and_import_nothing_that_a_good_file_does_not_need(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "cache"))

    finished = subprocess.run(
        [sys.executable, "-c", COUNTING], cwd=project, capture_output=True, text=True, check=True
    )

    told = json.loads(finished.stdout.splitlines()[-1])
    modules = set(told["modules"])
    assert (told["code"], told["compiled"]) == (0, 2)
    assert {"pipeline.load.document", "pipeline.model.shots", "jinja2"} <= modules
    assert sum(name.partition(".")[0] == "pipeline" for name in modules) <= MODULES
    assert modules.isdisjoint(
        {
            "jsonschema",
            "pipeline.flow.running",
            "pipeline.load.lookalikes",
            "pipeline.load.wording",
            "pipeline.model.decisions",
            "pipeline.model.facts",
            "pipeline.model.outcomes",
            "pipeline.model.wire",
            "pipeline.plan",
            "pipeline.run",
        }
    )
