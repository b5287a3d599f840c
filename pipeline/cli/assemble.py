"""`storyboard assemble`: the cut again from what is owned; with --locked, exactly the lock's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import flow
from pipeline.cli.episodes import Choices, Opened, opened
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.project import JSON_FORMAT, PATHS, PREVIEW, PROFILE
from pipeline.errors import SpendingRefused
from pipeline.model import Episode
from pipeline.report.plan import several
from pipeline.report.render import episode_json


@click.command("assemble", help="Put the episode together again from what is owned. Buys nothing.")
@PATHS
@PROFILE
@PREVIEW
@JSON_FORMAT
@click.option("--locked", is_flag=True, help="Exactly what the lock says, or exit 4.")
@click.option("--any-toolchain", is_flag=True, help="With --locked: also with other media libraries.")
@click.option("--partial", is_flag=True, help="Put slates where shots are missing.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="For the episode."
)
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
    with opened(Choices(paths, profile, (), preview)) as episodes:
        made = [
            _locked(one, out, any_toolchain) if locked else _owned(one, out, preview, partial)
            for one in episodes
        ]
    if as_json:
        entries = [{"episode": episode_json(episode)} for episode in made]
        whole = several([one.target.shown for one in episodes], [dict(entry) for entry in entries])
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for episode in made:
            click.echo(str(episode.path))


def _locked(one: Opened, out: Path | None, any_toolchain: bool) -> Episode:
    storyboard, _ = one.reading.whole()
    folder = out or storyboard.folder / "renders" / storyboard.stem
    return flow.assemble_locked(one.reading, one.world, folder, any_toolchain=any_toolchain)


def _owned(one: Opened, out: Path | None, is_preview: bool, is_partial: bool) -> Episode:
    planned = flow.plan(one.reading, one.world)
    used = flow.owned_clips(planned, one.world)
    holes = [shot.name for shot in flow.shown_shots(planned) if shot.name not in used]
    if holes and not is_partial:
        click.echo(
            f"storyboard: {', '.join(holes)} missing: render first, or --partial puts slates there", err=True
        )
        raise Leave(FOUND)
    if not used:
        raise SpendingRefused("nothing is owned yet: render first")
    folder = (
        out or planned.storyboard.folder / ("previews" if is_preview else "renders") / planned.storyboard.stem
    )
    if not is_preview and not holes:
        flow.write_lock(planned, used, one.world)
    return flow.assemble(planned, used, one.world, folder)
