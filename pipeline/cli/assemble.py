"""`storyboard assemble`: the cut again from what is owned; with --locked, exactly the lock's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from pipeline import flow
from pipeline.cli.episodes import Choices, Opened, opened, realm_of
from pipeline.cli.exits import FOUND, Interrupted, Leave
from pipeline.cli.interrupts import run_attended
from pipeline.cli.printing import show_json
from pipeline.cli.project import JSON_FORMAT, OUT, PATHS, PREVIEW, PROFILE, folder_of, shown_path
from pipeline.errors import UsageProblem
from pipeline.model import Clip, Episode
from pipeline.report.plan import several
from pipeline.report.render import episode_json
from pipeline.run import Stop


@click.command("assemble", help="Put the episode together again from what is owned. Buys nothing.")
@PATHS
@PROFILE
@PREVIEW
@JSON_FORMAT
@click.option("--locked", is_flag=True, help="Exactly what the lock says, or exit 4.")
@click.option("--any-toolchain", is_flag=True, help="With --locked: also with other media libraries.")
@click.option("--partial", is_flag=True, help="Put slates where shots are missing.")
@OUT
def command(
    paths: Sequence[str],
    profile: str | None,
    preview: bool,
    as_json: bool,
    locked: bool,
    any_toolchain: bool,
    partial: bool,
    out: Path | None,
) -> None:
    if any_toolchain and not locked:
        raise UsageProblem("--any-toolchain goes with --locked")
    if locked and (preview or partial):
        raise UsageProblem("--locked takes what the lock says, whole: leave --preview and --partial out")
    # A locked cut asks no provider: it does not matter where the environment says they are.
    with opened(Choices(paths, profile, (), "vendor" if locked else realm_of(preview))) as episodes:
        made = [_locked(one, out, any_toolchain) if locked else _owned(one, out, partial) for one in episodes]
    if as_json:
        names = [one.target.shown for one in episodes]
        show_json(several(names, [{"episode": episode_json(episode)} for episode in made]))
    else:
        for episode in made:
            click.echo(shown_path(episode.path))


def _locked(one: Opened, out: Path | None, any_toolchain: bool) -> Episode:
    planned, used = flow.locked_clips(one.reading, one.world, any_toolchain=any_toolchain)
    return _cut(planned, used, one.world, out or folder_of(planned.storyboard, "vendor"))


def _owned(one: Opened, out: Path | None, is_partial: bool) -> Episode:
    planned = flow.plan(one.reading, one.world)
    for amiss in flow.bring_shared(planned, one.world):
        click.echo(f"storyboard: {amiss}", err=True)
    used = flow.owned_clips(planned, one.world)
    holes = [shot.name for shot in flow.shown_shots(planned) if shot.name not in used]
    if holes and not is_partial:
        click.echo(
            f"storyboard: {', '.join(holes)} missing: render first, or --partial puts slates there", err=True
        )
        raise Leave(FOUND)
    if one.world.realm != "preview" and not holes:
        flow.write_lock(planned, used, one.world)
    return _cut(planned, used, one.world, out or folder_of(planned.storyboard, one.world.realm))


def _cut(planned: flow.Planned, used: Mapping[str, Clip], world: flow.World, out: Path) -> Episode:
    """Raises Interrupted where somebody asked to stop."""
    stop = Stop()
    episode = run_attended(flow.assemble(planned, used, world, out, stop), stop, is_paid=False)
    if episode is None:
        raise Interrupted
    return episode
