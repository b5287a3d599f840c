"""Whatever ends a command becomes an exit code and one clear line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import lock, plan
from pipeline.cli.exits import BUG, DAMAGED, DONE, FOUND, INTERRUPTED, USAGE
from tests.cli.running import run_storyboard

STORYBOARD = """\
storyboard: 1
title: 灯籠
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: river
    prompt: A paper lantern drifts.
  - id: bank
    continues: river
    prompt: It goes out.
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and signals of POSIX")


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    return tmp_path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", *arguments]


# --- bugs and damage ----------------------------------------------------------------------------------------


def test_a_bug_of_ours_writes_a_log_and_tells_its_path(series: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr(plan.flow, "plan", broken)
    monkeypatch.setattr("tempfile.tempdir", str(series))

    ended = run_storyboard("plan", cwd=series)

    (log,) = series.glob("storyboard-*.log")
    assert ended.code == BUG
    assert ended.stderr == f"storyboard: a bug of ours (ZeroDivisionError); its trace is in {log}\n"
    assert "by us" in log.read_text(encoding="utf-8")


def test_a_bug_is_shown_where_no_log_can_be_written(series: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr(plan.flow, "plan", broken)
    monkeypatch.setattr("tempfile.tempdir", str(series / "nowhere"))

    ended = run_storyboard("plan", cwd=series)

    assert ended.code == BUG
    assert "ZeroDivisionError: by us" in ended.stderr


def test_a_damaged_ledger_is_told_with_its_repair(series: Path) -> None:
    (series / ".storyboard").mkdir()
    (series / ".storyboard" / "ledger.sqlite").write_text("no database", encoding="utf-8")

    ended = run_storyboard("plan", cwd=series)

    assert ended.code == DAMAGED
    assert "it is no database" in ended.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<<<<<<< HEAD\nlock: 1\n=======\nlock: 1\n>>>>>>> theirs\n", "ep01.lock.yaml:"),
        (b"lock: 2\n", "version 2"),
        (b'lock: 1\ntakes:\n  river 1 vendor key: "x"\n', "64 hexadecimal digits"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
@pytest.mark.parametrize("words", ["lock --check", "plan", "assemble --locked"])
def test_a_damaged_lock_is_a_fault_at_its_place(series: Path, words: str, content: bytes, told: str) -> None:
    (series / "ep01.lock.yaml").write_bytes(content)

    ended = run_storyboard(*words.split(), cwd=series)

    assert ended.code == FOUND
    assert told in ended.stderr
    assert "--> ep01.lock.yaml:" in ended.stderr


@posix
def test_a_lock_that_is_a_link_is_refused(series: Path) -> None:
    (series / "ep01.lock.yaml").symlink_to("/etc/hostname")

    ended = run_storyboard("plan", cwd=series)

    assert ended.code == FOUND
    assert "ep01.lock.yaml is a link" in ended.stderr


def test_a_storyboard_without_a_lock_is_told_so(series: Path) -> None:
    checked = run_storyboard("lock", "--check", cwd=series)
    locked = run_storyboard("assemble", "--locked", cwd=series)

    assert (checked.code, checked.stdout) == (
        FOUND,
        "ep01.storyboard.yaml: it has no lock: `storyboard render` writes one\n",
    )
    assert locked.code == 4


def test_checking_a_lock_needs_neither_ledger_nor_provider(
    series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock.wiring, "world", None)

    assert run_storyboard("lock", "--check", cwd=series).code == FOUND


# --- wrong usage --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rendr"], "there is no command `rendr`; did you mean `render`?"),
        (["frobnicate"], "`storyboard --help` lists them"),
        (["plan", "--pofile", "x"], "Did you mean '--profile'?"),
        (["plan", "--select", "rivr"], "did you mean `river`?"),
        (["request", "ep01.storyboard.yaml", "rivr"], "did you mean `river`?"),
        (["request", "ep01.storyboard.yaml", "zzz"], "the first one is `river`"),
        (["request", "ep01.storyboard.yaml", "river", "--take", "2"], "there is no take 2"),
        (["explain", "r0001"], "did you mean `R001`?"),
        (["schema", "storybord"], "did you mean `storyboard`?"),
        (["lock"], "--check"),
        (["assemble", "--locked", "--partial"], "leave --preview and --partial out"),
        (["render", "--budget", "-1"], "--budget"),
    ],
)
def test_wrong_usage_names_the_mend(series: Path, arguments: list[str], told: str) -> None:
    ended = run_storyboard(*arguments, cwd=series)

    assert (ended.code, ended.stdout) == (USAGE, "")
    assert told in ended.stderr


# --- streams ------------------------------------------------------------------------------------------------


@posix
def test_a_reader_that_leaves_changes_no_exit_code(series: Path) -> None:
    (series / "ep01.storyboard.yaml").write_text(STORYBOARD.replace("title", "titel"), encoding="utf-8")

    with subprocess.Popen(
        command("validate"), cwd=series, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as left:
        assert left.stdout is not None
        assert left.stderr is not None
        left.stdout.close()
        left.stderr.close()

    assert left.returncode == FOUND


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_result_that_cannot_be_written_is_no_success(series: Path, unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        finished = subprocess.run(
            command("plan"),
            cwd=series,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert finished.returncode == DAMAGED
    assert finished.stderr.startswith("storyboard: what there is to tell cannot be written")
    assert "Traceback" not in finished.stderr


def test_every_encoding_of_a_stream_will_do(series: Path) -> None:
    def printed(encoding: str) -> bytes:
        return subprocess.run(
            command("plan", "--json"),
            cwd=series,
            env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            capture_output=True,
            check=True,
        ).stdout

    assert b"\xe7\x81\xaf" not in printed("ascii")
    assert re.sub(rb"\s", b"", printed("ascii")) == re.sub(rb"\s", b"", printed("utf-8"))


@posix
def test_no_streams_at_all_are_survived(series: Path) -> None:
    closed = subprocess.run(
        f"{sys.executable} -m pipeline plan >&- 2>&- <&-", shell=True, cwd=series, check=False
    )

    assert closed.returncode == DONE


# --- Ctrl-C -------------------------------------------------------------------------------------------------


@posix
def test_an_interrupted_preview_says_so_once_and_the_next_one_goes_on(series: Path) -> None:
    def heeding() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)

    with subprocess.Popen(
        command("render", "--preview", "--progress", "json"),
        cwd=series,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,  # where the test runs in the background, SIGINT is ignored from birth
    ) as running:
        assert running.stderr is not None
        assert running.stdout is not None
        while '"running"' not in running.stderr.readline():
            pass
        running.send_signal(signal.SIGINT)
        told, result = running.stderr.read(), running.stdout.read()
    again = run_storyboard("render", "--preview", "--progress", "quiet", cwd=series)

    assert running.returncode == INTERRUPTED
    assert result == ""
    assert [line for line in told.splitlines() if not line.startswith("{")] == [
        "interrupted: nothing is lost, run it again"
    ]
    assert (again.code, again.stdout) == (DONE, "previews/ep01/ep01.mp4\n")
