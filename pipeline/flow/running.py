"""Walks from a plan to an episode. Money is spent here, in `run`, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RowMoved
from pipeline.flow.cutting import assemble, shown_shots, write_lock
from pipeline.flow.planning import plan_again
from pipeline.flow.records import Planned, Rendered, World

if TYPE_CHECKING:
    from pipeline.model import Clip, Outcomes
    from pipeline.ports import Watcher
    from pipeline.run import Stop


@contextmanager
def claimed(world: World, storyboards: Sequence[str]) -> Iterator[None]:
    """Holds these storyboards against other runs, from before they are planned to after they are rendered.

    storyboards: as the ledger names them. A ledger under which the last run died is looked over first. Raises
    SpendingRefused where another run is at work on one, StateDamaged.
    """
    with ExitStack() as stack:
        held = [stack.enter_context(world.run.claims.held(name)) for name in sorted(set(storyboards))]
        if any(held):
            world.run.ledger.check()
        yield


async def render(
    planned: Planned,
    world: World,
    out: Path,
    watch: Watcher,
    *,
    only: frozenset[str] | None = None,
    is_partial: bool = False,
    stop: Stop | None = None,
) -> Rendered:
    """Carries the plan out, writes the lock, and puts the episode together where no shot is missing.

    out: the folder of the clips that people see. only: shots that may be submitted; None: all. stop: a wish
    to stop that may come. This is where money is spent: in `run`, and nowhere else.
    """
    from pipeline.run import Stop, run

    stop = stop or Stop()
    settle_answers(world)
    outcomes = await run(planned.plan, planned.facts, world.run, only=only, watch=watch, stop=stop)
    after = plan_again(planned.storyboard, planned.plan.graph, planned.lock, world)
    _show_clips(after, outcomes.used, world, out)
    if world.realm != "preview":
        write_lock(after, outcomes.used, world)
    return await _assembled(after, outcomes, world, out, is_partial, stop)


def settle_answers(world: World) -> None:
    """Writes down what answers say that a run kept and did not live to read; rows of runs that live are
    theirs."""
    from pipeline.observe import answered

    ledger, claims = world.run.ledger, world.run.claims
    rows = ledger.attempts()
    for row, now in zip(rows, answered(rows, ledger.unread(), world.run.providers), strict=True):
        if now.state == row.state or claims.is_worked_on(row.storyboard):
            continue
        with suppress(RowMoved):  # another run came to it first
            ledger.advance(
                row.job, row.state, now.state, ticket=now.ticket, reason=now.reason, is_charged=now.is_charged
            )


async def _assembled(
    planned: Planned, outcomes: Outcomes, world: World, out: Path, is_partial: bool, stop: Stop
) -> Rendered:
    shots = shown_shots(planned)
    holes = tuple(shot.name for shot in shots if shot.name not in outcomes.used)
    if holes and not is_partial:
        return Rendered(outcomes, None, holes)
    return Rendered(outcomes, await assemble(planned, outcomes.used, world, out, stop), holes)


def _show_clips(planned: Planned, used: Mapping[str, Clip], world: World, out: Path) -> None:
    """Every clip of the cut under the name that people see: `020-offer-desk.mp4`."""
    for shot in planned.storyboard.shots:
        if shot.name in used:
            name = f"{shot.number:03d}-{shot.name.replace('/', '-')}.mp4"
            world.run.store.link(used[shot.name].sha256, out / name)
