"""`storyboard schema`: the shipped schemas, for editors and for other tools."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from pipeline import schemas
from pipeline.errors import FileRefused, UsageProblem
from pipeline.showing import one_line
from pipeline.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from pipeline.adapters.files import ProjectFiles

LIMIT_BYTES = 1024 * 1024
"""Of an editor's settings that are there already."""


@click.command("schema", help="Print a schema by name; without a name, the names.")
@click.argument("name", required=False, metavar="[NAME | DIR]")
@click.option("--install", is_flag=True, help="Write editor settings into the project, or into DIR.")
def command(name: str | None, install: bool) -> None:
    if install:
        _install(name)
    elif name is None:
        click.echo("\n".join(schemas.names()))
    elif name in schemas.names():
        click.echo(schemas.text(name), nl=False)
    else:
        advice = did_you_mean(name, schemas.names()) or one_of(schemas.names(), limit=20)
        raise UsageProblem(f"there is no schema `{one_line(name)}`; {advice}")


def _install(folder: str | None) -> None:
    """Tells on stdout what became of each file, and on stderr what is left to a person."""
    from pipeline.adapters.files import ProjectFiles, find_root
    from pipeline.cli.editor import HINT, editor_files

    if folder is not None and not Path(folder).is_dir():
        raise UsageProblem(f"{one_line(folder)} is no folder: --install takes a project's root")
    files = ProjectFiles(find_root(Path.cwd()) if folder is None else Path(folder))
    changed = [path for path, wanted in editor_files().items() if _is_changed(files, path, wanted)]
    if changed:
        click.echo(HINT, err=True, nl=False)


def _is_changed(files: ProjectFiles, path: PurePosixPath, wanted: str) -> bool:
    from pipeline.cli.editor import Step, step
    from pipeline.cli.project import shown_path

    try:
        found = step(wanted, _present(files, path))
    except FileRefused as refused:
        found = Step("left alone", advice=f"{refused}\n")
    if found.text is not None:
        _write(files, path, found.text)
    shown = one_line(shown_path(files.root / path))
    click.echo(f"{found.verb:<11}{shown}")
    if found.advice:
        click.echo(f"{shown} was left alone; {found.advice}", err=True, nl=False)
    return found.text is not None


def _present(files: ProjectFiles, path: PurePosixPath) -> str | None:
    """The text that lies there; bytes that are no UTF-8 become halves of characters, which nobody writes."""
    if files.stamp(path) is None:
        return None
    return files.read(path, LIMIT_BYTES).decode("utf-8", "surrogateescape")


def _write(files: ProjectFiles, path: PurePosixPath, text: str) -> None:
    folder = files.root / path.parent
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageProblem(f"{one_line(str(folder))} cannot be made: {error.strerror}") from error
    files.write(path, text)
