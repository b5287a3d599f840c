"""`storyboard accept`: this clip is good for the changed words too; a line in the review file, at $0."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline import beside, flow
from pipeline.cli.episodes import Choices, Opened, opened, realm_of
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.project import PREVIEW, PROFILE
from pipeline.decide import accepting
from pipeline.errors import NothingSelected
from pipeline.model import Reuse
from pipeline.plan import select


@click.command(
    "accept", help="Let the clips of these shots stand for their changed words. Writes the review file."
)
@click.argument("expression", metavar="EXPR")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@PROFILE
@PREVIEW
def command(expression: str, paths: Sequence[str], profile: str | None, preview: bool) -> None:
    with opened(Choices(paths, profile, realm=realm_of(preview))) as episodes:
        named: list[tuple[Opened, frozenset[str]]] = []
        empty: list[NothingSelected] = []
        for one in episodes:
            planned = flow.plan(one.reading, one.world)
            try:
                named.append((one, select(expression, planned.plan, planned.facts, alone=True)))
            except NothingSelected as nothing:
                empty.append(nothing)
        if not named:
            raise empty[0]
        ended = [_accept(one, names) for one, names in named]
    left = [line for _, lines in ended for line in lines]
    for line in left:
        click.echo(line, err=True)
    if not left and not any(done for done, _ in ended):
        click.echo("nothing to accept: these clips are of the present words", err=True)
    if left:
        raise Leave(FOUND)


def _accept(one: Opened, names: frozenset[str]) -> tuple[frozenset[str], list[str]]:
    """Accepts what can be, a shot of a chain after the one before it, since its words hold that one's frame.
    Gives the shots whose clip was accepted, and a line for each that is left, and why."""
    done: set[str] = set()
    while True:
        planned = flow.plan(one.reading, one.world)
        lines = accepting(names - done, planned.plan, planned.facts)
        if not lines:
            break
        files = one.world.run.files
        kept = beside.kept_review_of(planned.storyboard, files)
        view = flow.vantage_of(one.world, planned.lock)
        beside.write_review_of(planned.storyboard, kept, view.put_back(kept.review.lines, lines), files)
        done |= lines.keys()
        for shot in lines:
            click.echo(f"{shot}: its clip stands for the present words, at $0.00")
    return frozenset(done), [
        f"{take.shot} is left: {take.decision.reason}"
        for take in planned.plan.takes
        if take.shot in names - done and not isinstance(take.decision, Reuse)
    ]
