"""What a person does after a run, the most pressing first."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from pipeline.model import Clip, Failed, Made, Outcome, Outcomes, Reused, Skipped, TakeOutcome, Uncertain
from pipeline.plan import make_plan
from pipeline.report.afterwards import next_steps
from tests.twins import episode, take
from tests.unit.remembered import facts

CLIP = Clip("c1", Path("/store/c1"), 5.0)
PLAN = make_plan(episode(take("a"), take("b", "snow"), take("c", "sun")), facts(), budget_usd=None)


def steps(**outcomes: Outcome) -> list[str]:
    takes = tuple(TakeOutcome(shot, 1, outcome) for shot, outcome in outcomes.items())
    return next_steps(PLAN, Outcomes(takes, {}, 0.0), "ep01.storyboard.yaml", PurePosixPath("renders/ep01"))


def test_after_a_run_that_reused_all_nothing_is_to_be_done() -> None:
    assert steps(a=Reused(CLIP, "k")) == []


def test_what_was_made_is_to_be_looked_at() -> None:
    assert steps(a=Made(CLIP, "k", 1.01)) == [
        "the clips are in renders/ep01; `storyboard review ep01.storyboard.yaml` shows them"
    ]


def test_what_may_have_been_paid_for_comes_first_and_what_failed_after_it() -> None:
    found = steps(a=Failed("no", is_charged=False), b=Uncertain("lost", "j-1"), c=Skipped("a failed"))

    assert found == [
        "b take 1 may have been paid for: look into the account there, then `storyboard resolve j-1`",
        "`storyboard request ep01.storyboard.yaml a` shows what was asked; render again tries anew; "
        "1 more wait behind",
    ]


def test_a_bill_above_the_plan_is_told_and_its_dust_is_not() -> None:
    assert steps(a=Made(CLIP, "k", 1.024), b=Reused(CLIP, "k"))[0].startswith("the clips are in")
    assert steps(a=Made(CLIP, "k", 1.5))[0] == (
        "a take 1 cost $1.50, $0.48 more than the plan's most: look at its model's price"
    )
