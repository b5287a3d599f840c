"""Turns `--output FORMAT:FILE` into files beside what a command prints. Knows no format's content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import click

from pipeline.adapters.durable import reason
from pipeline.errors import UsageProblem
from pipeline.showing import in_place

Output: TypeAlias = tuple[str, Path]
"""A format and the file it goes into."""
Command: TypeAlias = Callable[..., Any]


def output_option(forms: Sequence[str]) -> Callable[[Command], Command]:
    """The option of a command that can print these formats."""

    def read(context: click.Context, option: click.Parameter, written: Sequence[str]) -> list[Output]:
        return [_output(one, forms) for one in written]

    return click.option(
        "--output",
        "outputs",
        multiple=True,
        metavar="FORMAT:FILE",
        callback=read,
        help="Also into a file; may be given several times.",
    )


def _output(written: str, forms: Sequence[str]) -> Output:
    form, colon, file = written.partition(":")
    if not colon or not file or form not in forms:
        raise click.BadParameter(f"`{in_place(written)}`: write FORMAT:FILE, with one of {', '.join(forms)}")
    return form, Path(file)


def write_outputs(outputs: Sequence[Output], text_of: Callable[[str], str]) -> None:
    """Each format into its file, whole. text_of: a format's text, each line ended. Raises UsageProblem where
    a file cannot be written."""
    for form, file in outputs:
        text = text_of(form)
        try:
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageProblem(f"--output {form}:{in_place(str(file))}: {reason(error)}") from error
