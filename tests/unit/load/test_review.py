"""A review gives picks, statuses and notes, reads back exactly, and keeps what people wrote in it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.load.review import read_review
from pipeline.model import Note, Review, ReviewBase, ReviewLine
from pipeline.report.review import review_text
from tests.programs import program

CLIP = "ab" * 32


def test_a_review_gives_pick_and_status_by_shot() -> None:
    text = (
        f"review: 1\nshots:\n  offer/desk: {{pick: {CLIP}, status: approved}}\n  night: {{status: omitted}}\n"
    )

    review, faults = read_review(text, "ep.review.yaml")

    assert faults == ()
    assert review.lines == {
        "offer/desk": ReviewLine("offer/desk", CLIP, "approved"),
        "night": ReviewLine("night", None, "omitted"),
    }


def test_a_shot_with_notes_alone_is_open() -> None:
    text = f"review: 1\nshots:\n  night:\n    notes: [{{clip: {CLIP}, frame: 36, text: face drifts}}]\n"

    review, faults = read_review(text, "ep.review.yaml")

    assert faults == ()
    (note,) = review.lines["night"].notes
    assert (note.clip_sha256, note.frame, note.text) == (CLIP, 36, "face drifts")
    assert review.lines == {"night": ReviewLine("night", None, "open", notes=(note,))}


def test_a_review_at_fault_decides_nothing() -> None:
    review, (fault,) = read_review("review: 1\nshots: {night: {status: aproved}}\n", "ep.review.yaml")

    assert review.lines == {}
    assert (fault.code, fault.label) == ("S004", "did you mean `approved`?")


# --- written and read back ----------------------------------------------------------------------------------

A, B = "a" * 64, "1" * 64
NOTE = Note("n1", B, 36, "face drifts", "Ana", "2026-11-21T10:00:00Z")


def review_of(*lines: ReviewLine) -> Review:
    return Review({line.shot: line for line in lines}, {})


def reread(review: Review) -> Review:
    read, faults = read_review(review_text(review), "ep.review.yaml")
    assert faults == ()
    return read


def test_a_review_is_a_decision_or_a_note_a_line() -> None:
    desk = ReviewLine("offer/desk", A, "approved", accepted=(B,), notes=(NOTE,))
    again = ReviewLine("arrival", None, "changes", about=B)

    text = review_text(review_of(desk, again, ReviewLine("night", None, "open")))

    assert text == (
        "# What people decided about each shot, a fact a line: `storyboard review` writes it. Commit it.\n"
        "review: 1\n"
        "shots:\n"
        f'  arrival: {{status: changes, about: "{B}"}}\n'
        "  night: {status: open}\n"
        f'  offer/desk: {{pick: "{A}", status: approved, accepted: ["{B}"]}}\n'
        f'  offer/desk n1: {{clip: "{B}", frame: 36, text: "face drifts", by: "Ana", '
        'at: "2026-11-21T10:00:00Z"}\n'
    )


def test_a_note_written_by_hand_has_the_same_id_wherever_it_is_read() -> None:
    text = f"review: 1\nshots: {{night: {{notes: [{{clip: {CLIP}, frame: 36, text: face drifts}}]}}}}\n"

    (first,), (second,) = (read_review(text, path)[0].lines["night"].notes for path in ("a", "b"))

    assert first == second
    assert len(first.id) == 12
    assert reread(review_of(ReviewLine("night", None, "open", notes=(first,)))).lines["night"].notes == (
        first,
    )


# --- comments -----------------------------------------------------------------------------------------------


def test_comments_stay_with_their_line_when_a_review_is_written_again() -> None:
    text = (
        "# Ana and Tom, Tuesday\n"
        "review: 1\n"
        "$schema: review.schema.json\n"
        "shots:\n"
        "  # the hard one\n"
        "  night: {status: changes} # ask Tom\n"
        "  # done\n"
        "  day:\n"
        "    status: approved # at last\n"
        f'  day n1: {{clip: "{A}", frame: 1, text: "take #3, see # 4"}}\n'
        "  # no more\n"
    )

    written = review_text(read_review(text, "ep.review.yaml")[0])

    assert written.splitlines()[1:] == [
        "# Ana and Tom, Tuesday",
        "review: 1",
        '$schema: "review.schema.json"',
        "shots:",
        "  # done",
        "  # at last",
        "  day: {status: approved}",
        "  # no more",
        f'  day n1: {{clip: "{A}", frame: 1, text: "take #3, see # 4"}}',
        "  # the hard one",
        "  # ask Tom",
        "  night: {status: changes}",
    ]
    assert written == review_text(read_review(written, "ep.review.yaml")[0])


def test_a_comment_of_a_decision_that_is_gone_goes_to_the_top() -> None:
    written = review_text(Review({}, {"night": ("the hard one",)}))

    assert written.splitlines()[1:] == ["# the hard one", "review: 1", "shots:"]


# --- git ----------------------------------------------------------------------------------------------------


def merged_by_git(tmp_path: Path, ours: Review, base: Review, theirs: Review) -> str:
    git = program("git")
    for name, review in (("ours", ours), ("base", base), ("theirs", theirs)):
        (tmp_path / name).write_text(review_text(review), encoding="utf-8", newline="\n")
    command = [git, "merge-file", "-p", "--union", "ours", "base", "theirs"]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout


def test_notes_and_shots_that_two_branches_added_are_all_kept_by_a_union(tmp_path: Path) -> None:
    other = replace(NOTE, id="n2", frame=40, by="Tom")
    base = review_of(ReviewLine("a", A, "open"))
    ours = review_of(ReviewLine("a", A, "open", notes=(NOTE,)), ReviewLine("b", A, "approved"))
    theirs = review_of(ReviewLine("a", A, "open", notes=(other,)), ReviewLine("c", A, "approved"))

    read, faults = read_review(merged_by_git(tmp_path, ours, base, theirs), "ep.review.yaml")

    assert faults == ()
    assert read.lines == {
        "a": ReviewLine("a", A, "open", notes=(NOTE, other)),
        "b": ReviewLine("b", A, "approved"),
        "c": ReviewLine("c", A, "approved"),
    }


def test_two_answers_about_one_shot_are_a_fault_and_not_a_guess(tmp_path: Path) -> None:
    base = review_of(ReviewLine("a", A, "open"))
    ours = review_of(ReviewLine("a", A, "approved"))
    theirs = review_of(ReviewLine("a", B, "open"))

    text = merged_by_git(tmp_path, ours, base, theirs)
    read, faults = read_review(text, "ep.review.yaml")

    assert read.lines == {}
    assert [fault.code for fault in faults] == ["Y004"]


# --- a file that the page saved -----------------------------------------------------------------------------


def test_a_saved_file_says_what_its_author_had_seen() -> None:
    text = json.dumps(
        {
            "review": 1,
            "shots": {"night": {"status": "omitted"}},
            "base": {"episode": "ep01", "sha256": A, "shots": {"night": {"status": "open"}}},
        }
    )

    review, faults = read_review(text, "ep01.review.json")

    assert faults == ()
    assert review.base == ReviewBase("ep01", A, {"night": ReviewLine("night", None, "open")})


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"base": {"episode": "../ep01"}}, "S007"),
        ({"shots": {"__proto__": {"status": "open"}}}, "S007"),
        ({"shots": {"a": {"notes": [{"clip": A, "frame": -1, "text": "x"}]}}}, "S005"),
        ({"shots": {"a": {"pick": "../../x"}}}, "S007"),
        ({"more": 1}, "S001"),
    ],
)
def test_a_strangers_file_is_refused_whole(part: dict[str, object], code: str) -> None:
    review, faults = read_review(json.dumps({"review": 1, **part}), "ep01.review.json")

    assert review == Review({}, {})
    assert [fault.code for fault in faults] == [code]
