"""`storyboard validate`: every fault of every file, at its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

import click

from pipeline import flow, wiring
from pipeline.cli.colours import COLOUR
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.formats import FORMAT, OUTPUT, Findings, show, text_of, usual
from pipeline.cli.outputs import Output, write_outputs
from pipeline.cli.project import PATHS, PROFILE, Target, targets
from pipeline.errors import Fault, in_order
from pipeline.ports import Files
from pipeline.records import record
from pipeline.report.faults import mended_lines


@click.command(
    "validate", help="Tell every fault of every file. Reads no key, asks no network, costs nothing."
)
@PATHS
@PROFILE
@FORMAT
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@OUTPUT
@COLOUR
@click.option(
    "--fix",
    "is_mending",
    is_flag=True,
    help="Mend what has one right answer; exit 1 when something was mended.",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def command(
    paths: Sequence[str],
    profile: str | None,
    form: str,
    as_json: bool,
    outputs: Sequence[Output],
    is_mending: bool,
    strict: bool,
) -> None:
    found = targets(paths)
    checked = _check(found, profile, is_mending=is_mending)
    faults, mended = in_order(checked.faults), in_order(checked.mended)
    findings = Findings(
        [replace(fault, severity="error") for fault in faults] if strict else faults,
        len(found),
        checked.lengths_s,
        mended if is_mending else None,
    )
    write_outputs(outputs, lambda form: text_of(findings, form))
    for line in mended_lines(mended):
        click.echo(line, err=True)
    show(findings, "json" if as_json else usual() if form == "auto" else form)
    if mended or not findings.is_valid:
        raise Leave(FOUND)


@record
class _Checked:
    """faults: what is left. mended: what was there before. lengths_s: of the episodes that could be read
    whole, by storyboard."""

    faults: list[Fault] = field(default_factory=list)
    mended: list[Fault] = field(default_factory=list)
    lengths_s: dict[str, float] = field(default_factory=dict)

    def note_length(self, target: Target, length_s: float | None) -> None:
        if length_s is not None:
            self.lengths_s[target.shown] = length_s


def _check(found: Sequence[Target], profile: str | None, *, is_mending: bool) -> _Checked:
    """Reads each storyboard, but for those in which nothing changed since they had no fault."""
    verdicts = {root: wiring.verdicts(root) for root in {target.root for target in found}}
    checked = _Checked()
    for target in found:
        known = verdicts[target.root]
        if known.is_clean(target.path, profile):
            checked.note_length(target, known.length_s(target.path, profile))
            continue
        if is_mending:
            checked.mended.extend(_mend(target, profile))
        files = wiring.watched(target.root)
        faults, length_s = _read(target, profile, files)
        if not faults:
            known.keep(target.path, profile, files.seen, length_s)
        checked.faults.extend(faults)
        checked.note_length(target, length_s)
    for known in verdicts.values():
        known.save()
    return checked


def _read(target: Target, profile: str | None, files: Files) -> tuple[tuple[Fault, ...], float | None]:
    """All faults of a storyboard, and how long its episode is."""
    of_settings = wiring.settings(target.root, target.root_shown, files)[1]
    readers = wiring.readers(target.root, target.root_shown, files)
    reading = flow.read(readers, target.path, target.shown, profile=profile)
    return (*of_settings, *reading.faults, *_beside(target, profile, files)), reading.length_s


def _beside(target: Target, profile: str | None, files: Files) -> Iterator[Fault]:
    """The faults of the review and the lock that lie beside a storyboard, or beside its profile."""
    episode = target.path.name.partition(".storyboard.")[0]
    for ending in (".review.yaml", ".lock.yaml"):
        path = target.path.with_name(f"{episode}{f'.{profile}' if profile else ''}{ending}")
        if files.stamp(path) is not None:
            from pipeline.beside import faults_of_file  # most have none

            yield from faults_of_file(path, str(target.root_shown / path), files)


def _mend(target: Target, profile: str | None) -> tuple[Fault, ...]:
    """The faults that the files of a storyboard no longer have."""
    from pipeline.mend import Drafts, mend

    drafts = Drafts(wiring.files(target.root))
    mending = mend(drafts, lambda: _read(target, profile, drafts)[0], target.below_root, target.shown)
    drafts.save()
    return mending.mended
