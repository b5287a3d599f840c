"""The composite action: its steps are run as the shell commands that GitHub would run, with a `python3` that
makes no environment and installs nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.programs import needs

ROOT = Path(__file__).parents[2]
ACTION: Mapping[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: Sequence[Mapping[str, Any]] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*([\w.]+)\s*\}\}")
GOOD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""
BAD = GOOD.replace("prompt:", "promt:")
WARNED = GOOD.replace("drifts.", "drifts. #3")

STORYBOARD = f'exec "{sys.executable}" -c "from pipeline.cli import main; main()"'
PYTHON = f"""\
#!/bin/sh
# Stands for python3 on a runner: `-m venv` makes a folder whose python writes down what pip is asked for, and
# beside it a storyboard that is the one under test.
mkdir -p "$3/bin"
printf '#!/bin/sh\\nprintf "%%s\\\\n" "$@" > "$PIP_ASKED"\\n' > "$3/bin/python"
printf '#!/bin/sh\\n{STORYBOARD} "$@"\\n' > "$3/bin/storyboard"
chmod +x "$3/bin/python" "$3/bin/storyboard"
"""

pytestmark = [
    needs("bash"),
    pytest.mark.skipif(os.name == "nt", reason="the stand-in for python3 is a shell script"),
]


@dataclass(frozen=True, slots=True)
class Runner:
    """What GitHub gives to a job: a working folder, a temporary one, and the files that steps write to."""

    workspace: Path
    temp: Path

    def run(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Runs the steps until one fails, these inputs over the defaults; gives what the last one told."""
        values = {
            "github.action_path": str(ROOT),
            "runner.temp": str(self.temp),
            **{f"inputs.{name}": given["default"] for name, given in ACTION["inputs"].items()},
            **{f"inputs.{name}": value for name, value in inputs.items()},
        }
        for step in STEPS[:-1]:
            installed = self._step(step, values)
            if installed.returncode:
                return installed
        return self._step(STEPS[-1], values)

    def _step(self, step: Mapping[str, Any], values: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        given = {
            name: EXPRESSION.sub(lambda found: values[found[1]], text) for name, text in step["env"].items()
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env={**self._environment(), **given},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    def _environment(self) -> dict[str, str]:
        added = self.temp / "path"
        found = added.read_text(encoding="utf-8").split() if added.exists() else []
        return {
            "PATH": os.pathsep.join([*reversed(found), str(self.temp / "stand-ins"), os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "HOME": str(self.temp),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_PATH": str(added),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "PIP_ASKED": str(self.temp / "pip.txt"),
        }

    @property
    def installed(self) -> list[str]:
        """What pip was asked for."""
        return (self.temp / "pip.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    workspace, temp = tmp_path / "work space", tmp_path / "temp"
    workspace.mkdir()
    (temp / "stand-ins").mkdir(parents=True)
    python = temp / "stand-ins" / "python3"
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    return Runner(workspace, temp)


def write(folder: Path, **storyboards: str) -> None:
    for name, text in storyboards.items():
        (folder / f"{name}.storyboard.yaml").write_text(text, encoding="utf-8")


def test_no_script_holds_an_expression_which_an_input_could_break_out_of() -> None:
    assert len(STEPS) == 2
    assert not any("${{" in step["run"] for step in STEPS)


def test_every_input_is_used_and_described() -> None:
    used = set(re.findall(r"inputs\.(\w+)", (ROOT / "action.yml").read_text("utf-8")))

    assert used == set(ACTION["inputs"]) == {"path", "version", "format", "strict", "args"}
    assert all(given["description"] for given in ACTION["inputs"].values())


def test_a_bad_storyboard_fails_with_an_annotation_and_a_summary(runner: Runner) -> None:
    write(runner.workspace, ep01=BAD)

    ended = runner.run()

    assert ended.returncode == 1
    assert ended.stdout.startswith("::error file=ep01.storyboard.yaml,line=6,endLine=6,col=5,endColumn=10,")
    assert "unknown key `promt`" in (runner.temp / "summary.md").read_text("utf-8")


def test_good_storyboards_pass(runner: Runner) -> None:
    write(runner.workspace, ep01=GOOD, ep02=GOOD)

    ended = runner.run()

    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr == "2 storyboards, no faults; ep01 is 5 s, ep02 5 s\n"


def test_paths_stand_one_a_line_and_may_hold_spaces(runner: Runner) -> None:
    write(runner.workspace, **{"ep 01": GOOD, "-02": GOOD, "ep03": BAD})

    ended = runner.run(path="ep 01.storyboard.yaml\n-02.storyboard.yaml\n")

    assert (ended.returncode, ended.stderr) == (0, "2 storyboards, no faults; ep 01 is 5 s, -02 5 s\n")


def test_strict_makes_warnings_errors(runner: Runner) -> None:
    write(runner.workspace, ep01=WARNED)

    lenient, strict = runner.run(), runner.run(strict="true")

    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert lenient.stdout.startswith("::warning ")
    assert strict.stdout.startswith("::error ")


def test_further_options_are_parted_by_white_space_and_no_star_is_a_file_name(runner: Runner) -> None:
    write(runner.workspace, ep01=BAD)

    ended = runner.run(format="concise", args="--output sarif:out.sarif\n--output text:*")

    assert ended.stdout.startswith("ep01.storyboard.yaml:6:5: error S001 ")
    assert sorted(path.name for path in runner.workspace.iterdir() if path.is_file()) == [
        "*",
        "ep01.storyboard.yaml",
        "out.sarif",
    ]


def test_the_action_installs_its_own_version_as_it_was_tested(runner: Runner) -> None:
    write(runner.workspace, ep01=GOOD)

    runner.run()

    assert runner.installed[-3:] == ["--constraint", str(ROOT / "constraints.txt"), str(ROOT)]


def test_a_named_version_is_installed_by_its_name(runner: Runner) -> None:
    write(runner.workspace, ep01=GOOD)

    runner.run(version="0.2.0")

    assert runner.installed[-1] == "storyboard-pipeline==0.2.0"


@pytest.mark.parametrize("name", sorted(ACTION["inputs"]))
@pytest.mark.parametrize(
    "hostile", ['"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "x\ntouch pwned"]
)
def test_no_input_is_run_as_a_command(runner: Runner, name: str, hostile: str) -> None:
    write(runner.workspace, ep01=GOOD)

    runner.run(**{name: hostile})

    assert not list(runner.workspace.rglob("pwned"))
