"""Turns the paths of a command line into storyboards below their project's root."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import click

from pipeline.adapters.files import find_root, find_storyboards
from pipeline.errors import UsageProblem
from pipeline.model import JSON


@dataclass(frozen=True, slots=True)
class Target:
    """A storyboard to work on. path: from the root. shown: as messages call it, from the working folder."""

    root: Path
    path: PurePosixPath
    shown: str


def targets(paths: Sequence[str]) -> tuple[Target, ...]:
    """The storyboards that were named; without names, every one below the root of the working folder.

    Raises UsageProblem where a path is no file, or nothing was found.
    """
    if paths:
        return tuple(target for path in paths for target in _named(path))
    root = find_root(Path.cwd())
    found = tuple(_below(root))
    if not found:
        raise UsageProblem(f"no storyboard below {root}: a storyboard's name ends in .storyboard.yaml")
    return found


def _below(folder: Path) -> list[Target]:
    """Every storyboard below a folder; each belongs to the nearest project above it."""
    paths = [folder / path for path in find_storyboards(folder)]
    return [_target(path, _shown(path)) for path in paths]


def _named(written: str) -> list[Target]:
    path = Path(written)
    if path.is_dir():
        return _below(path.absolute())
    if not path.exists():
        raise UsageProblem(f"{written} does not exist")
    return [_target(path.parent.absolute() / path.name, path.as_posix())]


def _target(absolute: Path, shown: str) -> Target:
    root = find_root(absolute.parent)
    return Target(root, PurePosixPath(absolute.relative_to(root).as_posix()), shown)


def _shown(absolute: Path) -> str:
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return absolute.as_posix()


def parse_sets(written: Sequence[str]) -> Mapping[str, JSON]:
    """`KEY=VALUE` of `--set`: the value is read as JSON where it is JSON, else as text."""
    sets: dict[str, JSON] = {}
    for pair in written:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise UsageProblem(f"--set {pair}: write KEY=VALUE, such as --set resolution=480p")
        try:
            sets[key] = json.loads(value)
        except ValueError:
            sets[key] = value
    return sets


PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...")
PROFILE = click.option(
    "--profile", metavar="NAME", help="A profile of the storyboard: the last word on shots."
)
SETS = click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="A shot key, or vars.NAME.")
SELECT = click.option(
    "--select", metavar="EXPR", help="Which shots: names, globs, +ID, ID+, state:changed, label:X."
)
JSON_FORMAT = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
PREVIEW = click.option("--preview", is_flag=True, help="With the built-in studio: free, offline.")
