"""`storyboard resolve`: a person's word on a submission whose answer was lost, or on a clip paid for
elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import click

from pipeline import flow, wiring
from pipeline.cli.episodes import Choices, opened
from pipeline.cli.project import PROFILE, SETS, root_here
from pipeline.decide import Asked, asked, known_frames
from pipeline.errors import SpendingRefused, UsageProblem
from pipeline.model import Attempt, Realm, Reuse
from pipeline.report.money import usd
from pipeline.run.rows import new_row
from pipeline.run.settling import JobPorts, give_up, in_words, open_row, take_in, take_over
from pipeline.showing import one_line
from pipeline.suggest import did_you_mean

HELP = (
    "Settle a submission whose answer was lost: JOB is its short name in `storyboard status`. Or take in a "
    "clip that was paid for elsewhere: PATH SHOT --adopt ID."
)


@click.command("resolve", help=HELP)
@click.argument("names", nargs=-1, required=True, metavar="JOB | PATH SHOT")
@PROFILE
@SETS
@click.option("--take", type=click.IntRange(min=1), metavar="N", help="Which take of SHOT; the first unmade.")
@click.option("--adopt", "ticket", metavar="ID", help="It is the provider's job ID: take it over.")
@click.option("--abandon", is_flag=True, help="Give it up, and count it as spent.")
@click.option("--not-charged", is_flag=True, help="It was not charged: release its money.")
def command(
    names: Sequence[str],
    profile: str | None,
    sets: Sequence[str],
    take: int | None,
    ticket: str | None,
    abandon: bool,
    not_charged: bool,
) -> None:
    if [ticket is not None, abandon, not_charged].count(True) != 1:
        raise UsageProblem("say one of --adopt ID, --abandon and --not-charged")
    match names:
        case [job] if ticket is not None:
            _take_over(job, ticket)
        case [job]:
            _give_up(job, is_charged=abandon)
        case [path, shot] if ticket is not None:
            with opened(Choices([path], profile, sets)) as episodes:
                root, shown = episodes[0].target.root, episodes[0].target.root_shown
                with wiring.jobs(root, shown) as ports:
                    _take_in(
                        ports, _new_row(ports, episodes[0].reading, episodes[0].world, shot, take, ticket)
                    )
        case _:
            raise UsageProblem(
                "write `resolve JOB` with one of its options, or `resolve PATH SHOT --adopt ID`"
            )


def _take_over(job: str, ticket: str) -> None:
    root, shown = root_here()
    with wiring.jobs(root, shown) as ports:
        row = open_row(ports, job)
        _refuse_elsewhere(row, wiring.realms(root)[row.provider])
        row, status = asyncio.run(take_over(ports, job, ticket))
    click.echo(f"{row.job} is {row.provider}'s job {one_line(ticket, 80)} now: {in_words(status)}")


def _give_up(job: str, *, is_charged: bool) -> None:
    with wiring.jobs(*root_here()) as ports:
        row = give_up(ports, job, is_charged=is_charged)
    amount = usd(row.cost_usd if row.cost_usd is not None else row.estimate_usd)
    told = f"it counts as {amount} spent" if is_charged else "it was free"
    click.echo(f"{row.job} is given up, {told}; {row.shot} may be rendered again")


def _take_in(ports: JobPorts, row: Attempt) -> None:
    status = asyncio.run(take_in(ports, row))
    click.echo(f"{row.job}: {row.shot} take {row.take} is {row.provider}'s job now: {in_words(status)}")


def _refuse_elsewhere(row: Attempt, present: Realm) -> None:
    if row.realm != present:
        raise SpendingRefused(
            f"{row.job} was sent in the realm `{row.realm}`, and {row.provider} is reached in `{present}` "
            "now: set or unset its base URL in the environment"
        )


# --- a clip that was paid for elsewhere ---------------------------------------------------------------------


def _new_row(
    ports: JobPorts, reading: flow.Reading, world: flow.World, shot: str, take: int | None, ticket: str
) -> Attempt:
    planned = flow.plan(reading, world)
    one = _unmade(planned, shot, take)
    rows = ports.ledger.attempts_at(one.key or "")
    number = 1 + (rows[-1].number if rows else 0)
    graph, realm = planned.plan.graph, planned.plan.realm
    return new_row(one, graph, realm, number, ticket, ports.clock.now(), state="submitted")


def _unmade(planned: flow.Planned, name: str, number: int | None) -> Asked:
    """The take that the clip is of: the one that was named, else the first that is not owned."""
    shots = {shot.name: shot for shot in planned.plan.graph.shots}
    if name not in shots:
        raise UsageProblem(
            f"there is no shot `{one_line(name)}`; {did_you_mean(name, shots) or 'see the plan'}"
        )
    open_takes = [
        take.number
        for take in planned.plan.takes
        if take.shot == name and not isinstance(take.decision, Reuse)
    ]
    if not open_takes or (number is not None and number not in open_takes):
        raise UsageProblem(f"{name} has no such take that is not owned: `storyboard plan` lists them")
    wanted = number or open_takes[0]
    shot = shots[name]
    request = next(take for take in shot.takes if take.number == wanted)
    one = asked(request, planned.plan.realm, known_frames(shot, planned.plan, planned.facts))
    if one.waiting:
        raise UsageProblem(f"{name} starts from a frame of {one.waiting[0].shot}: render that one first")
    return one
