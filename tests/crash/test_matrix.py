"""Kill -9 of the real command before each of its steps, and after the last; then it is run again. The judge
is the studio, which counts what would have been charged.

`make test` kills once, at every step of both providers' episodes that leaves the world otherwise than the one
before. `make crash` kills at every step, and then twice in each round, at random: CRASH_ROUNDS says how
often, CRASH_SEED which.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Sequence

import pytest

from tests.crash.judging import judge, play_all
from tests.crash.rounds import Hall

pytestmark = pytest.mark.crash

PROVIDERS = ("runware", "runcomfy")
EVERY = "CRASH_ROUNDS" in os.environ
KILL = "kill"
MOST = 230
"""A few more than the steps of a run, so that a second kill may come too late."""


def _telling(steps: Sequence[tuple[str, str, str]]) -> list[int]:
    """The numbers of all steps that begin or commit a change of the ledger or use the network, and of the
    first of each other kind, file and function: at the rest the disk is as it was at one of these."""
    met: set[tuple[str, str, str]] = set()
    numbers = []
    for number, step in enumerate(steps, start=1):
        kind, target, _ = step
        is_money = kind in ("connect", "send") or target in ("BEGIN IMMEDIATE", "COMMIT")
        if is_money or step not in met or EVERY:
            numbers.append(number)
        met.add(step)
    return numbers


# --- the matrix ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
def test_killed_at_every_step_a_run_pays_for_each_clip_once_and_shows_what_is_open(
    hall: Hall, provider: str
) -> None:
    whole = hall.run(hall.project(provider).render())
    steps = whole.steps
    assert (whole.code, steps[-1][0]) == (0, "leave"), whole.stderr

    rounds = play_all(hall, [(provider, [(at, KILL)]) for at in _telling(steps)])

    charges = hall.charges()
    for one in rounds:
        judge(one, charges)
    assert len(rounds) >= 120
    assert sum(ended.code == -9 for one in rounds for ended in one.disturbed) >= len(rounds) - 5
    if (
        provider == "runcomfy"
    ):  # an answer may be lost for each of three clips; far more would be a false alarm
        uncertain = [one for one in rounds if one.last.code]
        assert 3 <= len(uncertain) <= 30


@pytest.mark.skipif(not EVERY, reason="`make crash` runs it")
def test_killed_twice_at_random_a_run_pays_for_each_clip_once_and_shows_what_is_open(hall: Hall) -> None:
    seed = int(os.environ.get("CRASH_SEED", random.SystemRandom().randrange(10**6)))
    chance = random.Random(seed)
    sys.stdout.write(f"CRASH_SEED={seed}\n")
    left = int(os.environ["CRASH_ROUNDS"])
    while left > 0:
        pairs = [
            (chance.choice(PROVIDERS), [(chance.randint(1, MOST), KILL), (chance.randint(1, MOST), KILL)])
            for _ in range(min(left, 200))
        ]
        rounds = play_all(hall, pairs)
        charges = hall.charges()
        for one in rounds:
            judge(one, charges)
        left -= len(pairs)
