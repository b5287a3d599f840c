"""`storyboard cache`: what is in the store, whether it is whole, and what may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline import beside, wiring
from pipeline.cli.exits import DAMAGED, Leave
from pipeline.cli.printing import show_json
from pipeline.cli.project import JSON_FORMAT, root_here
from pipeline.cli.tables import table
from pipeline.errors import SharedStoreAmiss, SpendingRefused
from pipeline.keeping import Kept, keeping, shareable
from pipeline.report import cache as report

if TYPE_CHECKING:
    from pipeline.adapters.shared import SharedFolder


@click.group("cache", help="Look after the store of clips and frames.")
def command() -> None:
    pass


@command.command("ls", help="List what is in the store, and why it stays.")
@JSON_FORMAT
def ls(as_json: bool) -> None:
    with wiring.storeroom(*root_here()) as room:
        kept = _kept(room)
    if as_json:
        show_json(report.as_json(kept))
        return
    if kept:
        click.echo(table(report.COLUMNS, report.rows(kept)), nl=False)
    click.echo(report.total(kept))


@command.command("verify", help="Read every object; a damaged one is set aside, so that it is fetched again.")
def verify() -> None:
    with wiring.storeroom(*root_here()) as room:
        room.ledger.check()
        objects = [sha256 for sha256, _ in room.store.objects()]
        damaged = [sha256 for sha256 in objects if not room.store.is_whole(sha256)]
        for sha256 in damaged:
            click.echo(f"{sha256} is damaged: set aside as {room.store.set_aside(sha256)}")
        is_shared_whole = room.shared is None or _verify_shared(room, room.shared)
    if damaged:
        click.echo("`storyboard render` fetches them again, at $0.00", err=True)
    if damaged or not is_shared_whole:
        raise Leave(DAMAGED)
    click.echo(f"{len(objects)} object{'s' if len(objects) != 1 else ''}, all whole")


def _verify_shared(room: wiring.Storeroom, shared: SharedFolder) -> bool:
    """Whether this project's clips in the shared store are whole, as far as they are there. One that is not
    is put right from here; where it is not here, the next render puts it right."""
    named = shareable(room.ledger.attempts(), beside.every_lock(room.files, room.locks))
    try:
        shared.refuse_absent()
        there = [sha256 for sha256 in sorted(named) if shared.has(sha256)]
        damaged = [sha256 for sha256 in there if not shared.is_whole(sha256)]
        for sha256 in damaged:
            is_here = room.store.has(sha256)
            if is_here:
                shared.give(sha256)
            mended = "put right from here" if is_here else "`storyboard render` puts it right"
            click.echo(f"{sha256} is damaged in the shared store: {mended}")
    except SharedStoreAmiss as trouble:
        click.echo(f"storyboard: {trouble}", err=True)
        return False
    click.echo(f"{len(there)} of {len(named)} clips of this project are in the shared store")
    return not damaged


@command.command("gc", help="Let go of what is made again for nothing; never of what a lock or review names.")
@click.option("--paid", is_flag=True, help="Also clips that were paid for and that nothing names.")
@click.option("--yes", "is_yes", is_flag=True, help="Remove them; else they are only told.")
def gc(paid: bool, is_yes: bool) -> None:
    with wiring.storeroom(*root_here()) as room:
        _refuse_beside_runs(room)
        going = [one for one in _kept(room) if _goes(one, is_paid_too=paid)]
        derived = room.store.derived_bytes()
        if is_yes:
            for one in going:
                room.store.remove(one.sha256)
            room.store.clear_derived()
    what = f"{report.total(going)}, and {report.size(derived)} of pieces of films"
    click.echo(f"removed {what}" if is_yes else f"--yes would remove {what}")


def _goes(one: Kept, *, is_paid_too: bool) -> bool:
    return one.standing in ("free", "unknown") or (is_paid_too and one.standing == "paid")


def _refuse_beside_runs(room: wiring.Storeroom) -> None:
    """Raises SpendingRefused: a run that lives holds objects that nothing names yet."""
    for storyboard in sorted({row.storyboard for row in room.ledger.attempts()}):
        if any(claims.is_worked_on(storyboard) for claims in room.claims):
            raise SpendingRefused(f"a run is at work on {storyboard}: wait for its end")


def _kept(room: wiring.Storeroom) -> tuple[Kept, ...]:
    return keeping(
        room.store.objects(),
        room.ledger.attempts(),
        room.ledger.frames(),
        beside.every_lock(room.files, room.locks),
        beside.every_review(room.files, room.reviews),
    )
