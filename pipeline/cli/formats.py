"""Turns the faults of a validation into the format that was asked for, on stdout and in files. Knows how
GitHub Actions says that it is there; no format knows."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from pipeline.adapters.durable import reason
from pipeline.cli.colours import coloured_faults
from pipeline.cli.faults import source
from pipeline.cli.outputs import output_option
from pipeline.cli.printing import json_text, show_json
from pipeline.errors import Fault
from pipeline.model import JSON
from pipeline.records import record
from pipeline.report.faults import as_json, as_text, summary
from pipeline.report.lengths import lengths


@record
class Findings:
    """What a validation gave. faults: in order; warnings are errors already where they count as such. files:
    how many storyboards were read. lengths_s: of their episodes, by storyboard. mended: faults that are gone;
    None where nobody asked to mend."""

    faults: Sequence[Fault]
    files: int
    lengths_s: Mapping[str, float]
    mended: Sequence[Fault] | None = None

    @property
    def is_valid(self) -> bool:
        return not any(fault.is_error for fault in self.faults)

    @property
    def count(self) -> str:
        """The last line."""
        counted = f"{self.files} storyboard{'s' if self.files != 1 else ''}, no faults"
        if self.faults:
            counted = summary(self.faults, self.files)
        return "; ".join(filter(None, (counted, lengths(self.lengths_s))))


def show(findings: Findings, form: str) -> None:
    """On stdout; the count on stderr, but beside JSON, which holds it. form: as in FORMATS."""
    if form in _OBJECTS:
        show_json(_OBJECTS[form](findings))
        return
    text = _LINES[form](findings)
    click.echo(coloured_faults(text) if form == "text" else text, nl=False)
    if form == "github":
        _add_to_step_summary(findings)
    click.echo(findings.count, err=True)


def text_of(findings: Findings, form: str) -> str:
    """As it stands in a file; text with its count."""
    if form in _OBJECTS:
        return json_text(_OBJECTS[form](findings)) + "\n"
    return _LINES[form](findings) + (f"{findings.count}\n" if form == "text" else "")


# --- the formats --------------------------------------------------------------------------------------------


def _text(findings: Findings) -> str:
    return as_text(findings.faults, source)


def _concise(findings: Findings) -> str:
    from pipeline.report.formats.concise import as_concise

    return as_concise(findings.faults)


def _github(findings: Findings) -> str:
    from pipeline.report.formats.github import as_github

    return as_github(findings.faults, folder=_folder())


def _json(findings: Findings) -> dict[str, JSON]:
    told: dict[str, JSON] = {
        "format_version": "1.0",
        "valid": findings.is_valid,
        "diagnostics": as_json(findings.faults),
        "episodes": [
            {"storyboard": path, "duration_s": round(length_s, 3)}
            for path, length_s in findings.lengths_s.items()
        ],
    }
    return told if findings.mended is None else {**told, "mended": as_json(findings.mended)}


def _sarif(findings: Findings) -> dict[str, JSON]:
    from pipeline.report.formats.sarif import as_sarif

    return as_sarif(findings.faults, source, folder=_folder())


_LINES: Mapping[str, Callable[[Findings], str]] = {"text": _text, "concise": _concise, "github": _github}
_OBJECTS: Mapping[str, Callable[[Findings], dict[str, JSON]]] = {"json": _json, "sarif": _sarif}
FORMATS = (*_LINES, *_OBJECTS)


# --- GitHub Actions -----------------------------------------------------------------------------------------
# The variables are those of https://docs.github.com/actions/reference/variables-reference (read 2026-11-21).


def usual() -> str:
    """The format where nobody names one."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _folder() -> str:
    """The working folder as seen from the repository's top; empty where that is unknown, or is here."""
    top = os.environ.get("GITHUB_WORKSPACE")
    here = Path.cwd().resolve()
    if not top or not here.is_relative_to(Path(top).resolve()):
        return ""
    folder = here.relative_to(Path(top).resolve()).as_posix()
    return "" if folder == "." else folder


def _add_to_step_summary(findings: Findings) -> None:
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    from pipeline.report.formats.github import as_step_summary

    text = as_step_summary(findings.faults, findings.files, source)
    try:
        with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        click.echo(f"storyboard: the step summary cannot be written: {reason(error)}", err=True)


# --- options ------------------------------------------------------------------------------------------------

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["auto", *FORMATS]),
    default="auto",
    help="On stdout; auto is github inside GitHub Actions, else text.",
)
OUTPUT = output_option(FORMATS)
