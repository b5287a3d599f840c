"""`storyboard lock --check`: whether each lock is what its storyboard says."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline import flow, locking
from pipeline.cli.episodes import Choices, opened
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.project import PATHS, PROFILE


@click.command("lock", help="Check that each lock is what its storyboard says: exit 1 where it is not.")
@PATHS
@PROFILE
@click.option("--check", is_flag=True, required=True, help="The one thing this command does.")
def command(paths: Sequence[str], profile: str | None, check: bool) -> None:
    found: list[str] = []
    with opened(Choices(paths, profile)) as episodes:
        for one in episodes:
            storyboard, graph = one.reading.whole()
            lock = flow.read_locked(storyboard, one.world.run.files)
            found += [
                f"{one.target.shown}: {difference.shot}"
                + (f" take {difference.take}" if difference.take else "")
                + f": {difference.reason}"
                for difference in locking.differences(graph, lock)
            ]
    for line in found:
        click.echo(line)
    if found:
        raise Leave(FOUND)
