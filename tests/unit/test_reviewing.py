"""What two people decided comes together without a guess."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Note, ReviewLine
from pipeline.reviewing import Conflict, merged

A, B = "a" * 64, "b" * 64
OPEN = ReviewLine("a", None, "open")
NOTE = Note("n1", A, 36, "face drifts", "Ana", "2026-11-21T10:00:00Z")
OTHER = replace(NOTE, id="n2", frame=12, text="too dark", by="Tom")


def lines(*decided: ReviewLine) -> dict[str, ReviewLine]:
    return {line.shot: line for line in decided}


def test_changes_to_different_shots_come_together() -> None:
    base = lines(OPEN, replace(OPEN, shot="b"))
    mine = {**base, "a": ReviewLine("a", A, "approved")}
    theirs = {**base, "b": ReviewLine("b", None, "omitted"), "c": ReviewLine("c", B, "open")}

    result, conflicts = merged(base, mine, theirs)

    assert conflicts == ()
    assert result == lines(
        ReviewLine("a", A, "approved"), ReviewLine("b", None, "omitted"), ReviewLine("c", B, "open")
    )


def test_notes_of_both_stay_in_the_order_of_their_frames() -> None:
    result, conflicts = merged({}, lines(replace(OPEN, notes=(NOTE,))), lines(replace(OPEN, notes=(OTHER,))))

    assert conflicts == ()
    assert result == lines(replace(OPEN, notes=(OTHER, NOTE)))


def test_a_note_that_one_removed_is_gone_and_one_that_the_other_changed_is_not() -> None:
    base = lines(replace(OPEN, notes=(NOTE, OTHER)))
    changed = replace(OTHER, text="far too dark")

    result, conflicts = merged(base, lines(OPEN), lines(replace(OPEN, notes=(NOTE, changed))))

    assert result == lines(replace(OPEN, notes=(changed,)))
    assert conflicts == (Conflict("a", "n2", OPEN, replace(OPEN, notes=(NOTE, changed))),)


def test_a_note_that_only_i_changed_is_changed() -> None:
    base = lines(replace(OPEN, notes=(NOTE,)))
    mine = lines(replace(OPEN, notes=(replace(NOTE, text="face melts"),)))

    assert merged(base, mine, base) == (mine, ())


def test_two_decisions_about_one_shot_are_told_and_theirs_stays() -> None:
    mine, theirs = ReviewLine("a", A, "approved", notes=(NOTE,)), ReviewLine("a", None, "changes", about=A)

    result, conflicts = merged(lines(OPEN), lines(mine), lines(theirs))

    assert result == lines(replace(theirs, notes=(NOTE,)))
    assert conflicts == (Conflict("a", None, mine, theirs),)


def test_an_approval_never_slides_to_the_clip_that_another_picked() -> None:
    base = lines(ReviewLine("a", A, "open"))

    result, conflicts = merged(base, lines(ReviewLine("a", A, "approved")), lines(ReviewLine("a", B, "open")))

    assert result == lines(ReviewLine("a", B, "open"))
    assert len(conflicts) == 1


def test_the_same_decision_of_both_is_no_conflict() -> None:
    both = lines(ReviewLine("a", A, "approved"))

    assert merged(lines(OPEN), both, both) == (both, ())


def test_words_accepted_for_another_clip_do_not_count() -> None:
    base = lines(ReviewLine("a", A, "approved", ("w1",)))
    mine = lines(ReviewLine("a", A, "approved", ("w1", "w2")))

    same, _ = merged(base, mine, lines(ReviewLine("a", A, "approved", ("w1", "w3"))))
    other, _ = merged(base, mine, lines(ReviewLine("a", B, "open")))

    assert same["a"].accepted == ("w1", "w2", "w3")
    assert other["a"].accepted == ()
