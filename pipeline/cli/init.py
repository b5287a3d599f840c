"""`storyboard init`: a small project that validates and previews as it is."""

from __future__ import annotations

import os
import shlex
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from pipeline.cli.editor import editor_files
from pipeline.errors import UsageProblem
from pipeline.showing import one_line


@click.command("init", help="Make a small project in DIR that validates and previews as it is.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    new = _files(files("pipeline.cli").joinpath("starter"), Path())
    new |= {Path(path): text.encode() for path, text in editor_files().items()}
    taken = sorted(str(folder / path) for path in new if os.path.lexists(folder / path))
    if taken:
        raise UsageProblem(f"{one_line(taken[0])} is there already: name a new folder; nothing was written")
    try:
        for path, content in new.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    except OSError as error:
        raise UsageProblem(f"{one_line(str(folder))} cannot be written: {error.strerror}") from error
    storyboard = folder / "ep01.storyboard.yaml"
    click.echo(
        f"{len(new)} files in {folder}. Next:\n  storyboard render --preview {_quoted(str(storyboard))}"
    )


def _quoted(path: str) -> str:
    """As a shell takes it; cmd.exe knows double quotes alone."""
    if os.name == "nt":
        return f'"{path}"' if " " in path else path
    return shlex.quote(path)


def _files(folder: Traversable, below: Path) -> dict[Path, bytes]:
    """Every file of the starter by its path; `dot-x` stands for `.x`, which packages would leave out."""
    found: dict[Path, bytes] = {}
    for entry in folder.iterdir():
        hidden = entry.name.startswith("dot-")
        path = below / (entry.name.replace("dot-", ".", 1) if hidden else entry.name)
        if entry.is_dir():
            found |= _files(entry, path)
        elif entry.name != "__pycache__":
            found[path] = entry.read_bytes()
    return found
