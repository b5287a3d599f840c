"""`storyboard validate`: every fault of every file, at its place."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from pipeline import flow, wiring
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.faults import tell
from pipeline.cli.project import PATHS, PROFILE, Target, targets
from pipeline.errors import Fault, in_order
from pipeline.report.faults import as_json as faults_json


@click.command(
    "validate", help="Tell every fault of every file. Reads no key, asks no network, costs nothing."
)
@PATHS
@PROFILE
@click.option("--format", "form", type=click.Choice(["auto", "text", "json"]), default="auto")
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def command(paths: Sequence[str], profile: str | None, form: str, as_json: bool, strict: bool) -> None:
    found = targets(paths)
    faults = in_order(fault for target in found for fault in _faults(target, profile))
    is_valid = not any(fault.is_error or strict for fault in faults)
    if as_json or form == "json":
        report = {"format_version": "1.0", "valid": is_valid, "diagnostics": faults_json(faults)}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif faults:
        tell(faults, files=len(found))
    else:
        click.echo(f"{len(found)} storyboard{'s' if len(found) != 1 else ''}, no faults", err=True)
    if not is_valid:
        raise Leave(FOUND)


def _faults(target: Target, profile: str | None) -> tuple[Fault, ...]:
    readers = wiring.readers(target.root)
    settings_faults = wiring.settings(target.root)[1]
    return settings_faults + flow.read(readers, target.path, target.shown, profile=profile).faults
