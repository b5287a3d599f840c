"""History: what rows of the ledger come to, for one realm and one storyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.history import fold, is_within, spent_on
from pipeline.model import Attempt
from tests.twins import STORYBOARD, take
from tests.unit.remembered import row


def test_the_newest_stored_row_of_a_key_is_owned() -> None:
    history = fold([row(clip_sha256="old"), row(job="j2", clip_sha256="new")], "vendor", STORYBOARD)

    assert [owned.clip_sha256 for owned in history.owned.values()] == ["new"]
    assert history.shapes == {row().shape}


@pytest.mark.parametrize(
    ("state", "where"),
    [
        ("submitting", "underway"),
        ("submitted", "underway"),
        ("completed", "underway"),
        ("uncertain", "uncertain"),
        ("failed", "failed"),
        ("cancelled", "failed"),
    ],
)
def test_a_row_that_is_not_stored_is_found_by_its_state(state: str, where: str) -> None:
    one = row(state=state, clip_sha256=None)

    history = fold([one], "vendor", STORYBOARD)

    assert {one.key: one} == getattr(history, where)
    assert history.owned == {}


def test_rows_of_another_realm_count_for_nothing() -> None:
    history = fold([row(realm="preview")], "vendor", STORYBOARD)

    assert (history.owned, history.latest, history.spent_usd) == ({}, {}, 0)


def test_rows_of_another_episode_are_owned_and_not_spent_here() -> None:
    history = fold([row(storyboard="ep02.storyboard.yaml")], "vendor", STORYBOARD)

    assert [row().key] == list(history.owned)
    assert (history.latest, history.spent_usd) == ({}, 0)


def test_the_latest_row_of_a_take_is_kept_to_say_what_changed() -> None:
    newer = replace(row(take("a", "snow")), job="j2")

    history = fold([row(), newer], "vendor", STORYBOARD)

    assert {("a", 1): newer} == history.latest


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (row(), 1.01),
        (row(state="submitted", cost_usd=None), 1.02),
        (row(state="uncertain", cost_usd=None), 1.02),
        (row(state="failed", cost_usd=None, is_charged=False), 0.0),
        (row(state="failed", cost_usd=None, is_charged=None), 1.02),
        (row(state="failed", cost_usd=0.9, is_charged=True), 0.9),
        (row(state="cancelled", cost_usd=None, is_charged=None), 0.0),
        (row(state="submitted", cost_usd=None, estimate_usd=None), 0.0),
    ],
)
def test_what_nobody_knows_to_be_free_counts_as_spent(one: Attempt, expected: float) -> None:
    assert spent_on(one) == expected


@pytest.mark.parametrize("state", ["submitting", "submitted", "completed", "uncertain"])
def test_what_a_preview_left_unfinished_is_gone_with_its_studio(state: str) -> None:
    history = fold([row(state=state, realm="preview", clip_sha256=None)], "preview", STORYBOARD)

    assert (history.underway, history.uncertain, history.owned) == ({}, {}, {})


@pytest.mark.parametrize(
    ("limit_usd", "usd", "fits"),
    [(None, 1e9, True), (0.99, 0.33 + 0.33 + 0.33, True), (0.99, 0.99001, False), (0.0, 0.0, True)],
)
def test_a_sum_keeps_to_a_limit_to_a_hair(limit_usd: float | None, usd: float, fits: bool) -> None:
    assert is_within(limit_usd, usd) is fits
