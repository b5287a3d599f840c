"""Real processes that meet, sleep, are told to stop or find the disk full; the studio counts and judges."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.crash.judging import ended_round, judge, play, play_all
from tests.crash.rounds import SHOTS, Hall, hall_of
from tests.disks import small_disk

PROVIDERS = ("runware", "runcomfy")
pytestmark = pytest.mark.crash


# --- two at once --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_second_run_on_a_storyboard_is_refused_while_the_first_one_sleeps(
    hall: Hall, provider: str
) -> None:
    """However long: it is stopped before its first connection, before its first request leaves, and with the
    answer in hand, and wakes up past every timeout."""
    for at in (["connect", 1], ["send", 1], ["send", 1.5], ["connect", 2]):
        project = hall.project(provider)
        with hall.warden() as warden:
            sleeper = warden.begin(project.render(at=at, act="sleep for an hour"))
            warden.stopped()
            second = hall.run(project.render())
            os.kill(sleeper, signal.SIGCONT)
            first = warden.end()

        assert second.code == 4, second.stderr
        assert "another run is at work on ep01.storyboard.yaml" in second.stderr
        assert first.code in (0, 1), first.stderr
        judge(ended_round(hall, provider, project, (first,)), hall.charges())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_two_storyboards_with_equal_requests_pay_once_and_both_get_their_clips(
    hall: Hall, provider: str
) -> None:
    """The second one comes while the first one is about to send its first request."""
    project = hall.project(provider)
    shutil.copy(project.root / "ep01.storyboard.yaml", project.root / "ep02.storyboard.yaml")
    follower = project.render("ep02.storyboard.yaml")
    told = Path(follower["to"]) / "stderr"
    os.mkfifo(told)

    with hall.warden() as warden, hall.warden() as other:
        first = warden.begin(project.render("ep01.storyboard.yaml", at=["send", 1], act="pause"))
        warden.stopped()
        other.begin(follower)
        with told.open(encoding="utf-8") as lines:
            heard = next((line for line in lines if "another run" in line), "nothing of it")
            os.kill(first, signal.SIGCONT)
            lines.read()
        ends = [warden.end(), other.end()]

    charges = hall.charges()
    assert "lamp" in heard
    assert [ended.code for ended in ends] == [0, 0], ends[0].stderr
    assert [charges[project.salt, shot] for shot in SHOTS] == [1, 1, 1]


def test_two_runs_that_meet_on_what_a_dead_one_left_do_not_both_send_it_again() -> None:
    """The dead one never sent it, and the provider charges for an id that it knows. Were it sent by both,
    there would be two charges."""
    with hall_of("duplicate:charged") as hall:
        project = hall.project("runware")
        shutil.copy(project.root / "ep01.storyboard.yaml", project.root / "ep02.storyboard.yaml")
        dead = hall.run(project.render("ep01.storyboard.yaml", at=["send", 1]))
        with hall.warden() as warden:
            taker = warden.begin(project.render("ep02.storyboard.yaml", at=["connect", 1], act="pause"))
            warden.stopped()
            owner = hall.run(project.render("ep01.storyboard.yaml"))
            os.kill(taker, signal.SIGCONT)
            took = warden.end()
        again = hall.run(project.render("ep01.storyboard.yaml"))

        assert (dead.code, owner.code) == (-9, 4), owner.stderr
        assert "another run is at work on ep01.storyboard.yaml" in owner.stderr
        assert (took.code, again.code) == (0, 0), took.stderr
        assert [hall.charges()[project.salt, shot] for shot in SHOTS] == [1, 1, 1]


# --- told to stop -------------------------------------------------------------------------------------------

MOMENTS = [["sql", 30], ["connect", 1], ["send", 1], ["send", 1.5], ["connect", 2], ["create", 6]]
MOMENTS += [["send", 5.5], ["link", 1], ["rename", 7]]
"""From before the first request is written down to the cut."""


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("act", ["interrupt", "interrupt twice", "terminate"])
def test_a_run_that_is_told_to_stop_leaves_nothing_open(hall: Hall, provider: str, act: str) -> None:
    """Once or twice, at any moment: an answer on its way is written down first, so that nothing is uncertain
    on either protocol."""
    rounds = play_all(hall, [(provider, [(at, act)]) for at in MOMENTS])

    charges = hall.charges()
    for one in rounds:
        told = one.disturbed[0]
        assert told.code == 130, one
        assert "interrupted: nothing is lost, run it again" in told.stderr
        judge(one, charges, may_be_open=False)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_run_that_is_interrupted_once_brings_home_what_runs_and_buys_nothing_more(
    hall: Hall, provider: str
) -> None:
    project = hall.project(provider)

    ended = hall.run(project.render(at=["send", 1.5], act="interrupt"))

    charges = hall.charges()
    assert ended.code == 130
    assert [charges[project.salt, shot] for shot in SHOTS] == [1, 0, 0]
    assert [take["outcome"] for take in ended.json["takes"]] == ["made", "skipped", "skipped"]


# --- a full disk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_disk_that_fills_up_at_any_moment_loses_no_answer(
    hall: Hall, provider: str, tmp_path: Path
) -> None:
    """Room is kept aside for answers, so that nothing is uncertain on either protocol once there is room."""
    for number, at in enumerate([*range(12, 220, 19)]):
        with small_disk(tmp_path / str(number), size_kb=64_000) as disk:
            one = play(hall, provider, [(at, "fill the disk")], disk)

        (full,) = one.disturbed
        assert full.code in (0, 1, 5), one
        assert "Traceback" not in full.stderr
        judge(one, hall.charges(), may_be_open=False)
