"""`storyboard review`: the page on which takes are looked at and picked, and a saved review taken in."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from pipeline import flow, projection
from pipeline.cli.asking import call_of, origin_of
from pipeline.cli.episodes import Choices, Opened, opened, read_one, realm_of
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.project import OUT, PREVIEW, PROFILE, folder_of, one_target, shown_path
from pipeline.errors import UsageProblem
from pipeline.showing import one_line

if TYPE_CHECKING:
    from pipeline.model import JSON, TakeRequest
    from pipeline.report.page import Sheet
    from pipeline.reviewing import Conflict
    from pipeline.vantage import Vantage

CLIPS = "review"
"""The folder beside the page in which its clips lie, by digest."""
SAVED_LIMIT_BYTES = 8 * 1024 * 1024


@click.command("review", help="Make the page on which takes are looked at, noted, approved and picked.")
@click.argument("paths", nargs=-1, metavar="[PATH]")
@PROFILE
@PREVIEW
@OUT
@click.option("--serve", "is_served", is_flag=True, help="On this machine alone; the page saves by itself.")
@click.option("--port", type=click.IntRange(0, 65535), help="With --serve; 0, the default, picks one.")
@click.option(
    "--from",
    "saved",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take in a review that the page saved.",
)
@click.option("--merge", "is_merged", is_flag=True, help="With --from: beside what was decided meanwhile.")
def command(
    paths: Sequence[str],
    profile: str | None,
    preview: bool,
    out: Path | None,
    is_served: bool,
    port: int | None,
    saved: Path | None,
    is_merged: bool,
) -> None:
    if (saved is not None and is_served) or (is_merged and saved is None):
        raise UsageProblem("--merge goes with --from, and --from without --serve")
    if port is not None and not is_served:
        raise UsageProblem("--port goes with --serve")
    choices = Choices(paths, profile, (), realm_of(preview))
    one_target(paths, "review")
    with opened(choices) as (one,):
        if saved is not None:
            _take_in(one, saved, is_merged)
        elif is_served:
            _serve(one, profile, port or 0)
        else:
            _write(one, out)


# --- the page -----------------------------------------------------------------------------------------------


def _write(one: Opened, out: Path | None) -> None:
    from pipeline.adapters.durable import told
    from pipeline.adapters.files import write_text
    from pipeline.report.page import document

    folder = out or folder_of(one.reading.whole()[0], one.world.realm)
    store = one.world.run.store
    shown: set[str] = set()

    def address(sha256: str, path: Path) -> str:
        if not store.has(sha256):  # a clip of the author's own that no run has stored yet
            return _address_from(folder, path)
        shown.add(sha256)
        return f"{CLIPS}/{sha256}.mp4"

    sheet = _sheet(one, address)
    _refuse_empty(sheet, one)
    store.show(shown, folder / CLIPS)
    with told(f"{folder.name} cannot be made"):
        folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "review.html", document(sheet, is_served=False))
    click.echo(shown_path(folder / "review.html"))


def _address_from(folder: Path, path: Path) -> str:
    try:
        return quote(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:  # another drive
        return path.as_uri()


def _sheet(one: Opened, address: Callable[[str, Path], str]) -> Sheet:
    from pipeline.dailies.gathering import Eyes, gather

    eyes = Eyes(projection.thumbnails(one.world.run.store.derived), address, _asking(one))
    planned = flow.plan(one.reading, one.world)
    for amiss in flow.bring_shared(planned, one.world):
        click.echo(f"storyboard: {amiss}", err=True)
    return gather(planned, one.world, one.reading.faults, eyes)


def _asking(one: Opened) -> Callable[[TakeRequest], JSON]:
    from pipeline.report.request import as_json

    is_preview = one.world.realm == "preview"

    def request(take: TakeRequest) -> JSON:
        provider = one.world.run.providers[take.request.provider]
        origin = origin_of(one.target.root, provider, is_preview=is_preview)
        return as_json(take.request, call_of(take, provider, one.world.realm), provider, origin)

    return request


def _refuse_empty(sheet: Sheet, one: Opened) -> None:
    """A page without a clip is of no use; somebody forgot a word, or to render."""
    if not any(take.file for shot in sheet.shots for take in shot.takes):
        has_previews = folder_of(one.reading.whole()[0], "preview").is_dir()
        advice = "`--preview` shows the previews" if has_previews else "render first"
        raise UsageProblem(f"{one.target.shown} has no clips here; {advice}")


# --- --serve ------------------------------------------------------------------------------------------------


def _serve(one: Opened, profile: str | None, port: int) -> None:
    from pipeline.dailies.desk import ReviewDesk
    from pipeline.report.page import document

    token = secrets.token_urlsafe(32)

    def page() -> tuple[str, Mapping[str, Path]]:
        films: dict[str, Path] = {}

        def address(sha256: str, path: Path) -> str:
            films[sha256] = path
            return f"{CLIPS}/{sha256}.mp4"

        fresh = replace(one, reading=read_one(one.target, profile, {}))  # the author may go on writing
        return document(_sheet(fresh, address), is_served=True), films

    def desk_at(port: int) -> ReviewDesk:
        storyboard, _ = one.reading.whole()
        return ReviewDesk(page, lambda: _view(one), storyboard, one.world.run.files, port=port, token=token)

    def listening(url: str) -> None:
        click.echo(f"{url}/?token={token}")
        click.echo("open this address; Ctrl-C ends the server, and everything that was saved stays", err=True)

    projection.serve(port, desk_at, listening)


# --- --from -------------------------------------------------------------------------------------------------


def _view(one: Opened) -> Vantage:
    from pipeline.beside import read_lock_of

    return flow.vantage_of(one.world, read_lock_of(one.reading.whole()[0], one.world.run.files))


def _take_in(one: Opened, path: Path, is_merged: bool) -> None:
    from pipeline.adapters.files import ProjectFiles
    from pipeline.dailies.taking import saved_review, take_in

    storyboard, _ = one.reading.whole()
    content = ProjectFiles(path.absolute().parent).read(PurePosixPath(path.name), SAVED_LIMIT_BYTES)
    saved = saved_review(content, one_line(str(path)))
    seen_in = saved.base.realm if saved.base else None
    view = replace(_view(one), realm=seen_in or one.world.realm)
    taken = take_in(saved, storyboard, one.world.run.files, view, is_merged=is_merged)
    for conflict in taken.conflicts:
        click.echo(f"storyboard: {_told(conflict)}", err=True)
    changed = ", ".join(one_line(shot, 80) for shot in taken.changed)
    click.echo(f"{len(taken.changed)} changed: {changed}" if taken.changed else "nothing new in it", err=True)
    if taken.conflicts:
        raise Leave(FOUND)


def _told(conflict: Conflict) -> str:
    if conflict.note is not None:
        return f"{conflict.shot}: note {conflict.note} was changed by both; the kept one stays"
    mine, theirs = conflict.mine, conflict.theirs
    return f"{conflict.shot}: {mine.status} here, {theirs.status} in the kept review, which stays"
