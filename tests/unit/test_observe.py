"""Facts: ledger, lock, review and store, put together for one realm."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import Attempt, Facts, FrameFact, Lock, Reply, State
from pipeline.observe import answered, observe
from tests.twins import NO_LOCK, STORYBOARD, Acme, take
from tests.unit.remembered import line, row


def observed(**given: Any) -> Facts:
    nothing: dict[str, Any] = {
        "realm": "vendor",
        "storyboard": STORYBOARD,
        "attempts": [],
        "frames": {},
        "lock": NO_LOCK,
        "review": {},
        "present": lambda sha256: False,
    }
    return observe(**(nothing | given))


def test_a_fresh_clone_owns_what_the_lock_says() -> None:
    facts = observed(lock=Lock(None, (line(),)))

    assert [(line().key, "lock")] == [(key, owned.source) for key, owned in facts.owned.items()]
    assert facts.by_words[line().words].clip_sha256 == "c1"
    assert facts.used == {"a": "c1"}


def test_lines_of_another_realm_own_nothing_and_mark_nothing_as_used() -> None:
    facts = observed(lock=Lock(None, (line(realm="elsewhere"),)))

    assert (facts.owned, facts.by_words, facts.used, facts.spent_usd) == ({}, {}, {}, 0)


def test_the_ledger_knows_more_of_a_clip_that_both_hold() -> None:
    facts = observed(attempts=[row()], lock=Lock(None, (line(),)))

    assert [owned.job for owned in facts.owned.values()] == ["job-1"]


def test_the_lock_outranks_the_ledger_where_they_differ() -> None:
    facts = observed(attempts=[row(clip_sha256="mine")], lock=Lock(None, (line(clip_sha256="ours"),)))

    assert [owned.clip_sha256 for owned in facts.owned.values()] == ["ours"]


def test_words_are_owned_only_where_the_lock_says_so() -> None:
    assert observed(attempts=[row()]).by_words == {}


def test_a_frame_in_the_lock_outranks_what_a_decoder_says_here() -> None:
    locked = line(frames={"last": FrameFact("theirs", "png-1")})

    facts = observed(frames={("c1", "last"): FrameFact("here", "png-2")}, lock=Lock(None, (locked,)))

    assert {("c1", "last"): FrameFact("theirs", "png-1")} == facts.frames


def test_money_that_other_machines_spent_counts_once() -> None:
    other = line(take("b", "snow"), ticket="t-2", cost_usd=2.0)

    facts = observed(attempts=[row()], lock=Lock(None, (line(), other)), other_locks=[Lock(None, (other,))])

    assert facts.spent_usd == 3.01


def test_what_is_present_is_asked_of_the_store() -> None:
    facts = observed(attempts=[row()], present=lambda sha256: sha256 == "c1")

    assert facts.present == {"c1"}


def test_the_latest_word_on_a_take_is_the_ledgers_else_the_locks() -> None:
    other = line(take("b", "snow"))

    facts = observed(attempts=[row()], lock=Lock(None, (line(), other)))

    assert {("a", 1): row(), ("b", 1): other} == facts.latest


# --- answers that nobody read -------------------------------------------------------------------------------


def answered_row(reply: Reply, **given: Any) -> Attempt:
    before = row(**({"state": "submitting", "ticket": None, "clip_sha256": None, "cost_usd": None} | given))
    (after,) = answered([before], {before.job: reply}, {"acme": Acme()})
    return after


@pytest.mark.parametrize("state", ["submitting", "uncertain"])
def test_a_kept_answer_that_took_the_job_makes_it_one_to_go_on_with(state: State) -> None:
    after = answered_row(Reply(200, b'{"id": "t-9"}'), state=state)

    assert (after.state, after.ticket) == ("submitted", "t-9")


def test_a_kept_refusal_frees_what_was_reserved() -> None:
    after = answered_row(Reply(400, b'{"message": "no violence"}'))

    assert (after.state, after.is_charged, after.reason) == (
        "failed",
        False,
        "acme refused it: no: no violence",
    )


@pytest.mark.parametrize("reply", [Reply(429, b"{}"), Reply(200, b"<html>")])
def test_an_answer_that_may_not_be_the_last_or_tells_nothing_settles_nothing(reply: Reply) -> None:
    assert answered_row(reply).state == "submitting"
