"""`storyboard validate`: every fault of every file, at its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from pipeline import flow, wiring
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.formats import FORMAT, OUTPUT, Findings, Output, show, usual, write
from pipeline.cli.project import PATHS, PROFILE, Target, targets
from pipeline.errors import Fault, in_order
from pipeline.ports import Files
from pipeline.report.faults import mended_lines


@click.command(
    "validate", help="Tell every fault of every file. Reads no key, asks no network, costs nothing."
)
@PATHS
@PROFILE
@FORMAT
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@OUTPUT
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
    told, gone = _told(found, profile, is_mending=is_mending)
    faults, mended = in_order(told), in_order(gone)
    findings = Findings(
        [replace(fault, severity="error") for fault in faults] if strict else faults,
        len(found),
        mended if is_mending else None,
    )
    for output in outputs:
        write(findings, output)
    show(findings, "json" if as_json else usual() if form == "auto" else form)
    for line in mended_lines(mended):
        click.echo(line, err=True)
    if mended or not findings.is_valid:
        raise Leave(FOUND)


def _told(
    found: Sequence[Target], profile: str | None, *, is_mending: bool
) -> tuple[list[Fault], list[Fault]]:
    """The faults of all, read again only where something changed since they had none; and those that were
    mended before."""
    verdicts = {root: wiring.verdicts(root) for root in {target.root for target in found}}
    faults: list[Fault] = []
    gone: list[Fault] = []
    for target in found:
        known = verdicts[target.root]
        if known.is_clean(target.path, profile):
            continue
        if is_mending:
            gone += _mend(target, profile)
        files = wiring.watched(target.root)
        told = _faults(target, profile, files)
        if not told:
            known.keep(target.path, profile, files.seen)
        faults += told
    for known in verdicts.values():
        known.save()
    return faults, gone


def _faults(target: Target, profile: str | None, files: Files) -> tuple[Fault, ...]:
    of_settings = wiring.settings(target.root, target.root_shown, files)[1]
    readers = wiring.readers(target.root, target.root_shown, files)
    reading = flow.read(readers, target.path, target.shown, profile=profile)
    return (*of_settings, *reading.faults)


def _mend(target: Target, profile: str | None) -> tuple[Fault, ...]:
    """The faults that the files of a storyboard no longer have."""
    from pipeline.mend import Drafts, mend

    drafts = Drafts(wiring.files(target.root))
    mending = mend(drafts, lambda: _faults(target, profile, drafts), target.below_root, target.shown)
    drafts.save()
    return mending.mended
