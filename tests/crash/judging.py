"""Rounds: a project whose runs are disturbed, a run that nobody disturbs, and what must be so of its money
then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.rounds import AT_ONCE, SHOTS, Ended, Hall, Project


@dataclass(frozen=True)
class Round:
    """disturbed: how its runs ended. plan, status: as told after the last, where that did not end well."""

    provider: str
    salt: str
    disturbed: tuple[Ended, ...]
    last: Ended
    plan: Any
    status: Any

    @property
    def outcomes(self) -> dict[str, str]:
        takes = self.last.json["takes"] if self.last.code in (0, 1) else []
        return {take["shot"]: take["outcome"] for take in takes}

    def __str__(self) -> str:
        ends = "\n".join(f"exit {ended.code}: {ended.stderr}" for ended in (*self.disturbed, self.last))
        return f"{self.provider} {self.salt}\n{ends}\n{self.plan}\n{self.status}"


def play(
    hall: Hall, provider: str, disturbances: Sequence[tuple[int, str]], disk: Path | None = None
) -> Round:
    """disturbances: before which step what happens to each run, as the zygote names it."""
    project = hall.project(provider, disk)
    disturbed = tuple(hall.run(project.render(at=at, act=act, fill=str(disk))) for at, act in disturbances)
    if disk is not None:
        (disk / "filler").unlink(missing_ok=True)
    return ended_round(hall, provider, project, disturbed)


def ended_round(hall: Hall, provider: str, project: Project, disturbed: tuple[Ended, ...]) -> Round:
    """The round of a project whose disturbed runs are over."""
    last = hall.run(project.render())
    plan = hall.run(project.order("plan", "--json")).json if last.code else None
    status = hall.run(project.order("status", "--json")).json if last.code else None
    return Round(provider, project.salt, disturbed, last, plan, status)


def play_all(hall: Hall, rounds: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> list[Round]:
    """Several at once."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda one: play(hall, *one), rounds))


def judge(one: Round, charges: Counter[tuple[str, str]], *, may_be_open: bool = True) -> None:
    """Each clip was charged for once and is there. may_be_open: where ids are the provider's, an answer may
    have been lost: then there is no second charge, and the plan, the status and the run name the job."""
    charged = {shot: charges[one.salt, shot] for shot in SHOTS}
    if one.provider == "runware" or not may_be_open or one.last.code == 0:
        assert one.last.code == 0, one
        assert charged == dict.fromkeys(SHOTS, 1), one
        return
    assert one.last.code == 1, one
    assert max(charged.values()) <= 1, one
    open_ones = {shot for shot, outcome in one.outcomes.items() if outcome == "uncertain"}
    made = {shot for shot, outcome in one.outcomes.items() if outcome in ("made", "reused")}
    assert open_ones, one
    assert {shot for shot in SHOTS if charged[shot]} <= made | open_ones, one
    for shot in open_ones:
        (job,) = [job for job in one.status["jobs"] if job["shot"] == shot]
        (take,) = [take for take in one.plan["takes"] if take["shot"] == shot]
        assert job["state"] == "uncertain", one
        assert take["decision"] == "ask", one
        assert job["job"] in take["reason"], one
        assert job["job"] in one.last.stderr, one
