"""Turns a storyboard's path into its document and those of the libraries it uses.

Knows files through their port alone.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipeline.errors import Fault, FileRefused, in_place_of
from pipeline.load.causes import one_for_each_cause
from pipeline.load.document import MAX_BYTES, read_document
from pipeline.load.page import KINDS_OF_FILE
from pipeline.load.shape import check_shape, check_story
from pipeline.model import Document, Loaded, Place
from pipeline.ports import Files
from pipeline.suggest import certain_name, did_you_mean

MISSING = "F001"
MAX_SHOTS = 1000
"""Of one episode. Two hours of eight seconds each; the time to check them grows faster than they do."""

MAX_USES = 100
"""Libraries of one file, as its schema says."""

ENDINGS = (".storyboard.yaml", ".storyboard.yml")


def load_storyboard(files: Files, path: PurePosixPath, shown: str) -> tuple[Loaded | None, tuple[Fault, ...]]:
    """Reads a storyboard and every library it uses, and checks their shape.

    path: from the project's root. shown: how messages call it; libraries are shown by way of the same folder.
    Gives None where an error was found that more than single shots depend on; the faults of all files
    either way, warnings too.
    """
    loading = _Loading(files, path.parent, posixpath.dirname(shown))
    document = loading.read(path, shown)
    if not path.name.endswith(ENDINGS) and not _is_of_another_kind(document):
        loading.faults.append(_wrong_name(path, shown))
    if document is None:
        return None, one_for_each_cause(loading.faults)
    left, of_shape = check_story(document)
    loading.use(document, path, (path,))
    if left is not None and _shots_in(left[0]) > MAX_SHOTS:
        loading.faults.append(_too_many_shots(left[0]))
    faults = one_for_each_cause((*loading.faults, *of_shape))
    if left is None or any(fault.is_error for fault in loading.faults):
        return None, faults
    return Loaded(files.root, left[0], tuple(loading.libraries.values()), left[1]), faults


@dataclass(slots=True)
class _Loading:
    """What was read so far. libraries: the weakest first; None: it cannot be read, which was told once."""

    files: Files
    folder: PurePosixPath
    shown_folder: str
    libraries: dict[PurePosixPath, Document] = field(default_factory=dict)
    seen: set[PurePosixPath] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def read(
        self, path: PurePosixPath, shown: str, named_at: Place | None = None, written: str = ""
    ) -> Document | None:
        """The document, where it can be built; its faults are kept. named_at, written: where
        another file names it, and how."""
        try:
            content = self.files.read(path, MAX_BYTES)
        except FileRefused as refused:
            place = named_at or Place(shown, 1, 1, 1, 1)
            self.faults.append(self._refused(refused, path, place, written))
            return None
        document, faults = read_document(content, shown, self.files.root / path.parent)
        self.faults += faults
        return document

    def use(self, document: Document, path: PurePosixPath, way: tuple[PurePosixPath, ...]) -> None:
        """Reads what a document uses, and what that uses, before it."""
        data = document.data
        named = data.get("use") if isinstance(data, dict) else None
        for position, written in enumerate(named[:MAX_USES] if isinstance(named, list) else ()):
            if isinstance(written, str) and written.strip():
                self._use_one(written, document, document.place("use", position), way)

    def _use_one(
        self, written: str, document: Document, place: Place, way: tuple[PurePosixPath, ...]
    ) -> None:
        try:
            path = self.files.locate(document.folder, written)
        except FileRefused as refused:
            plain = written.replace("\\", "/") if "\\" in written else None
            edits = in_place_of(place, written, plain)
            self.faults.append(Fault(refused.code, refused.reason, place, help=refused.help, edits=edits))
            return
        if path in way:
            self.faults.append(_circle((*way[way.index(path) :], path), place))
            return
        if path in self.seen:
            return
        self.seen.add(path)
        library = self.read(path, self._shown(path), place, written)
        if library is not None:
            self.faults += check_shape(library, "library")
            self.use(library, path, (*way, path))
            self.libraries[path] = library

    def _shown(self, path: PurePosixPath) -> str:
        way = posixpath.relpath(str(path), str(self.folder))
        return posixpath.normpath(posixpath.join(self.shown_folder, way))

    def _refused(self, refused: FileRefused, path: PurePosixPath, place: Place, written: str) -> Fault:
        if refused.code != MISSING or not written:
            return Fault(refused.code, refused.reason, place, help=refused.help)
        names = self.files.names(path.parent)
        label, sure = did_you_mean(path.name, names), certain_name(path.name, names)
        meant = str(PurePosixPath(written).with_name(sure)) if sure else None
        edits = in_place_of(place, written, meant)
        help = "paths start from the folder of the file that they are written in"
        return Fault(refused.code, refused.reason, place, help=help, label=label, edits=edits)


def _shots_in(document: Document) -> int:
    assert isinstance(document.data, dict)
    scenes = document.data["scenes"]
    assert isinstance(scenes, list)
    shots = (scene.get("shots") for scene in scenes if isinstance(scene, dict))
    return sum(len(inner) if isinstance(inner, list) else 1 for inner in shots)


def _too_many_shots(document: Document) -> Fault:
    message = f"the episode has {_shots_in(document)} shots, and {MAX_SHOTS} is the most"
    return Fault("S005", message, document.key_place("scenes"), help="part it into several episodes")


def _is_of_another_kind(document: Document | None) -> bool:
    """Whether it says that it is no storyboard: it is not misnamed then."""
    data = document.data if document is not None else None
    return isinstance(data, dict) and "storyboard" not in data and any(kind in data for kind in KINDS_OF_FILE)


def _wrong_name(path: PurePosixPath, shown: str) -> Fault:
    stem = path.name.split(".")[0]
    return Fault(
        "S011",
        f"a storyboard's file name ends in `.storyboard.yaml`, and this one is `{path.name}`",
        Place(shown, 1, 1, 1, 1),
        help=f"call it `{stem}.storyboard.yaml`: the name before it is the episode's",
    )


def _circle(way: tuple[PurePosixPath, ...], place: Place) -> Fault:
    names = " -> ".join(path.name for path in way)
    return Fault(
        "S012", f"files use each other in a circle: {names}", place, help="remove one `use` of the circle"
    )
