"""Deciding: one take, the facts, one answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.decide import asked, decide, is_held_by_approval
from pipeline.keys import words_digest
from pipeline.model import (
    LAST,
    Ask,
    Facts,
    FrameFact,
    FrameNeed,
    Resume,
    Reuse,
    ReviewLine,
    Submit,
    TakeRequest,
    Wait,
)
from tests.twins import take
from tests.unit.remembered import facts, line, owned, row

A = take("a", "rain")
KEY, WORDS = row(A).key, row(A).words


def decided(known: Facts, one: TakeRequest = A, **choices: bool) -> object:
    return decide(asked(one, "vendor", {}), known, **choices)  # type: ignore[arg-type]


def of(state: str, ticket: str | None = "t-1") -> Facts:
    one = row(A, state=state, ticket=ticket, clip_sha256=None, reason="the model broke")
    where = {"uncertain": "uncertain", "failed": "failed", "cancelled": "failed"}.get(state, "underway")
    return facts(**{where: {KEY: one}, "latest": {("a", 1): one}})


# --- after a crash ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (facts(), Submit),
        (of("submitting"), Resume),
        (of("submitting", ticket=None), Ask),
        (of("submitted"), Resume),
        (of("completed"), Resume),
        (of("uncertain"), Ask),
        (of("failed"), Submit),
        (of("cancelled"), Submit),
        (facts(owned={KEY: owned(A)}), Reuse),
    ],
)
def test_each_row_that_a_run_left_has_one_answer(known: Facts, expected: type) -> None:
    assert isinstance(decided(known), expected)


def test_a_failed_take_says_why_it_failed() -> None:
    assert decided(of("failed")) == Submit("last render failed: the model broke")


def test_a_doubt_names_the_command_that_settles_it() -> None:
    doubt = decided(of("uncertain"))

    assert isinstance(doubt, Ask)
    # Before the reason, which may be long, and is cut where there is no room.
    assert doubt.reason.startswith("it may have been paid for: `storyboard resolve job-1` (")


def test_what_is_owned_outranks_an_attempt_that_failed() -> None:
    assert isinstance(decided(replace(of("failed"), owned={KEY: owned(A)})), Reuse)


# --- the lock -----------------------------------------------------------------------------------------------


def test_a_key_that_the_lock_owns_is_reused_where_its_bytes_are_absent() -> None:
    known = facts(owned={KEY: owned(A)}, present=frozenset())

    assert decided(known) == Reuse(owned(A), "nothing changed")


def test_a_preview_whose_bytes_are_gone_is_made_again() -> None:
    known = facts(realm="preview", owned={row(A).key: owned(A)})
    gone = asked(A, "vendor", {})  # the key of `owned`; the realm of the facts is what counts

    assert decide(gone, known) == Submit("its preview is gone from the store")
    assert isinstance(decide(gone, replace(known, present=frozenset({"c1"}))), Reuse)


def test_equal_words_in_the_lock_are_reused_under_another_key() -> None:
    old = owned(A, key="of an older card")

    assert decided(facts(by_words={WORDS: old})) == Reuse(
        old, "words unchanged, only the way they are sent is new: reused"
    )


def test_a_refresh_submits_what_is_owned_by_equal_words_alone() -> None:
    by_words = facts(by_words={WORDS: owned(A, key="of an older card")})
    by_key = replace(by_words, owned={KEY: owned(A)})

    assert decided(by_words, is_refresh=True) == Submit("words unchanged, asked for again by --refresh")
    assert isinstance(decided(by_key, is_refresh=True), Reuse)


def test_a_refresh_that_was_interrupted_is_gone_on_with() -> None:
    known = replace(of("submitted"), by_words={WORDS: owned(A, key="of an older card")})

    assert isinstance(decided(known), Resume)


def test_the_same_request_of_another_shot_is_reused_with_its_day() -> None:
    other = owned(A, shot="z")

    assert decided(facts(owned={KEY: other})) == Reuse(
        other, "same request as a take made on 3 March 2026: reused"
    )


def test_a_day_that_nobody_can_read_is_shown_as_it_is() -> None:
    decision = decided(facts(owned={KEY: owned(A, shot="z", made_at="spring\n")}))

    assert isinstance(decision, Reuse)
    assert decision.reason == "same request as a take made on spring: reused"


# --- frames -------------------------------------------------------------------------------------------------


def waiting(known: Facts, **choices: frozenset[str]) -> Wait:
    decision = decide(asked(take("b", after="a"), "vendor", {}), known, **choices)  # type: ignore[arg-type]
    assert isinstance(decision, Wait)
    return decision


def test_a_take_waits_for_the_frames_it_needs() -> None:
    decision = waiting(facts())

    assert decision.on == (FrameNeed("a", LAST),)
    assert decision.reason == "its first frame comes from a, which is rendered first"
    assert not decision.has_sibling


def test_a_frame_of_a_shot_that_is_rendered_again_will_change() -> None:
    known = facts(latest={("a", 1): row(A)})

    assert waiting(known).reason == "its first frame will change: a is rendered again"


def test_a_frame_of_a_clip_that_is_there_only_has_to_be_taken() -> None:
    assert waiting(facts(), made=frozenset({"a"})).reason == "its first frame is taken from a first"


def test_a_clip_of_the_same_body_with_another_frame_is_a_sibling() -> None:
    before = row(take("b", after="a"), {FrameNeed("a", LAST): "p"})

    assert waiting(facts(shapes=frozenset({before.shape}))).has_sibling


def test_a_lock_knows_siblings_by_the_frames_it_holds() -> None:
    follower, need = take("b", after="a"), FrameNeed("a", LAST)
    known = facts(
        owned={row(A).key: owned(A)},
        frames={("c1", "last"): FrameFact("p", "png")},
        by_words={words_digest(follower, {need: "p"}): owned(take("b"))},
    )

    assert waiting(known).has_sibling
    assert not waiting(replace(known, frames={("c9", "last"): FrameFact("p", "png")})).has_sibling


def test_a_take_that_waits_says_first_what_its_author_changed() -> None:
    before = row(take("b", "neon", after="a"), {FrameNeed("a", LAST): "p"})
    known = facts(latest={("b", 1): before})
    one = asked(take("b", "red neon", after="a"), "vendor", {})

    assert decide(one, known).reason == 'prompt: "neon" became "red neon"'


def test_a_frame_alone_that_changed_is_told_when_it_is_known() -> None:
    need = FrameNeed("a", LAST)
    known = facts(latest={("b", 1): row(take("b", after="a"), {need: "p"})})

    decision = decide(asked(take("b", after="a"), "vendor", {need: "q"}), known)

    assert decision == Submit("a frame in its keyframes changed")


# --- reasons ------------------------------------------------------------------------------------------------


def why(before: dict[str, object], after: dict[str, object]) -> str:
    old = row(replace(A, words=before), key="old")
    decision = decided(facts(latest={("a", 1): old}), replace(A, words=after))
    assert isinstance(decision, Submit)
    return decision.reason


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"prompt": "neon"}, {"prompt": "red neon"}, 'prompt: "neon" became "red neon"'),
        (
            {"prompt": "a sign of neon in the rain"},
            {"prompt": "a sign of red neon in the rain"},
            'prompt: "neon" became "red neon"',
        ),
        ({"prompt": "rain at night"}, {"prompt": "rain"}, 'prompt: "rain at night" became "rain"'),
        ({"prompt": ""}, {"prompt": "rain"}, 'prompt: "" became "rain"'),
        ({"prompt": "quite still, alone"}, {"prompt": "quite lost, alone"}, 'prompt: "still" became "lost"'),
        ({"prompt": "in rain."}, {"prompt": "in rain at night."}, 'prompt: "rain" became "rain at night"'),
        ({"prompt": "rain."}, {"prompt": "Heavy rain."}, 'prompt: "rain" became "Heavy rain"'),
        ({"prompt": "rain"}, {"prompt": "rain!"}, 'prompt: "rain" became "rain!"'),
        ({"prompt": "."}, {"prompt": ".."}, 'prompt: "." became ".."'),
        (
            {"prompt": "@mei it\u2019s late"},
            {"prompt": "@kai it\u2019s late"},
            'prompt: "@mei" became "@kai"',
        ),
        ({"prompt": "夜の街、雨が降る。"}, {"prompt": "夜の街、雪が降る。"}, 'prompt: "雨" became "雪"'),
        ({"prompt": "비가 온다"}, {"prompt": "눈이 온다"}, 'prompt: "비가" became "눈이"'),
        ({"prompt": "लाल हिन्दी"}, {"prompt": "लाल कहानी"}, 'prompt: "हिन्दी" became "कहानी"'),
        ({"duration": 5}, {"duration": 8}, "duration: 5 became 8"),
        ({}, {"seed": 7}, "seed: 7 is new"),
        ({"seed": 7}, {}, "seed: 7 is gone"),
        ({"audio": True}, {"audio": False}, "audio: true became false"),
        ({"keyframes": [1]}, {"keyframes": [2]}, "keyframes changed"),
        (
            {"prompt": "a", "b": 1, "c": 1, "d": 1, "e": 1},
            {"prompt": "z", "b": 2, "c": 2, "d": 2, "e": 2},
            'prompt: "a" became "z"; b: 1 became 2; c: 1 became 2; and 2 more',
        ),
        ({"prompt": "a"}, {"prompt": "\x1b[31mz"}, 'prompt: "a" became "[31mz"'),
    ],
)
def test_a_reason_names_the_field_that_changed(
    before: dict[str, object], after: dict[str, object], expected: str
) -> None:
    assert why(before, after) == expected


def test_a_take_that_nobody_made_is_there_for_the_first_time() -> None:
    assert decided(facts()) == Submit("first time")


def test_a_lock_only_tells_that_something_changed() -> None:
    known = facts(latest={("a", 1): line(take("a", "snow"))})

    assert decided(known) == Submit("its words or pictures changed since the lock")


# --- the review ---------------------------------------------------------------------------------------------

OLD = owned(take("a", "snow"), clip_sha256="c-old")
APPROVED = facts(owned={OLD.key: OLD}, review={"a": ReviewLine("a", "c-old", "approved")})


def held(known: Facts, one: TakeRequest = A) -> bool:
    return is_held_by_approval([asked(one, "vendor", {})], {}, known)


def test_an_approved_clip_of_other_words_holds_the_shot() -> None:
    assert held(APPROVED)
    assert isinstance(decided(APPROVED, is_held=True), Ask)


def test_an_approved_clip_of_the_present_words_holds_nothing() -> None:
    assert not held(APPROVED, take("a", "snow"))
    assert not held(APPROVED, take("a", "snow", number=2))


def test_an_approved_clip_of_another_realm_holds_nothing() -> None:
    assert not held(replace(APPROVED, owned={}))


def test_a_pick_that_is_not_approved_holds_nothing() -> None:
    assert not held(replace(APPROVED, review={"a": ReviewLine("a", "c-old", "open")}))


def test_a_clip_that_was_accepted_for_the_changed_words_is_reused() -> None:
    known = replace(APPROVED, review={"a": ReviewLine("a", "c-old", "approved", (WORDS,))})

    assert not held(known)
    assert decided(known) == Reuse(OLD, "accepted in the review for the changed words")
