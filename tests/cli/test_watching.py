"""The live table of a run: what it shows, and that it leaves the screen as it was."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from pipeline.cli.watching import Board
from pipeline.model import Event
from pipeline.plan import make_plan
from tests.cli.running import run_storyboard
from tests.twins import episode, take
from tests.unit.remembered import facts


def board() -> Board:
    plan = make_plan(
        episode(take("a"), take("b", "snow", after="a"), take("c", "fog")), facts(), budget_usd=None
    )
    return Board.of([plan], {"acme-v1": 90.0})


def test_what_is_under_way_stands_first_then_what_waits_then_what_ended() -> None:
    shown = board()
    shown.take_in(Event("a", 1, "made", cost_usd=1.01), 1.0)
    shown.take_in(Event("b", 1, "waiting", "for a"), 2.0)
    shown.take_in(Event("c", 1, "running", "40 %"), 3.0)

    assert shown.rows(13.4, most=3) == [
        ("c take 1", "running", "10 s, usually 90 s", "40 %"),
        ("b take 1", "waiting", "11 s", "for a"),
        ("a take 1", "made", "", ""),
    ]
    assert shown.rows(13.4, most=1) == [("c take 1", "running", "10 s, usually 90 s", "40 %")]


def test_time_in_a_state_goes_on_while_only_its_detail_changes() -> None:
    shown = board()
    shown.take_in(Event("c", 1, "queued", "place 3"), 0.0)
    shown.take_in(Event("c", 1, "queued", "place 2"), 5.0)

    assert shown.rows(8.0, most=9) == [("c take 1", "queued", "8 s", "place 2")]


def test_the_sums_are_takes_that_ended_and_money_of_what_was_planned() -> None:
    shown = board()
    shown.take_in(Event("a", 1, "made", cost_usd=1.01), 0.0)
    shown.take_in(Event("c", 1, "failed", "no"), 0.0)

    assert shown.sums() == "2 of 3 takes   $1.01 of at most $3.06"


# --- at a terminal ------------------------------------------------------------------------------------------

terminals = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal of POSIX")

STORYBOARD = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: river
    prompt: A paper lantern drifts.
"""


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("series")
    (folder / "ep01.storyboard.yaml").write_text(STORYBOARD, encoding="utf-8")
    run_storyboard("render", "--preview", "--progress", "quiet", cwd=folder)
    return folder


def at_a_terminal(folder: Path, rows: int = 24, columns: int = 80, **env: str) -> bytes:
    """What a render writes to a terminal of this size."""
    import fcntl
    import pty
    import struct
    import termios

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(env)
        os.execv(sys.executable, [sys.executable, "-m", "pipeline", "render", "--preview"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    written = _all_of(terminal)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, written
    return written


def _all_of(terminal: int) -> bytes:
    written = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other end is closed
            return written
        if not piece:
            return written
        written += piece


@terminals
@pytest.mark.parametrize("size", [(24, 80), (3, 12)])
def test_the_table_goes_and_the_cursor_comes_back(series: Path, size: tuple[int, int]) -> None:
    written = at_a_terminal(series, *size, TERM="xterm-256color")

    assert written.count(b"\x1b[?25l") == written.count(b"\x1b[?25h") == 1
    assert b"Traceback" not in written
    assert written.endswith(b"previews/ep01/ep01.mp4\r\n")


@terminals
def test_no_color_means_no_color(series: Path) -> None:
    written = at_a_terminal(series, TERM="xterm-256color", NO_COLOR="1")

    assert re.findall(rb"\x1b\[(?:\d+;)*[34][0-7](?:;\d+)*m", written) == []


@terminals
def test_a_dumb_terminal_gets_plain_lines(series: Path) -> None:
    written = at_a_terminal(series, TERM="dumb")

    assert b"river take 1 reused" in written
    assert b"\x1b" not in written
