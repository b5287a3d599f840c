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


@click.command(
    "validate", help="Tell every fault of every file. Reads no key, asks no network, costs nothing."
)
@PATHS
@PROFILE
@FORMAT
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@OUTPUT
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def command(
    paths: Sequence[str],
    profile: str | None,
    form: str,
    as_json: bool,
    outputs: Sequence[Output],
    strict: bool,
) -> None:
    found = targets(paths)
    faults = in_order(_faults(found, profile))
    findings = Findings(
        [replace(fault, severity="error") for fault in faults] if strict else faults, len(found)
    )
    for output in outputs:
        write(findings, output)
    show(findings, "json" if as_json else usual() if form == "auto" else form)
    if not findings.is_valid:
        raise Leave(FOUND)


def _faults(found: Sequence[Target], profile: str | None) -> list[Fault]:
    """The faults of all, read again only where something changed since they had none."""
    verdicts = {root: wiring.verdicts(root) for root in {target.root for target in found}}
    faults: list[Fault] = []
    for target in found:
        known = verdicts[target.root]
        if known.is_clean(target.path, profile):
            continue
        files = wiring.watched(target.root)
        settings_faults = wiring.settings(target.root, target.root_shown, files)[1]
        readers = wiring.readers(target.root, target.root_shown, files)
        reading = flow.read(readers, target.path, target.shown, profile=profile)
        if not settings_faults and not reading.faults:
            known.keep(target.path, profile, files.seen)
        faults += (*settings_faults, *reading.faults)
    for known in verdicts.values():
        known.save()
    return faults
