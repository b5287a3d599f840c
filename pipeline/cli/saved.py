"""Turns a plan into a file to carry out later, and that file back into the command line it was made by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from pipeline import flow
from pipeline.adapters import durable
from pipeline.cli.episodes import Choices, Opened, realm_of
from pipeline.cli.project import from_here, root_here, shown_path
from pipeline.errors import SpendingRefused, StateDamaged, UsageProblem
from pipeline.load.saved import LIMIT_BYTES, read_saved_plan
from pipeline.model import SavedChoices, SavedPlan
from pipeline.records import record
from pipeline.report.saved import changes_since, saved_plan, saved_text
from pipeline.showing import one_line

ENDING = ".json"
NAMED = 8
"""Changes that a refusal names; more would hide what to do."""


@record
class Asked:
    """What a command line asks of a plan."""

    choices: Choices
    selection: str | None
    of_plan: flow.Wishes


def save(path: Path, asked: Asked, planned: Sequence[flow.Planned], episodes: Sequence[Opened]) -> None:
    """Writes the plan, whole or not at all. Raises StateDamaged where it cannot be written."""
    choices = SavedChoices(
        paths=tuple(str(one.target.path) for one in episodes),
        profile=asked.choices.profile,
        sets=tuple(asked.choices.sets),
        selection=asked.selection,
        again=asked.of_plan.again,
        is_refresh=asked.of_plan.is_refresh,
        realm=episodes[0].world.realm,
    )
    text = saved_text(saved_plan(choices, [one.plan for one in planned]))
    try:
        durable.write(path, text.encode("utf-8"))
    except OSError as error:
        raise StateDamaged(f"{shown_path(path)} cannot be written: {durable.reason(error)}") from error


def is_saved_plan(paths: Sequence[str]) -> bool:
    """Whether a command line names a saved plan in place of storyboards."""
    return any(path.endswith(ENDING) for path in paths)


def read_saved(paths: Sequence[str]) -> SavedPlan:
    """Raises UsageProblem where it cannot be read, is none, or leads out of the project."""
    if len(paths) != 1:
        raise UsageProblem("name one saved plan, or storyboards")
    shown = one_line(paths[0])
    try:
        with Path(paths[0]).open("rb") as file:
            content = file.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise UsageProblem(f"{shown} cannot be read: {error.strerror}") from error
    if len(content) > LIMIT_BYTES:
        raise UsageProblem(f"{shown} is no saved plan: it has more than {LIMIT_BYTES:,} bytes")
    saved = read_saved_plan(content, shown)
    for path in map(PurePosixPath, saved.choices.paths):
        if path.is_absolute() or ".." in path.parts:
            raise UsageProblem(f"{shown} names a storyboard outside this project")
    return saved


def asked_by(saved: SavedPlan, jobs: int | None) -> Asked:
    """The command line that the plan was made by, with the project's root for its paths."""
    chosen, root = saved.choices, root_here()[0]
    paths, realm = [from_here(root / path) for path in chosen.paths], realm_of(chosen.realm == "preview")
    choices = Choices(paths, chosen.profile, chosen.sets, realm, jobs)
    return Asked(choices, chosen.selection, flow.Wishes(chosen.again, chosen.is_refresh))


def refuse_stale(saved: SavedPlan, planned: Sequence[flow.Planned]) -> None:
    """Raises SpendingRefused, with what changed, where a saved plan is not today's."""
    realm = planned[0].plan.realm
    if realm != saved.choices.realm:
        raise SpendingRefused(
            f"this plan is for the realm `{saved.choices.realm}`, and providers are reached in `{realm}` now"
        )
    changes = changes_since(saved, [one.plan for one in planned])
    if changes:
        more = f"; and {len(changes) - NAMED} more" if len(changes) > NAMED else ""
        told = "; ".join(changes[:NAMED])
        raise SpendingRefused(f"this plan is stale, nothing was bought: {told}{more}. Plan again")
