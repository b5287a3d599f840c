"""A lock says a fact a line, reads back exactly, and merges where branches rendered different shots."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.load.lock import read_lock
from pipeline.model import FrameFact, Lock, LockLine
from pipeline.report.lock import lock_text
from tests.programs import program

A, B, C = "a" * 64, "b" * 64, "1" * 64


def line(shot: str, take: int = 1, key: str = A, *, is_used: bool = True) -> LockLine:
    return LockLine(
        shot=shot,
        take=take,
        realm="vendor",
        key=key,
        words=B,
        clip_sha256=C,
        clip_duration_s=5.04,
        is_used=is_used,
        provider="runware",
        model="skyreels-v4",
        ticket="0b1e",
        seed=7,
        cost_usd=1.4044,
        made_at="2026-11-21T10:00:00.000Z",
        frames={"last": FrameFact("p" * 8, A)},
    )


def test_a_lock_is_a_fact_a_line_under_its_take() -> None:
    text = lock_text(Lock("av 18.1", (line("offer/desk"),)))

    assert text == (
        "# Written by storyboard, a fact a line. Commit it: what stands here is not bought again.\n"
        "lock: 1\n"
        'made_with: "av 18.1"\n'
        "takes:\n"
        f'  offer/desk 1 vendor key: "{A}"\n'
        f'  offer/desk 1 vendor words: "{B}"\n'
        f'  offer/desk 1 vendor clip: "{C}"\n'
        "  offer/desk 1 vendor seconds: 5.04\n"
        "  offer/desk 1 vendor used: true\n"
        '  offer/desk 1 vendor provider: "runware"\n'
        '  offer/desk 1 vendor model: "skyreels-v4"\n'
        '  offer/desk 1 vendor job: "0b1e"\n'
        "  offer/desk 1 vendor seed: 7\n"
        "  offer/desk 1 vendor cost_usd: 1.4044\n"
        '  offer/desk 1 vendor made_at: "2026-11-21T10:00:00.000Z"\n'
        '  offer/desk 1 vendor frame last pixels: "pppppppp"\n'
        f'  offer/desk 1 vendor frame last picture: "{A}"\n'
    )


def test_takes_stand_in_the_order_of_their_numbers() -> None:
    text = lock_text(Lock(None, (line("a", 10), line("a", 2))))

    assert text.index("a 2 vendor key") < text.index("a 10 vendor key")


def merged(tmp_path: Path, ours: Lock, base: Lock, theirs: Lock, *options: str) -> tuple[int, Lock]:
    """What git makes of three versions of a lock: how many conflicts, and the lock."""
    git = program("git")
    for name, lock in (("ours", ours), ("base", base), ("theirs", theirs)):
        (tmp_path / name).write_text(lock_text(lock), encoding="utf-8", newline="\n")
    command = [git, "merge-file", "-p", *options, "ours", "base", "theirs"]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    read, _ = read_lock(finished.stdout, "merged.lock.yaml")
    return finished.returncode, read


def test_two_branches_that_rendered_different_shots_merge(tmp_path: Path) -> None:
    base = Lock("av 18.1", (line("a"), line("b"), line("c")))
    ours = Lock("av 18.1", (line("a", key=B), line("b"), line("c")))
    theirs = Lock("av 18.1", (line("a"), line("b", is_used=False), line("b", 2), line("c")))

    conflicts, read = merged(tmp_path, ours, base, theirs)

    assert conflicts == 0
    assert read == Lock("av 18.1", (line("a", key=B), line("b", is_used=False), line("b", 2), line("c")))


def test_lines_added_at_the_same_place_are_all_kept_by_a_union(tmp_path: Path) -> None:
    base = Lock("av 18.1", ())
    ours, theirs = Lock("av 18.1", (line("a"),)), Lock("av 18.1", (line("b"), line("b", 2)))

    conflicts, read = merged(tmp_path, ours, base, theirs, "--union")

    assert conflicts == 0
    assert read == Lock("av 18.1", (line("a"), line("b"), line("b", 2)))


def test_two_answers_for_one_take_are_a_fault_and_not_a_guess(tmp_path: Path) -> None:
    text = lock_text(Lock(None, (line("a"),)))

    lock, faults = read_lock(text + f'  a 1 vendor key: "{B}"\n', "ep.lock.yaml")

    assert lock == Lock(None, ())
    assert [fault.code for fault in faults] == ["Y004"]


def test_two_takes_that_the_cut_would_use_are_a_fault_at_the_second_and_not_a_guess() -> None:
    text = lock_text(Lock(None, (line("a"), replace(line("a", 2), clip_sha256=A), line("b"))))

    lock, (fault,) = read_lock(text, "ep.lock.yaml")

    assert lock == Lock(None, ())
    assert (fault.code, fault.message) == ("S009", "take 1 and take 2 of a are both marked as used")
    assert text.splitlines()[fault.place.line - 1].startswith("  a 2 vendor used")


def test_two_takes_of_equal_bytes_are_one_clip_that_the_cut_uses() -> None:
    lock = Lock(None, (line("a"), line("a", 2)))

    assert read_lock(lock_text(lock), "ep.lock.yaml") == (lock, ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace(f'  a 1 vendor clip: "{C}"\n', ""), "S003"),
        (lambda text: text.replace('  a 1 vendor frame last pixels: "pppppppp"\n', ""), "S003"),
        (lambda text: text.replace("a 1 vendor used", "a 1 vendor usde"), "S001"),
        (lambda text: text.replace("a 1 vendor seed: 7", "a 1 vendor seed: x"), "S002"),
        (lambda text: text.replace("<<<<", "") + "<<<<<<< ours\n", "Y026"),
    ],
)
def test_a_damaged_lock_is_refused_whole(change: object, code: str) -> None:
    text = change(lock_text(Lock(None, (line("a"),))))  # type: ignore[operator]

    lock, faults = read_lock(text, "ep.lock.yaml")

    assert lock == Lock(None, ())
    assert [code] == [fault.code for fault in faults]


@pytest.mark.parametrize("character", ["\u202a", "\u202e", "\u2066", "\u2069", "\u2028", "\ufeff", "\x7f"])
def test_what_our_reader_refuses_as_it_stands_is_written_as_an_escape(character: str) -> None:
    lock = Lock(f"av{character}18", ())

    text = lock_text(lock)

    assert character not in text
    assert read_lock(text, "ep01.lock.yaml") == (lock, ())
