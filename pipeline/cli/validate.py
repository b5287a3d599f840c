"""`storyboard validate`: every fault of every file, at its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from pipeline.cli.episodes import faults_of, read_one
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.formats import FORMAT, OUTPUT, Findings, Output, show, usual, write
from pipeline.cli.project import PATHS, PROFILE, targets
from pipeline.errors import in_order


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
    faults = in_order(fault for target in found for fault in faults_of(target, read_one(target, profile, {})))
    findings = Findings(
        [replace(fault, severity="error") for fault in faults] if strict else faults, len(found)
    )
    for output in outputs:
        write(findings, output)
    show(findings, "json" if as_json else usual() if form == "auto" else form)
    if not findings.is_valid:
        raise Leave(FOUND)
