"""`storyboard validate` for programs: the format, where it goes, and what no file can make it say."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.running import Ended, run_storyboard
from tests.cli.sarif import complaints
from tests.unit.report.faulty import CONTROLS, ORDER

BAD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16}
scenes:
  - id: river
    promt: A paper lantern drifts. #3
"""
GOOD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16, duration: 13, takes: 2}
assembly: {transition: {crossfade: 0.5}}
scenes:
""" + "".join(f"  - {{id: bank{number}, prompt: A bank.}}\n" for number in range(5))
WARNED = BAD.replace("promt", "prompt")
IN_GITHUB = {"GITHUB_ACTIONS": "true"}
FORMATS = ("text", "concise", "github", "json", "sarif")


def validate(folder: Path, text: str, *arguments: str, env: dict[str, str] | None = None) -> Ended:
    folder.mkdir(exist_ok=True)
    (folder / "ep01.storyboard.yaml").write_text(text, encoding="utf-8")
    return run_storyboard("validate", *arguments, cwd=folder, env=env)


# --- which format -------------------------------------------------------------------------------------------


def test_text_is_the_format_where_nobody_asks(tmp_path: Path) -> None:
    ended = validate(tmp_path, BAD)

    assert ended.code == 1
    assert ended.stdout.startswith("error[S001]: unknown key `promt`")


def test_annotations_are_the_format_inside_github_actions(tmp_path: Path) -> None:
    assert validate(tmp_path, BAD, env=IN_GITHUB).stdout.startswith(
        "::error file=ep01.storyboard.yaml,line=6,"
    )
    assert validate(tmp_path, BAD, env={"GITHUB_ACTIONS": "false"}).stdout.startswith("error[S001]")


def test_a_format_that_was_asked_for_comes_inside_github_actions_too(tmp_path: Path) -> None:
    ended = validate(tmp_path, BAD, "--format", "concise", env=IN_GITHUB)

    assert ended.stdout.startswith("ep01.storyboard.yaml:6:5: error S001 unknown key `promt`")


def test_json_is_short_for_format_json(tmp_path: Path) -> None:
    assert validate(tmp_path, BAD, "--json") == validate(tmp_path, BAD, "--format=json")


def test_sarif_is_valid_and_alone_on_stdout(tmp_path: Path) -> None:
    ended = validate(tmp_path, BAD, "--format=sarif")

    assert complaints(json.loads(ended.stdout)) == []
    assert ended.stderr == ""


@pytest.mark.parametrize("form", FORMATS)
def test_the_exit_code_is_the_same_in_every_format(tmp_path: Path, form: str) -> None:
    assert validate(tmp_path / "bad", BAD, f"--format={form}").code == 1
    assert validate(tmp_path / "warned", WARNED, f"--format={form}").code == 0
    assert validate(tmp_path / "warned", WARNED, f"--format={form}", "--strict").code == 1


@pytest.mark.parametrize("form", FORMATS)
def test_strict_makes_a_warning_an_error_in_every_format(tmp_path: Path, form: str) -> None:
    lenient = validate(tmp_path, WARNED, f"--format={form}").stdout
    strict = validate(tmp_path, WARNED, f"--format={form}", "--strict").stdout

    told = re.compile(r'(?:^|[:" ])warning(?:\[|"| Y101| file=)', re.MULTILINE)
    assert (bool(told.search(lenient)), bool(told.search(strict))) == (True, False)


def test_the_last_line_tells_how_long_the_episode_is_remembered_or_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(GOOD, encoding="utf-8")
    os.utime(tmp_path / "ep01.storyboard.yaml", (1, 1))

    told = [run_storyboard("validate", cwd=tmp_path).stderr for _ in range(2)]

    assert told == ["1 storyboard, no faults; ep01 is 1 min 3 s\n"] * 2


def test_json_tells_how_long_each_episode_is(tmp_path: Path) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "ep02.storyboard.yaml").write_text(BAD, encoding="utf-8")

    report = json.loads(run_storyboard("validate", "--json", cwd=tmp_path).stdout)

    assert report["episodes"] == [{"storyboard": "ep01.storyboard.yaml", "duration_s": 63.0}]


# --- outputs ------------------------------------------------------------------------------------------------


def test_outputs_go_into_files_beside_what_is_shown(tmp_path: Path) -> None:
    outputs = [f"--output={form}:{form}.out" for form in FORMATS]

    ended = validate(tmp_path, BAD, *outputs)

    files = {form: (tmp_path / f"{form}.out").read_text("utf-8") for form in FORMATS}
    assert ended.stdout.startswith("error[S001]")
    assert files["text"] == ended.stdout + ended.stderr
    for form in FORMATS[1:]:
        assert files[form] == validate(tmp_path, BAD, f"--format={form}").stdout


def test_outputs_are_written_where_there_is_no_fault(tmp_path: Path) -> None:
    ended = validate(
        tmp_path, WARNED.replace(" #3", ""), "--output=concise:out.txt", "--output=text:text.txt"
    )

    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "1 storyboard, no faults; ep01 is 5 s\n")
    assert (tmp_path / "out.txt").read_text("utf-8") == ""
    assert (tmp_path / "text.txt").read_text("utf-8") == "1 storyboard, no faults; ep01 is 5 s\n"


@pytest.mark.parametrize("written", ["report.sarif", "xml:report.xml", "sarif:", ":report"])
def test_an_output_without_a_known_format_and_a_file_is_wrong_usage(tmp_path: Path, written: str) -> None:
    ended = validate(tmp_path, BAD, "--output", written)

    assert ended.code == 2
    assert "write FORMAT:FILE" in ended.stderr


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    ended = validate(tmp_path, BAD, "--output=json:no-such-folder/report.json")

    assert ended.code == 2
    assert ended.stderr.startswith("storyboard: --output json:no-such-folder/report.json: ")


# --- GitHub Actions -----------------------------------------------------------------------------------------


def test_every_fault_goes_into_the_summary_of_the_step(tmp_path: Path) -> None:
    many = WARNED + "".join(f"  - {{id: s{n}, promt: A lantern.}}\n" for n in range(12))
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")

    ended = validate(tmp_path, many, env={**IN_GITHUB, "GITHUB_STEP_SUMMARY": str(summary)})

    told = summary.read_text("utf-8")
    assert ended.stdout.count("::error ") == 10
    assert ended.stdout.splitlines()[-1].startswith("::notice title=storyboard::2 more errors:")
    assert told.startswith("before\n### storyboard: 12 errors and 1 warning in 1 file\n")
    assert told.count("unknown key `promt`") == 12


def test_no_other_format_touches_the_summary(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"

    validate(tmp_path, BAD, "--format=text", env={**IN_GITHUB, "GITHUB_STEP_SUMMARY": str(summary)})

    assert not summary.exists()


def test_a_summary_that_cannot_be_written_does_not_hide_the_faults(tmp_path: Path) -> None:
    ended = validate(tmp_path, BAD, env={**IN_GITHUB, "GITHUB_STEP_SUMMARY": str(tmp_path)})

    assert ended.code == 1
    assert ended.stdout.startswith("::error ")
    assert "the step summary cannot be written" in ended.stderr


def test_paths_start_from_the_repository_where_the_step_works_in_a_folder(tmp_path: Path) -> None:
    at = {**IN_GITHUB, "GITHUB_WORKSPACE": str(tmp_path)}

    shown = validate(tmp_path / "drama", BAD, env=at).stdout
    log = json.loads(validate(tmp_path / "drama", BAD, "--format=sarif", env=at).stdout)

    assert shown.startswith("::error file=drama/ep01.storyboard.yaml,")
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "drama/ep01.storyboard.yaml"


# --- strangers ----------------------------------------------------------------------------------------------

ORDERS = (
    "::set-env name=A::b",
    "##[add-path]/tmp",
    "  ::stop-commands::x",
    "\x1b]0;x\x07",
    "\x9b2J",
    "\u202e",
    "\u2067x",
    "%0A::error::x",
    "%0D##[error]x",
    "::",
)
HOSTILE = [
    "storyboard: 1\ntitle: {order}\ndefaults: {{model: '{order}'}}\nscenes:\n  - id: '{order}'\n",
    "storyboard: 1\ntitle: Lantern\nscenes:\n  - id: river\n    '{order}': 1\n    prompt: |\n{order}\n",
    "{order}\nstoryboard: 1\n",
    "storyboard: 1\ntitle: Lantern\nscenes:\n  - id: river\n    prompt: |\n      @{order} {{{{ {order} }}}}\n"
    "    keyframes: ['{order}']\n    continues: '{order}'\n    template: '{order}'\n",
    "storyboard: 1\ntitle: Lantern\nuse: ['{order}.library.yaml']\nscenes: [{{id: a}}, {{id: a}}]\n",
]
COMMANDS = [
    *(("validate", f"--format={form}") for form in FORMATS),
    ("plan",),
    ("lock", "--check"),
    ("graph",),
    ("request",),
]


OURS = re.compile(
    r"::(error|warning) file=[^:]*,line=\d+,endLine=\d+,[^:]*::|::notice title=storyboard::\d+ more "
)


def obeyed(ended: Ended) -> list[str]:
    """Lines that a CI log would obey, or a terminal, but for our own annotations."""
    lines = re.split(r"[\r\n]", ended.stdout + ended.stderr)
    told = [OURS.sub("ours: ", line, count=1) if OURS.match(line) else line for line in lines]
    return [line for line in told if ORDER.search(line) or CONTROLS.search(line)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("order", ORDERS, ids=repr)
def test_nothing_in_a_file_is_obeyed_by_a_log_or_a_terminal(
    tmp_path: Path, order: str, command: tuple[str, ...]
) -> None:
    for number, form in enumerate(HOSTILE):
        text = form.format(order=order)
        (tmp_path / f"ep{number}.storyboard.yaml").write_text(text, encoding="utf-8")

    arguments = [*command, "ep0.storyboard.yaml", "river"] if command == ("request",) else command
    ended = run_storyboard(*arguments, cwd=tmp_path, env=IN_GITHUB)

    assert ended.code in (1, 2)
    assert obeyed(ended) == []


@pytest.mark.skipif(os.name == "nt", reason="no such file names there")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("is_named", [False, True])
@pytest.mark.parametrize("text", [BAD, WARNED], ids=["bad", "warned"])
def test_no_file_name_is_obeyed_by_a_log_or_a_terminal(
    tmp_path: Path, text: str, is_named: bool, command: tuple[str, ...]
) -> None:
    names = [
        f"{order.replace('/', '-')}.storyboard.yaml" for order in (*ORDERS, "a\n::warning::b", "a\r##[x]")
    ]
    for name in names:
        (tmp_path / name).write_text(text, encoding="utf-8")

    for name in names if is_named or command == ("request",) else [None]:
        arguments = [
            *command,
            *(["--", name] if name else []),
            *(["nobody"] if command == ("request",) else []),
        ]
        ended = run_storyboard(*arguments, cwd=tmp_path, env=IN_GITHUB)

        assert ended.code in (0, 1, 2)
        assert obeyed(ended) == []


@pytest.mark.parametrize("order", ["::error::x", "a\n::error::x", "\x1b[2J", "##[add-path]x"])
def test_a_path_that_is_not_there_is_told_plainly(tmp_path: Path, order: str) -> None:
    assert obeyed(run_storyboard("validate", order, cwd=tmp_path)) == []
