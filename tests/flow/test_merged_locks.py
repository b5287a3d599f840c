"""Locks of two branches, merged by git itself with the attributes that `storyboard init` writes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import pipeline.cli
from pipeline.errors import Fault
from pipeline.load.lock import read_lock
from pipeline.model import Lock, LockLine
from pipeline.report.lock import lock_text
from tests.programs import program
from tests.twins import take
from tests.unit.remembered import line

ATTRIBUTES = Path(pipeline.cli.__file__).parent / "starter" / "dot-gitattributes"
NAME = "ep01.lock.yaml"

Merge = Callable[[Lock | None, Lock, Lock], tuple[Lock, tuple[Fault, ...]]]


def of(shot: str, number: int = 1, clip: str = "c1", *, is_used: bool = True) -> LockLine:
    return replace(line(take(shot, number=number)), clip_sha256=_hex(clip), is_used=is_used)


def _hex(clip: str) -> str:
    return clip.ljust(64, "0")


def lock(*lines: LockLine) -> Lock:
    return Lock("av 18.1", lines)


@pytest.fixture
def merge(tmp_path: Path) -> Merge:
    """Merges what two branches made of a lock (None: there was none). Git has to find no conflict."""
    program("git")

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def commit(what: Lock) -> None:
        (tmp_path / NAME).write_text(lock_text(what), encoding="utf-8", newline="\n")
        git("add", ".")
        git("commit", "-q", "-m", "lock")

    def merged(base: Lock | None, ours: Lock, theirs: Lock) -> tuple[Lock, tuple[Fault, ...]]:
        git("init", "-q")
        shutil.copyfile(ATTRIBUTES, tmp_path / ".gitattributes")
        git("add", ".")
        git("commit", "-q", "-m", "begun")
        if base is not None:
            commit(base)
        git("branch", "theirs")
        commit(ours)
        git("checkout", "-q", "theirs")
        commit(theirs)
        git("checkout", "-q", "main")
        git("merge", "-q", "-m", "both", "theirs")
        return read_lock((tmp_path / NAME).read_bytes(), NAME)

    return merged


def test_branches_that_rendered_different_shots_keep_what_both_paid_for(merge: Merge) -> None:
    base = lock(of("a"), of("b"), of("c"))
    ours = lock(of("a", clip="c2"), of("b"), of("c"))
    theirs = lock(of("a"), of("b", is_used=False), of("b", 2, clip="c3"), of("c"))

    found, faults = merge(base, ours, theirs)

    assert faults == ()
    assert found == lock(of("a", clip="c2"), of("b", is_used=False), of("b", 2, clip="c3"), of("c"))


def test_branches_that_each_wrote_a_first_lock_keep_the_lines_of_both(merge: Merge) -> None:
    found, faults = merge(None, lock(of("a"), of("b")), lock(of("c"), of("d")))

    assert faults == ()
    assert found == lock(of("a"), of("b"), of("c"), of("d"))


def test_one_take_that_both_rendered_is_a_fault_at_its_line(merge: Merge) -> None:
    base = lock(of("a"), of("b"))

    found, faults = merge(base, lock(of("a", clip="c2"), of("b")), lock(of("a", clip="c3"), of("b")))

    assert found == Lock(None, ())
    assert [(fault.code, "a 1 vendor clip" in fault.message) for fault in faults] == [("Y004", True)]
    assert faults[0].place.line > 1


def test_two_takes_that_two_branches_chose_for_the_cut_are_a_fault_and_no_pick(merge: Merge) -> None:
    base = lock(of("a"), of("b"))
    ours = lock(of("a", is_used=False), of("a", 2, clip="c2"), of("b"))
    theirs = lock(of("a", is_used=False), of("a", 3, clip="c3"), of("b"))

    found, faults = merge(base, ours, theirs)

    assert found == Lock(None, ())
    assert [(fault.code, fault.message) for fault in faults] == [
        ("S009", "take 2 and take 3 of a are both marked as used")
    ]
