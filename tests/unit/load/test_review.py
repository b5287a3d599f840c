"""A review gives each shot's pick and status."""

from __future__ import annotations

from pipeline.load import read_review
from pipeline.model import ReviewLine

CLIP = "ab" * 32


def test_a_review_gives_pick_and_status_by_shot() -> None:
    text = (
        f"review: 1\nshots:\n  offer/desk: {{pick: {CLIP}, status: approved}}\n  night: {{status: omitted}}\n"
    )

    review, faults = read_review(text, "ep.review.yaml")

    assert faults == ()
    assert review == {
        "offer/desk": ReviewLine("offer/desk", CLIP, "approved"),
        "night": ReviewLine("night", None, "omitted"),
    }


def test_a_shot_with_notes_alone_is_open() -> None:
    text = f"review: 1\nshots:\n  night:\n    notes: [{{clip: {CLIP}, frame: 36, text: face drifts}}]\n"

    review, faults = read_review(text, "ep.review.yaml")

    assert faults == ()
    assert review == {"night": ReviewLine("night", None, "open")}


def test_a_review_at_fault_decides_nothing() -> None:
    review, (fault,) = read_review("review: 1\nshots: {night: {status: aproved}}\n", "ep.review.yaml")

    assert review == {}
    assert (fault.code, fault.label) == ("S004", "did you mean `approved`?")
