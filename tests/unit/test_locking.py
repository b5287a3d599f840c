"""Locks: what a run leaves in them, and where they are not what their storyboard says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.keys import words_digest
from pipeline.locking import differences, lock_of, used_line
from pipeline.model import FrameFact, FrameNeed, Lock, LockLine, Plan, Realm, RequestGraph, ReviewLine
from pipeline.plan import make_plan
from tests.twins import LAST, NO_LOCK, episode, own_shot, shot_of, take
from tests.unit.remembered import facts, line, owned

NOW = "2026-11-21T10:00:00.000Z"
FRAME = FrameFact("p" * 64, "f" * 64)


def plan_of(graph: RequestGraph, **given: Any) -> Plan:
    return make_plan(graph, facts(**given), budget_usd=None)


def written(graph: RequestGraph, used: dict[str, str], old: Lock = NO_LOCK, **given: Any) -> Lock:
    return lock_of(plan_of(graph, **given), facts(**given), used, {"c1": 5.0}, old, "av 18", NOW)


# --- from a run to a lock -----------------------------------------------------------------------------------


def test_an_owned_take_has_a_line_and_one_that_nobody_owns_has_none() -> None:
    made, missing = take("a"), take("b", "snow")
    clip = owned(made)

    lock = written(episode(made, missing), {"a": "c1"}, owned={clip.key: clip})

    assert lock == Lock("av 18", (line(made),))


def test_the_line_holds_the_frames_that_were_taken_of_its_clip() -> None:
    clip = owned(take("a"))
    frames = {("c1", "last"): FRAME, ("c9", "last"): FrameFact("q", "g")}

    (found,) = written(episode(take("a")), {}, owned={clip.key: clip}, frames=frames).lines

    assert found.frames == {"last": FRAME}


def test_only_the_take_that_the_cut_shows_is_used() -> None:
    first, second = take("a"), take("a", number=2)
    clips = [owned(first), owned(second, clip_sha256="c2")]

    lock = written(episode(shot_of(first, second)), {"a": "c2"}, owned={clip.key: clip for clip in clips})

    assert [(found.take, found.is_used) for found in lock.lines] == [(1, False), (2, True)]


def test_lines_of_other_realms_stay_while_their_take_is_there() -> None:
    elsewhere, gone = line(take("a"), realm="elsewhere"), line(take("b"), realm="elsewhere")

    lock = written(episode(take("a")), {}, Lock("av 17", (elsewhere, gone)))

    assert lock.lines == (elsewhere,)


def test_a_clip_whose_length_is_not_known_here_keeps_the_one_in_the_lock() -> None:
    clip = owned(take("a"), clip_sha256="c7")
    old = Lock("av 18", (line(take("a"), clip_sha256="c7", clip_duration_s=3.5),))

    (found,) = written(episode(take("a")), {}, old, owned={clip.key: clip}).lines

    assert found.clip_duration_s == 3.5


def test_the_author_s_own_clip_keeps_the_day_it_was_taken_in() -> None:
    graph = episode(own_shot("a", "a.mp4", b"clip"))
    first = written(graph, {})

    again = lock_of(plan_of(graph), facts(), {}, {}, first, "av 18", "2027-01-01T00:00:00.000Z")

    assert [found.made_at for found in first.lines] == [NOW]
    assert again == first


def test_a_take_that_could_not_be_made_keeps_what_was_paid_for_and_its_mark() -> None:
    paid = line(take("a", "rain"))

    lock = written(episode(take("a", "snow")), {}, Lock("av 17", (paid,)))

    assert lock.lines == (paid,)


# --- which line a locked cut shows --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("realms", "shown"),
    [
        (["vendor", "elsewhere"], "vendor"),
        (["elsewhere"], "elsewhere"),
        (["preview"], None),
        ([], None),
    ],
)
def test_a_locked_cut_shows_the_vendor_s_clip_else_the_one_from_elsewhere(
    realms: list[Realm], shown: str | None
) -> None:
    found = used_line(Lock(None, tuple(line(realm=realm) for realm in realms)), "a")

    assert (found.realm if found else None) == shown


def test_a_line_that_is_not_marked_as_used_is_not_shown() -> None:
    assert used_line(Lock(None, (line(is_used=False),)), "a") is None


# --- from a lock to what differs ----------------------------------------------------------------------------


def told(
    graph: RequestGraph, *lines: LockLine, review: Sequence[ReviewLine] = ()
) -> list[tuple[str, int | None, str]]:
    said = {one.shot: one for one in review}
    return [(found.shot, found.take, found.reason) for found in differences(graph, Lock(None, lines), said)]


def test_a_lock_of_the_present_words_differs_in_nothing() -> None:
    assert told(episode(take("a")), line(take("a"))) == []


def test_other_words_differ() -> None:
    assert told(episode(take("a", "snow")), line(take("a", "rain"))) == [
        ("a", 1, "its words or pictures are not those that were rendered")
    ]


def test_a_shot_without_a_used_take_differs_and_so_does_a_line_without_its_shot() -> None:
    assert told(episode(take("a")), line(take("b"))) == [
        ("a", None, "no take of it is marked as used in the lock"),
        ("b", None, "is in the lock and no longer in the storyboard"),
    ]


def test_a_take_that_was_added_differs() -> None:
    graph = episode(shot_of(take("a"), take("a", number=2)))

    assert told(graph, line(take("a"))) == [("a", 2, "the lock does not hold this take")]


def test_a_preview_s_line_is_no_line_of_a_take() -> None:
    lines = line(take("a", "rain")), line(take("a", "snow"), realm="preview")

    assert [reason for *_, reason in told(episode(take("a", "snow")), *lines)] == [
        "its words or pictures are not those that were rendered"
    ]


def test_a_follower_is_checked_by_the_frame_that_the_lock_holds_of_its_source() -> None:
    follower = take("b", after="a")
    words = words_digest(follower, {FrameNeed("a", LAST): FRAME.pixels})
    source = line(take("a"), frames={"last": FRAME})
    graph = episode(take("a"), follower)

    assert told(graph, source, replace(line(take("b")), words=words)) == []
    assert told(graph, replace(source, frames={}), replace(line(take("b")), words=words)) == [
        ("b", 1, "the lock holds no last frame of a, which it starts from")
    ]


def test_the_author_s_own_clip_differs_where_it_is_another_file() -> None:
    graph = episode(own_shot("a", "a.mp4", b"clip"))
    same = written(graph, {"a": graph.shots[0].own_clip.facts.sha256})  # type: ignore[union-attr]

    assert told(graph, *same.lines) == []
    assert told(graph, replace(same.lines[0], clip_sha256="c9")) == [
        ("a", None, "its clip is another file than the lock's")
    ]


def test_a_pick_that_the_lock_does_not_use_differs() -> None:
    first, second = take("a"), take("a", number=2)
    graph = episode(shot_of(first, second))
    lines = line(first), line(second, clip_sha256="c2", is_used=False)

    assert told(graph, *lines, review=[ReviewLine("a", "c1", "open")]) == []
    assert told(graph, *lines, review=[ReviewLine("a", "c2", "open")]) == [
        ("a", 2, "is picked, and the lock uses another")
    ]


@pytest.mark.parametrize("realm", ["preview", "elsewhere"])
def test_a_pick_of_another_realm_counts_for_nothing(realm: Realm) -> None:
    lines = line(take("a")), line(take("a"), realm=realm, clip_sha256="c2", is_used=False)

    assert told(episode(take("a")), *lines, review=[ReviewLine("a", "c2", "open")]) == []


def test_a_pick_of_words_that_are_no_more_counts_for_nothing() -> None:
    graph = episode(take("a", "snow"))
    lines = line(take("a", "snow")), line(take("a", "rain", number=2), clip_sha256="c2", is_used=False)

    assert told(graph, *lines, review=[ReviewLine("a", "c2", "open")]) == []


def test_a_shot_that_the_review_leaves_out_needs_no_line() -> None:
    graph = episode(take("a"), take("b"))

    assert told(graph, line(take("b")), review=[ReviewLine("a", None, "omitted")]) == []


def test_a_shot_that_is_left_out_hands_its_frames_on_unmarked() -> None:
    follower = take("b", after="a")
    words = words_digest(follower, {FrameNeed("a", LAST): FRAME.pixels})
    source = line(take("a"), frames={"last": FRAME}, is_used=False)
    lines = source, replace(line(take("b")), words=words)

    assert told(episode(take("a"), follower), *lines, review=[ReviewLine("a", None, "omitted")]) == []


# --- takes beyond the storyboard's --------------------------------------------------------------------------


def test_a_take_that_was_asked_for_once_more_has_a_line_and_may_be_the_one_that_is_used() -> None:
    first, second = owned(take("a")), owned(take("a", number=2), clip_sha256="c2")
    graph = episode(take("a"))
    given = {"owned": {one.key: one for one in (first, second)}}

    lock = lock_of(
        plan_of(graph, **given), facts(**given), {"a": "c2"}, {}, NO_LOCK, "av 18", NOW, further=[second]
    )

    assert [(found.take, found.is_used) for found in lock.lines] == [(1, False), (2, True)]


def test_the_mark_of_a_line_that_is_kept_goes_with_the_choice() -> None:
    clip = owned(take("a"))
    beyond = line(take("a", number=2), clip_sha256="c2", is_used=True)

    lock = written(episode(take("a")), {"a": "c1"}, Lock("av 17", (beyond,)), owned={clip.key: clip})

    assert [(found.take, found.is_used) for found in lock.lines] == [(1, True), (2, False)]
