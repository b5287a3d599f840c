"""Turns the paths of a command line into storyboards below their project's root."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.adapters.files import ROOT_MARK, find_root, find_storyboards
from pipeline.errors import UsageProblem
from pipeline.model import JSON, Storyboard
from pipeline.records import record
from pipeline.showing import one_line

if TYPE_CHECKING:
    from pipeline.model import Realm


@record
class Target:
    """A storyboard to work on. path: from the root. shown: as messages call it, from the working folder."""

    root: Path
    path: PurePosixPath
    shown: str

    @property
    def root_shown(self) -> PurePosixPath:
        """The root, as messages call it."""
        return PurePosixPath(from_here(self.root))

    def below_root(self, shown: str) -> PurePosixPath | None:
        """The path from the root of a file that messages call so; None of one outside."""
        try:
            path = PurePosixPath(Path(os.path.relpath(shown, self.root)).as_posix())
        except ValueError:  # another drive, or a name that no file has
            return None
        return None if path.parts[:1] == ("..",) else path


def targets(paths: Sequence[str]) -> tuple[Target, ...]:
    """The storyboards that were named, each once; without names, every one below the root of the working
    folder.

    Raises UsageProblem where a path is no file, or holds no storyboard.
    """
    if not paths:
        return tuple(_below(root_here()[0], "the project's root"))
    named = (target for path in paths for target in _named(path))
    return tuple({(target.root, target.path): target for target in named}.values())


def root_here() -> tuple[Path, PurePosixPath]:
    """The root of the working folder's project, and how messages call it."""
    root = find_root(Path.cwd())
    return root, PurePosixPath(from_here(root))


def one_target(paths: Sequence[str], command: str) -> Target:
    """The one storyboard that a command works on. Raises UsageProblem where there are several."""
    found = targets(paths)
    if len(found) > 1:
        names = ", ".join(target.shown for target in found[:5])
        raise UsageProblem(
            f"`{command}` takes one storyboard, and here are {len(found)}: name one of {names}"
        )
    return found[0]


def _below(folder: Path, called: str) -> list[Target]:
    """Every storyboard below a folder; each belongs to the nearest project above it."""
    paths = [folder / path for path in find_storyboards(folder)]
    if not paths:
        where = f"{called} ({from_here(folder)})" if called != from_here(folder) else called
        raise UsageProblem(f"no storyboard below {where}: a storyboard's name ends in .storyboard.yaml")
    return [_target(path, from_here(path)) for path in paths]


def _named(written: str) -> Iterable[Target]:
    """Folders on the way may be links, which the user chose; the file itself is looked at as it is."""
    try:
        if Path(written).is_dir():
            return _below(Path(written).resolve(), one_line(written))
        if not os.path.lexists(written):
            raise UsageProblem(f"{one_line(written)} does not exist{_near(Path(written))}")
        if Path(written).name == ROOT_MARK:
            raise UsageProblem(
                f"{one_line(written)} holds a project's settings, and no story: name the folder that it is in"
            )
        absolute = Path(written).parent.resolve() / Path(written).name
    except OSError as error:
        raise UsageProblem(f"{one_line(written)} cannot be looked at: {error.strerror}") from error
    is_plain = os.path.normpath(Path.cwd() / written) == str(absolute)
    return [_target(absolute, Path(written).as_posix() if is_plain else from_here(absolute))]


def _near(path: Path) -> str:
    """A name in the same folder that was probably meant, as the end of a sentence."""
    from pipeline.suggest import did_you_mean  # difflib, for a path that is not there alone

    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:  # the folder is not there either
        return ""
    advice = did_you_mean(path.name, names)
    return f"; {one_line(advice)}" if advice else ""


def _target(absolute: Path, shown: str) -> Target:
    root = find_root(absolute.parent)
    return Target(root, PurePosixPath(absolute.relative_to(root).as_posix()), shown)


def from_here(absolute: Path) -> str:
    """A path from the working folder, as messages show it."""
    try:
        return Path(os.path.relpath(absolute)).as_posix()
    except ValueError:  # another drive
        return absolute.as_posix()


def folder_of(storyboard: Storyboard, realm: Realm) -> Path:
    """Where the clips and the film lie that people see, where they name no other folder."""
    return storyboard.folder / ("previews" if realm == "preview" else "renders") / storyboard.stem


def shown_path(path: Path) -> str:
    """A file as messages call it: from the working folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# --- --set --------------------------------------------------------------------------------------------------


def parse_sets(written: Sequence[str]) -> Mapping[str, JSON]:
    """`KEY=VALUE` of `--set`: the value is read as JSON where it is JSON, else as text."""
    sets: dict[str, JSON] = {}
    for pair in written:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise UsageProblem(f"--set {one_line(pair)}: write KEY=VALUE, such as --set resolution=480p")
        sets[key] = _value(value)
    return sets


def _value(written: str) -> JSON:
    try:
        value: JSON = json.loads(written, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return written
    return value


def _no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is no number of JSON")


def _finite(written: str) -> float:
    number = float(written)
    return number if math.isfinite(number) else _no_number(written)


# --- options that several commands have ---------------------------------------------------------------------

PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...")
PROFILE = click.option(
    "--profile", metavar="NAME", help="A profile of the storyboard: the last word on shots."
)
SETS = click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="A shot key, or vars.NAME.")
SELECT = click.option(
    "--select",
    "selection",
    metavar="EXPR",
    help="Which shots: names, globs, +ID, ID+, state:changed, label:X.",
)
AGAIN = click.option("--again", metavar="EXPR", help="One more take of these shots.")
REFRESH = click.option(
    "--refresh", is_flag=True, help="Buy again what is owned by equal words only, sent another way by now."
)
JSON_FORMAT = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
PREVIEW = click.option("--preview", is_flag=True, help="With the built-in studio: free, offline.")
OUT = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    callback=lambda _, __, folder: folder and Path.cwd() / folder,
    metavar="DIR",
    help="For clips and film, in place of renders/ or previews/.",
)
