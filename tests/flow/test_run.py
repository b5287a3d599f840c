"""The run on a provider in memory: what is bought, in which order, and what is not bought again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pipeline.model import (
    Failed,
    FrameFact,
    Made,
    Outcome,
    Outcomes,
    RequestGraph,
    Reused,
    ReviewLine,
    Skipped,
)
from pipeline.plan import make_plan, narrowed
from pipeline.run import run
from tests.twins import Vendor, World, episode, own_shot, sha256, shot_of, take


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def rendered(
    world: World, graph: RequestGraph, *, only: frozenset[str] | None = None, budget_usd: float | None = None
) -> Outcomes:
    facts = world.facts()
    plan = make_plan(graph, facts, budget_usd=budget_usd)
    return asyncio.run(run(plan, facts, world.ports, only=only, watch=world.events.append))


def outcome_of(outcomes: Outcomes, shot: str, number: int = 1) -> Outcome:
    (found,) = [take.outcome for take in outcomes.takes if (take.shot, take.number) == (shot, number)]
    return found


# --- what is made -------------------------------------------------------------------------------------------


def test_every_take_is_made_and_stored(world: World) -> None:
    outcomes = rendered(world, episode(take("a", "rain"), take("b", "snow")))

    assert [each.shot for each in outcomes.takes] == ["a", "b"]
    assert world.states() == {"a": "stored", "b": "stored"}
    assert world.store.read(outcomes.used["b"].sha256) == b"clip of snow|snow "
    assert outcomes.spent_usd == 2.02


def test_a_second_run_buys_nothing(world: World) -> None:
    graph = episode(take("a", "rain"), take("b", "snow", after="a"))
    rendered(world, graph)

    again = rendered(world, graph)

    assert world.vendor.asked_to_make == ["rain", "snow"]
    assert all(isinstance(each.outcome, Reused) for each in again.takes)
    assert again.spent_usd == 0
    assert {"a", "b"} == set(again.used)


def test_a_follower_is_sent_the_last_frame_of_the_shot_before(world: World) -> None:
    rendered(world, episode(take("a", "rain"), take("b", "snow", after="a")))

    (job,) = [work for work in world.vendor.jobs.values() if work.body["prompt"] == "snow"]
    assert job.body["first"] == "data:png last of rain "


def test_a_frame_is_taken_once_for_all_who_need_it(world: World) -> None:
    rendered(world, episode(take("a"), take("b", "snow", after="a"), take("c", "sun", after="a")))

    assert world.films.frames_taken == 1


def test_a_frame_is_taken_knowing_the_keyframe_that_its_clip_began_with(tmp_path: Path) -> None:
    picture = b"photo"
    world = World(tmp_path, files={"desk.png": picture})
    first = take("a", "rain", picture=sha256(picture))

    rendered(
        world,
        episode(
            first,
            take("b", "snow", after="a"),
            take("c", "sun", after="b"),
            pictures={sha256(picture): "desk.png"},
        ),
    )

    assert world.films.seeds == {
        "clip of rain": b"clean photo",
        "clip of snow": b"png last of rain data:clean photo",
    }


def test_a_follower_may_stand_before_its_source_in_the_story(world: World) -> None:
    outcomes = rendered(world, episode(take("end", "snow", after="start"), take("start", "rain")))

    assert world.vendor.asked_to_make == ["rain", "snow"]
    assert [each.shot for each in outcomes.takes] == ["end", "start"]


def test_a_keyframe_leaves_the_machine_cleaned(tmp_path: Path) -> None:
    picture = b"photo with a place in its EXIF"
    world = World(tmp_path, files={"desk.png": picture})

    rendered(world, episode(take("a", picture=sha256(picture)), pictures={sha256(picture): "desk.png"}))

    (job,) = world.vendor.jobs.values()
    assert job.body["first"] == "data:clean photo with a place in its EXIF"


def test_a_picture_that_changed_since_the_plan_is_not_sent(tmp_path: Path) -> None:
    world = World(tmp_path, files={"desk.png": b"another"})

    outcomes = rendered(
        world, episode(take("a", picture=sha256(b"old")), pictures={sha256(b"old"): "desk.png"})
    )

    assert Failed(
        "nothing was sent: desk.png has changed since the plan was made: run again", is_charged=False
    ) == outcome_of(outcomes, "a")
    assert world.states() == {}


def test_an_own_clip_costs_nothing_and_seeds_the_next_shot(tmp_path: Path) -> None:
    own = b"clip of my own|my last picture"
    world = World(tmp_path, files={"own.mp4": own})

    outcomes = rendered(world, episode(own_shot("a", "own.mp4", own), take("b", "snow", after="a")))

    assert isinstance(outcome_of(outcomes, "a"), Reused)
    assert sha256(own) == outcomes.used["a"].sha256
    (job,) = world.vendor.jobs.values()
    assert job.body["first"] == "data:png last of my last picture"


def test_people_are_told_of_every_change_of_state(world: World) -> None:
    rendered(world, episode(take("a", "rain"), take("b", "snow", after="a")))

    assert world.told("a") == ["submitting", "running", "downloading", "made"]
    assert world.told("b") == ["waiting", "framing", "submitting", "running", "downloading", "made"]


# --- order and limits ---------------------------------------------------------------------------------------


def test_the_longest_way_to_the_end_goes_first(tmp_path: Path) -> None:
    world = World(tmp_path, limit=1)
    graph = episode(
        take("short", "alone", duration_s=6), take("head", "first"), take("tail", "then", after="head")
    )

    rendered(world, graph)

    assert world.vendor.asked_to_make == ["first", "alone", "then"]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_limit_is_kept_and_reached(tmp_path: Path, limit: int) -> None:
    world = World(tmp_path, limit=limit, vendor=Vendor(polls=3))

    rendered(world, episode(*(take(f"s{n}", f"prompt {n}") for n in range(8))))

    assert limit == world.vendor.at_work_most
    assert len(world.vendor.asked_to_make) == 8


def test_jobs_of_one_provider_are_asked_about_together(tmp_path: Path) -> None:
    world = World(tmp_path, limit=3, vendor=Vendor(polls=1))

    rendered(world, episode(*(take(f"s{n}", f"prompt {n}") for n in range(3))))

    assert world.vendor.questions == 1


def test_equal_requests_fly_once(world: World) -> None:
    outcomes = rendered(world, episode(take("a", "rain"), take("b", "rain")))

    assert world.vendor.asked_to_make == ["rain"]
    assert {Made, Reused} == {type(each.outcome) for each in outcomes.takes}
    assert outcomes.used["a"] == outcomes.used["b"]
    assert outcomes.spent_usd == 1.01


def test_two_takes_of_a_shot_are_two_clips_asked_for(world: World) -> None:
    outcomes = rendered(world, episode(shot_of(take("a", "rain"), take("a", "rain", number=2))))

    assert world.vendor.asked_to_make == ["rain", "rain"]
    assert [each.number for each in outcomes.takes] == [1, 2]


# --- the disk -----------------------------------------------------------------------------------------------


def test_a_clip_that_would_find_no_room_is_not_paid_for(world: World) -> None:
    world.store.free = 50 * 1024**2  # a clip of 5 s: 20 MB, and 32 to spare

    outcomes = rendered(world, episode(take("a")))

    assert world.vendor.asked_to_make == []
    assert world.states() == {}
    full = "the disk has 50 MB left, and clips need up to 52 MB: make room, then run again"
    assert Skipped(full) == outcome_of(outcomes, "a")


def test_clips_that_are_under_way_need_room_too(world: World) -> None:
    world.store.free = 55 * 1024**2

    outcomes = rendered(world, episode(take("a", "rain"), take("b", "snow")))

    assert world.vendor.asked_to_make == ["rain"]
    assert isinstance(outcome_of(outcomes, "b"), Skipped)


def test_a_preview_is_tried_on_any_disk(tmp_path: Path) -> None:
    world = World(tmp_path, realm="preview")
    world.store.free = 0

    assert isinstance(outcome_of(rendered(world, episode(take("a"))), "a"), Made)


# --- failures -----------------------------------------------------------------------------------------------


def test_a_failed_shot_skips_its_followers_and_nobody_else(world: World) -> None:
    graph = episode(
        take("a", "break it"),
        take("b", "snow", after="a"),
        take("c", "ice", after="b"),
        take("d", "sun"),
    )

    outcomes = rendered(world, graph)

    assert Failed("oops: the model broke", None) == outcome_of(outcomes, "a")
    assert Skipped("a failed") == outcome_of(outcomes, "b")
    assert Skipped("a failed") == outcome_of(outcomes, "c")
    assert isinstance(outcome_of(outcomes, "d"), Made)
    assert {"d"} == set(outcomes.used)


def test_a_refused_request_is_free_and_told_without_control_characters(world: World) -> None:
    outcomes = rendered(world, episode(take("a", "refuse me")))

    told = (
        "acme refused it: no: no [31mviolence; not charged: change the words or the picture that it names, "
        "then run again"
    )
    assert Failed(told, is_charged=False) == outcome_of(outcomes, "a")
    assert outcomes.spent_usd == 0


def test_a_failed_take_is_tried_anew_by_the_next_run(world: World) -> None:
    graph = episode(take("a", "break it"))
    rendered(world, graph)

    rendered(world, graph)

    assert world.vendor.asked_to_make == ["break it", "break it"]
    assert [row.number for row in world.ledger.attempts()] == [1, 2]


def test_a_frame_that_cannot_be_taken_skips_those_who_need_it(world: World) -> None:
    outcomes = rendered(world, episode(take("a", "dark"), take("b", "snow", after="a")))

    assert isinstance(outcome_of(outcomes, "a"), Made)
    skipped = outcome_of(outcomes, "b")
    assert Skipped("the last frame of a cannot be taken: the clip has no such frame") == skipped


def test_a_download_that_gives_no_clip_is_tried_again(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(bad_downloads=2))

    outcomes = rendered(world, episode(take("a")))

    assert isinstance(outcome_of(outcomes, "a"), Made)


def test_a_clip_that_cannot_be_taken_in_stays_paid_for_and_is_fetched_by_the_next_run(tmp_path: Path) -> None:
    world = World(tmp_path, vendor=Vendor(bad_downloads=4))
    graph = episode(take("a", "rain"))
    outcomes = rendered(world, graph)
    assert isinstance(outcome_of(outcomes, "a"), Failed)
    assert world.states() == {"a": "completed"}

    again = rendered(world, graph)

    assert isinstance(outcome_of(again, "a"), Made)
    assert world.vendor.asked_to_make == ["rain"]


# --- budget -------------------------------------------------------------------------------------------------


def test_a_take_that_would_not_fit_the_budget_is_skipped(tmp_path: Path) -> None:
    world = World(tmp_path, limit=1)
    graph = episode(take("a", "rain"), take("b", "snow"), take("c", "sun", after="b"))

    outcomes = rendered(world, graph, budget_usd=1.5)

    assert world.vendor.asked_to_make == ["snow"]
    assert Skipped("budget") == outcome_of(outcomes, "a")
    assert Skipped("budget") == outcome_of(outcomes, "c")


def test_followers_of_a_take_without_money_say_so(world: World) -> None:
    outcomes = rendered(world, episode(take("a", "rain"), take("b", "snow", after="a")), budget_usd=0.5)

    assert Skipped("a is skipped: budget") == outcome_of(outcomes, "b")


def test_a_preview_costs_nothing_whatever_the_provider_says(tmp_path: Path) -> None:
    world = World(tmp_path, realm="preview")

    outcomes = rendered(world, episode(take("a")), budget_usd=0.0)

    made = outcome_of(outcomes, "a")
    assert isinstance(made, Made)
    assert made.cost_usd == 0.0
    assert outcomes.spent_usd == 0.0


# --- changes ------------------------------------------------------------------------------------------------


def chain(first: str, second: str, third: str) -> RequestGraph:
    return episode(take("a", first), take("b", second, after="a"), take("c", third, after="b"))


def test_a_changed_prompt_renders_its_shot_and_those_after_it_again(world: World) -> None:
    rendered(world, chain("rain", "snow", "sun"))
    world.vendor.asked_to_make.clear()

    rendered(world, chain("rain", "hail", "sun"))

    assert world.vendor.asked_to_make == ["hail", "sun"]


def test_a_new_clip_that_ends_on_the_same_picture_buys_nothing_after_it(world: World) -> None:
    rendered(world, chain("rain", "same: snow", "sun"))
    world.vendor.asked_to_make.clear()

    outcomes = rendered(world, chain("rain", "same: hail", "sun"))

    assert world.vendor.asked_to_make == ["same: hail"]
    assert isinstance(outcome_of(outcomes, "c"), Reused)


def test_a_renamed_shot_is_not_bought_again(world: World) -> None:
    rendered(world, chain("rain", "snow", "sun"))
    world.vendor.asked_to_make.clear()

    rendered(world, episode(take("x", "rain"), take("y", "snow", after="x")))

    assert world.vendor.asked_to_make == []


def test_another_realm_reuses_nothing(world: World) -> None:
    rendered(world, episode(take("a", "rain")))
    world.realm = "elsewhere"

    rendered(world, episode(take("a", "rain")))

    assert world.vendor.asked_to_make == ["rain", "rain"]


# --- which take counts --------------------------------------------------------------------------------------


def two_takes_and_a_follower() -> RequestGraph:
    takes = shot_of(take("a", "rain"), take("a", "snow", number=2))
    return episode(takes, take("b", "sun", after="a"))


def test_followers_use_the_lowest_take_once_lower_ones_have_ended(world: World) -> None:
    world.vendor.faults = {"rain": ["full"]}  # take 2 is there first

    outcomes = rendered(world, two_takes_and_a_follower())

    first = outcome_of(outcomes, "a", 1)
    assert isinstance(first, Made)
    assert first.clip == outcomes.used["a"]
    assert "data:png last of rain " in [work.body.get("first") for work in world.vendor.jobs.values()]


def test_the_second_take_counts_where_the_first_failed(world: World) -> None:
    takes = shot_of(take("a", "break it"), take("a", "snow", number=2))

    outcomes = rendered(world, episode(takes, take("b", "sun", after="a")))

    assert world.store.read(outcomes.used["a"].sha256) == b"clip of snow|snow "
    assert isinstance(outcome_of(outcomes, "b"), Made)


def test_followers_use_the_take_that_people_picked(world: World) -> None:
    graph = two_takes_and_a_follower()
    second = outcome_of(rendered(world, graph), "a", 2)
    assert isinstance(second, Made)
    world.review["a"] = ReviewLine("a", second.clip.sha256, "open")

    outcomes = rendered(world, graph)

    assert second.clip == outcomes.used["a"]
    assert "data:png last of snow " in [work.body.get("first") for work in world.vendor.jobs.values()]


def test_a_picked_take_beyond_those_written_counts(world: World) -> None:
    more = shot_of(take("a", "rain"), take("a", "rain", number=2))
    follower = take("b", "sun", after="a")
    second = outcome_of(rendered(world, episode(more, follower)), "a", 2)
    assert isinstance(second, Made)
    world.review["a"] = ReviewLine("a", second.clip.sha256, "open")

    outcomes = rendered(world, episode(shot_of(take("a", "rain")), follower))

    assert second.clip == outcomes.used["a"]


def test_a_pick_of_other_words_is_ignored(world: World) -> None:
    old = outcome_of(rendered(world, episode(take("a", "rain"))), "a")
    assert isinstance(old, Made)
    world.review["a"] = ReviewLine("a", old.clip.sha256, "open")

    outcomes = rendered(world, episode(take("a", "snow")))

    assert world.store.read(outcomes.used["a"].sha256) == b"clip of snow|snow "


def test_an_approved_clip_of_other_words_holds_the_shot_back(world: World) -> None:
    old = outcome_of(rendered(world, episode(take("a", "rain"))), "a")
    assert isinstance(old, Made)
    world.review["a"] = ReviewLine("a", old.clip.sha256, "approved")

    outcomes = rendered(world, episode(take("a", "snow")))

    assert world.vendor.asked_to_make == ["rain"]
    assert isinstance(outcome_of(outcomes, "a"), Skipped)


def test_an_omitted_shot_is_rendered_only_where_a_follower_needs_it(world: World) -> None:
    world.review = {name: ReviewLine(name, None, "omitted") for name in ("a", "d")}

    outcomes = rendered(world, episode(take("a", "rain"), take("b", "snow", after="a"), take("d", "sun")))

    assert world.vendor.asked_to_make == ["rain", "snow"]
    assert {"b"} == set(outcomes.used)


# --- selection ----------------------------------------------------------------------------------------------


def test_only_what_is_selected_is_bought(world: World) -> None:
    outcomes = rendered(world, episode(take("a", "rain"), take("b", "snow")), only=frozenset({"b"}))

    assert world.vendor.asked_to_make == ["snow"]
    assert Skipped("not selected") == outcome_of(outcomes, "a")


def test_a_narrowed_plan_still_finds_the_clips_of_the_other_shots(world: World) -> None:
    rendered(world, episode(take("a", "rain")))
    graph = episode(take("a", "rain"), take("b", "snow", after="a"))
    facts = world.facts()
    plan = narrowed(make_plan(graph, facts, budget_usd=None), {"b"})

    outcomes = asyncio.run(run(plan, facts, world.ports, only=None, watch=world.events.append))

    assert [each.shot for each in outcomes.takes] == ["b"]
    assert {"a", "b"} == set(outcomes.used)
    assert world.vendor.asked_to_make == ["rain", "snow"]


def test_a_shot_outside_a_narrowed_plan_is_never_bought(world: World) -> None:
    graph = episode(take("a", "rain"), take("b", "snow", after="a"))
    facts = world.facts()
    plan = narrowed(make_plan(graph, facts, budget_usd=None), {"b"})

    outcomes = asyncio.run(run(plan, facts, world.ports, only=None, watch=world.events.append))

    assert world.vendor.asked_to_make == []
    assert Skipped("a is skipped: not selected") == outcome_of(outcomes, "b")


# --- clips that are only remembered -------------------------------------------------------------------------


def test_an_owned_clip_that_is_not_here_is_fetched_by_its_job(world: World) -> None:
    graph = episode(take("a", "rain"))
    clip = rendered(world, graph).used["a"]
    clip.path.unlink()

    outcomes = rendered(world, graph)

    assert isinstance(outcome_of(outcomes, "a"), Reused)
    assert world.store.has(clip.sha256)
    assert world.vendor.asked_to_make == ["rain"]


def test_a_frame_is_taken_only_when_the_bytes_of_its_clip_are_here(world: World) -> None:
    takes = shot_of(take("a", "rain"), take("a", "fog", number=2))
    first = rendered(world, episode(takes)).used["a"]
    first.path.unlink()  # while take 2 stays
    world.review["a"] = ReviewLine("a", first.sha256, "open")

    outcomes = rendered(world, episode(takes, take("b", "snow", after="a")))

    assert isinstance(outcome_of(outcomes, "b"), Made)
    assert "data:png last of rain " in [work.body.get("first") for work in world.vendor.jobs.values()]


def test_an_owned_clip_that_nobody_has_any_more_is_not_bought_again(world: World) -> None:
    graph = episode(take("a", "rain"))
    rendered(world, graph).used["a"].path.unlink()
    world.vendor.forgets = set(world.vendor.jobs)

    outcomes = rendered(world, graph)

    gone = Failed("its clip is owned, but not here, and acme does not have it any more", is_charged=False)
    assert gone == outcome_of(outcomes, "a")
    assert world.vendor.asked_to_make == ["rain"]


def test_a_preview_that_is_gone_from_the_store_is_made_again(tmp_path: Path) -> None:
    world = World(tmp_path, realm="preview")
    graph = episode(take("a", "rain"))
    rendered(world, graph).used["a"].path.unlink()

    outcomes = rendered(world, graph)

    assert isinstance(outcome_of(outcomes, "a"), Made)
    assert [row.number for row in world.ledger.attempts()] == [1, 2]


def test_other_bytes_than_those_taken_in_once_are_refused(world: World) -> None:
    graph = episode(take("a", "rain"))
    rendered(world, graph).used["a"].path.unlink()
    (job,) = world.vendor.jobs.values()
    job.body["prompt"] = "another film"

    outcomes = rendered(world, graph)

    failed = outcome_of(outcomes, "a")
    assert isinstance(failed, Failed)
    assert "other bytes" in failed.reason
    assert not list(world.store.path("").glob("*.part"))


def test_a_frame_on_record_keeps_its_digest_when_it_is_taken_again(world: World) -> None:
    clip = rendered(world, episode(take("a", "rain"))).used["a"]
    world.ledger.record_frame(clip.sha256, "last", FrameFact("as an older decoder saw it", "0" * 64))

    rendered(world, episode(take("a", "rain"), take("b", "snow", after="a")))

    taken = world.ledger.frames()[clip.sha256, "last"]
    assert taken.pixels == "as an older decoder saw it"
    assert world.store.read(taken.picture) == b"png last of rain "
