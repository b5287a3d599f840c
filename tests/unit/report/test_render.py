"""What a run gave, as a table, as JSON and as events."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import (
    Clip,
    Episode,
    Event,
    Failed,
    Made,
    Outcomes,
    Reused,
    Skipped,
    TakeOutcome,
    Uncertain,
)
from pipeline.report.render import as_json, event_json, event_line, rows, summary, without_clips

CLIP = Clip("c1", Path("/store/c1"), 5.041667)
OUTCOMES = Outcomes(
    (
        TakeOutcome("a", 1, Made(CLIP, "k1", 1.02)),
        TakeOutcome("b", 1, Reused(CLIP, "k2")),
        TakeOutcome("c", 1, Failed("refused\nfor good", is_charged=False)),
        TakeOutcome("d", 1, Skipped("c failed")),
        TakeOutcome("e", 2, Uncertain("the line broke", "job-1")),
    ),
    {"a": CLIP},
    1.02,
)


def test_a_row_a_take_the_reason_last_for_it_may_be_long() -> None:
    assert rows(OUTCOMES) == [
        ("a", "1", "made", "$1.02", "5 s"),
        ("b", "1", "reused", "", "5 s"),
        ("c", "1", "failed", "", "refused for good"),
        ("d", "1", "skipped", "", "c failed"),
        ("e", "2", "uncertain", "", "the line broke"),
    ]


def test_the_summary_counts_every_kind() -> None:
    assert summary(OUTCOMES) == "1 made, 1 reused, 1 failed, 1 uncertain, 1 skipped, spent $1.02"
    assert summary(Outcomes((), {}, 0.0)) == "nothing to do, spent $0.00"


def test_what_gave_no_clip_can_be_told_alone() -> None:
    assert [take.shot for take in without_clips(OUTCOMES).takes] == ["c", "d", "e"]


def test_json_has_a_clip_for_what_is_there_and_a_reason_for_what_is_not() -> None:
    entry = as_json(OUTCOMES, Episode(Path("/out/ep01.mp4"), "e1", 10.0))

    made, _, failed, *_ = entry["takes"]  # type: ignore[misc]
    assert made == {
        "shot": "a",
        "take": 1,
        "outcome": "made",
        "clip": {"path": "/store/c1", "sha256": "c1", "duration_s": 5.042},
        "cost_usd": 1.02,
    }
    assert failed == {
        "shot": "c",
        "take": 1,
        "outcome": "failed",
        "cost_usd": 0.0,
        "reason": "refused for good",
    }
    assert entry["episode"] == {"path": "/out/ep01.mp4", "sha256": "e1", "duration_s": 10.0}
    assert "episode" not in as_json(OUTCOMES, None)


def test_an_event_is_one_line_without_control_characters() -> None:
    event = Event("offer/desk", 1, "failed", "no\n\x1b[31mviolence", 0.5)

    assert event_line(event, "12:00:03") == "12:00:03 offer/desk take 1 failed no [31mviolence $0.50"
    assert event_line(Event("cut", 0, "done"), "12:00:03") == "12:00:03 cut done"


def test_an_event_in_json_leaves_out_what_is_not_known() -> None:
    assert event_json(Event("a", 1, "running")) == {
        "format_version": "1.0",
        "shot": "a",
        "take": 1,
        "state": "running",
    }
    assert event_json(Event("a", 1, "made", "d", 0.5))["cost_usd"] == 0.5
