"""`storyboard init`: a small project that validates and previews as it is."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from pipeline import schemas
from pipeline.errors import UsageProblem

EDITOR_SCHEMAS = {"storyboard": "storyboard", "library": "library"}
"""Which schema an editor uses for which file: copied beside them, so that help works without a network."""


@click.command("init", help="Make a small project in DIR that validates and previews as it is.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    new = _files(files("pipeline.cli").joinpath("starter"), Path())
    new |= {Path("schemas", f"{name}.schema.json"): schemas.text(name).encode() for name in EDITOR_SCHEMAS}
    taken = sorted(str(folder / path) for path in new if (folder / path).exists())
    if taken:
        raise UsageProblem(f"{taken[0]} is there already: name a new folder; nothing was written")
    try:
        for path, content in new.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    except OSError as error:
        raise UsageProblem(f"{folder} cannot be written: {error.strerror}") from error
    storyboard = folder / "ep01.storyboard.yaml"
    click.echo(f"{len(new)} files in {folder}. Next:\n  storyboard render --preview {storyboard}")


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
