"""`storyboard lock --check`: whether each lock is what its storyboard says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from pipeline import beside, flow, locking, wiring
from pipeline.cli.episodes import Choices, read
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.project import PATHS, PROFILE, Target, targets
from pipeline.showing import line_start


@click.command("lock", help="Check that each lock is what its storyboard says: exit 1 where it is not.")
@PATHS
@PROFILE
@click.option("--check", is_flag=True, required=True, help="The one thing this command does.")
def command(paths: Sequence[str], profile: str | None, check: bool) -> None:
    found = targets(paths)
    readings = read(found, Choices(paths, profile))
    lines = [
        f"{line_start(target.shown)}: {difference}"
        for target, reading in zip(found, readings, strict=True)
        for difference in _differences(target, reading)
    ]
    for line in lines:
        click.echo(line)
    if lines:
        raise Leave(FOUND)
    click.echo(f"{len(found)} lock{'s' if len(found) != 1 else ''} as written", err=True)


def _differences(target: Target, reading: flow.Reading) -> Iterator[str]:
    storyboard, graph = reading.whole()
    files = wiring.files(target.root)
    lock = beside.read_lock_of(storyboard, files)
    if not lock.lines:
        yield "it has no lock: `storyboard render` writes one"
        return
    for found in locking.differences(graph, lock, beside.read_review_of(storyboard, files)):
        yield f"{found.shot}{f' take {found.take}' if found.take else ''}: {found.reason}"
