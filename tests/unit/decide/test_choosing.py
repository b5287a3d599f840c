"""A pick is of one clip: what was said of another is said of that one no more."""

from __future__ import annotations

import pytest

from pipeline.decide import picked
from pipeline.model import Note, ReviewLine

A, B = "a" * 64, "b" * 64
NOTE = Note("n1", A, 36, "face drifts")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, ReviewLine("a", B, "open")),
        (ReviewLine("a", B, "approved", ("w",)), ReviewLine("a", B, "approved", ("w",))),
        (ReviewLine("a", A, "approved", ("w",)), ReviewLine("a", B, "open")),
        (ReviewLine("a", None, "changes", about=A), ReviewLine("a", B, "open")),
        (ReviewLine("a", None, "changes", about=B), ReviewLine("a", B, "changes")),
        (ReviewLine("a", A, "omitted"), ReviewLine("a", B, "omitted")),
        (ReviewLine("a", A, "open", notes=(NOTE,)), ReviewLine("a", B, "open", notes=(NOTE,))),
    ],
)
def test_a_pick_of_another_clip_takes_no_approval_and_no_accepted_words_with_it(
    before: ReviewLine | None, after: ReviewLine
) -> None:
    assert picked(before, "a", B) == after
