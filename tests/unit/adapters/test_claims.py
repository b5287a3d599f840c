"""Claims: one run on a storyboard, held while its process lives, even asleep, and let go when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.adapters.claims import RunClaims
from pipeline.errors import SpendingRefused

ONE, OTHER = "ep01.storyboard.yaml", "ep02.storyboard.yaml"
NOON = "2026-11-21T12:00:00.000Z"
HOLDER = (
    "import sys; from pathlib import Path; from pipeline.adapters.claims import RunClaims\n"
    f"with RunClaims(Path(sys.argv[1]), lambda: '{NOON}').held('{ONE}'):\n"
    "    print('held', flush=True); sys.stdin.read()\n"
)


@pytest.fixture
def claims(tmp_path: Path) -> RunClaims:
    return RunClaims(tmp_path / ".storyboard", lambda: NOON)


@contextmanager
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds ONE until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_a_second_run_on_a_storyboard_is_refused_and_told_of_the_first(
    claims: RunClaims, tmp_path: Path
) -> None:
    with holder(tmp_path / ".storyboard") as first:
        told = f"another run is at work on {ONE} .process {first.pid} on .* since {NOON}.: wait for its end"
        with pytest.raises(SpendingRefused, match=told), claims.held(ONE):
            pass

        assert claims.is_worked_on(ONE)


def test_another_storyboard_is_free(claims: RunClaims, tmp_path: Path) -> None:
    with holder(tmp_path / ".storyboard"), claims.held(OTHER) as is_left_over:
        assert not is_left_over
        assert not claims.is_worked_on(OTHER)


def test_a_run_that_ended_well_leaves_nothing_to_look_over(claims: RunClaims) -> None:
    with claims.held(ONE) as is_left_over:
        assert not is_left_over

    with claims.held(ONE) as is_left_over:
        assert not is_left_over
    assert not claims.is_worked_on(ONE)


def test_a_run_that_was_killed_lets_go_and_its_end_is_known(claims: RunClaims, tmp_path: Path) -> None:
    with holder(tmp_path / ".storyboard") as first:
        first.kill()
        first.wait()

        assert not claims.is_worked_on(ONE)
        with claims.held(ONE) as is_left_over:
            assert is_left_over


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_run_that_only_sleeps_keeps_its_claim(claims: RunClaims, tmp_path: Path) -> None:
    with holder(tmp_path / ".storyboard") as first:
        first.send_signal(signal.SIGSTOP)

        assert claims.is_worked_on(ONE)
        with pytest.raises(SpendingRefused), claims.held(ONE):
            pass


def test_what_stands_in_a_claim_file_is_shown_on_one_line_or_not_at_all(
    claims: RunClaims, tmp_path: Path
) -> None:
    with holder(tmp_path / ".storyboard"):
        (note,) = (tmp_path / ".storyboard" / "runs").iterdir()
        note.write_bytes(b'{"process": "\\u001b[31m\\n::error::", "host": "h", "since": "s"}')
        with pytest.raises(SpendingRefused) as refused, claims.held(ONE):
            pass

    assert "\x1b" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_store_that_other_machines_may_hold_is_refused(tmp_path: Path) -> None:
    claims = RunClaims(tmp_path / ".storyboard", lambda: NOON, shared=lambda path: "nfs4")

    told = "lies on a network file system .nfs4., where no lock holds"
    with pytest.raises(SpendingRefused, match=told), claims.held(ONE):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_run_left_is_taken_up_by_one_process_and_seen_by_its_next_run(
    claims: RunClaims, tmp_path: Path
) -> None:
    with holder(tmp_path / ".storyboard") as first:
        first.kill()
    other = RunClaims(tmp_path / ".storyboard", lambda: NOON)

    with claims.taken(ONE) as is_ours, claims.taken(ONE) as is_shared, other.taken(ONE) as is_theirs:
        assert (is_ours, is_shared, is_theirs) == (True, True, False)
        assert other.is_worked_on(ONE)
        with pytest.raises(SpendingRefused, match=f"process {os.getpid()} "), other.held(ONE):
            pass

    assert not other.is_worked_on(ONE)
    with other.held(ONE) as is_left_over:
        assert is_left_over


def test_the_last_block_that_shares_a_claim_lets_it_go(claims: RunClaims, tmp_path: Path) -> None:
    other = RunClaims(tmp_path / ".storyboard", lambda: NOON)
    first, second = claims.taken(ONE), claims.taken(ONE)
    first.__enter__()
    second.__enter__()

    first.__exit__(None, None, None)
    assert other.is_worked_on(ONE)
    second.__exit__(None, None, None)

    assert not other.is_worked_on(ONE)


def test_a_run_takes_up_its_own_and_nothing_of_one_that_lives(claims: RunClaims, tmp_path: Path) -> None:
    with holder(tmp_path / ".storyboard"), claims.held(OTHER):
        with claims.taken(OTHER) as is_own, claims.taken(ONE) as is_theirs:
            assert (is_own, is_theirs) == (True, False)

        assert not claims.is_worked_on(OTHER)
        with pytest.raises(SpendingRefused), RunClaims(tmp_path / ".storyboard", lambda: NOON).held(OTHER):
            pass
