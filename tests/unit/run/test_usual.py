"""How long jobs usually take, by those of the past."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Attempt
from pipeline.run.usual import seconds_between, usual_s
from tests.unit.remembered import row


def took(seconds: int, model: str = "v4") -> Attempt:
    ended = f"2026-03-03T{10 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000Z"
    return replace(
        row(), state="stored", model=model, created_at="2026-03-03T10:00:00.000Z", updated_at=ended
    )


def test_a_model_s_usual_time_is_the_middle_one_of_its_jobs() -> None:
    rows = [took(60), took(90), took(7200), took(5, "v1")]

    assert usual_s(rows, "vendor") == {("acme", "v4"): 90.0, ("acme", "v1"): 5.0}


def test_only_the_newest_twenty_count() -> None:
    rows = [*[took(10)] * 30, *[took(100)] * 20]

    assert usual_s(rows, "vendor") == {("acme", "v4"): 100.0}


def test_jobs_of_other_realms_and_unfinished_ones_tell_nothing() -> None:
    rows = [replace(took(10), realm="elsewhere"), replace(took(10), state="failed")]

    assert usual_s(rows, "vendor") == {}


def test_a_clock_that_was_set_back_makes_no_time_negative() -> None:
    assert seconds_between("2026-03-03T10:00:05.000Z", "2026-03-03T10:00:00.000Z") == 0.0
