"""Turns the paths that a storyboard names into facts about pictures and clips, each file looked at once.
Knows no model, and never touches a picture behind a link."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from pipeline.errors import Edit, Fault, FileRefused, MediaRefused, in_place_of
from pipeline.model import Assets, ClipFacts, FilePicture, Look, PictureFacts, Place, Storyboard
from pipeline.ports import Files, Films, Pictures
from pipeline.records import record
from pipeline.showing import one_line
from pipeline.suggest import certain_name, nearest

PICTURE_LIMIT_BYTES = 50 * 1000 * 1000
"""What RunComfy recommends as the most (its API page, "File inputs", read 2026-11-21); Runware states no
limit."""

MOST_SUGGESTIONS = 20
"""For files that are not there. Each is compared with every name of its folder, which may have thousands."""

FactsT = TypeVar("FactsT", PictureFacts, ClipFacts)


@record
class _Looked(Generic[FactsT]):
    facts: dict[PurePosixPath, FactsT]
    faults: list[Fault]


def survey(
    storyboard: Storyboard, files: Files, pictures: Pictures, films: Films
) -> tuple[Assets, tuple[Fault, ...]]:
    """Facts of every picture and clip that is a file: keyframes, all declared references, own clips.

    A file that is at fault is not among the assets; its fault stands at every place that names it.
    """

    def look_at_picture(path: PurePosixPath) -> PictureFacts:
        return pictures.probe(files.read(path, PICTURE_LIMIT_BYTES))

    def look_at_clip(path: PurePosixPath) -> ClipFacts:
        return films.probe(files.checked(path))

    folder = storyboard.folder.relative_to(files.root).as_posix()
    stills = _look(_stills(storyboard), look_at_picture, files, folder)
    clips = _look(_clips(storyboard), look_at_clip, files, folder)
    return Assets(stills.facts, clips.facts), (*stills.faults, *clips.faults)


def _stills(storyboard: Storyboard) -> Iterator[FilePicture]:
    for shot in storyboard.shots:
        for keyframe in shot.keyframes:
            if isinstance(keyframe.source, FilePicture):
                yield keyframe.source
    for reference in storyboard.references.values():
        for look in (reference.base, *reference.looks.values()):
            yield from _shown(look)


def _shown(look: Look) -> Iterator[FilePicture]:
    return (image for image in look.images if isinstance(image, FilePicture))


def _clips(storyboard: Storyboard) -> Iterator[FilePicture]:
    return (shot.clip for shot in storyboard.shots if shot.clip is not None)


def _look(
    named: Iterable[FilePicture], look_at: Callable[[PurePosixPath], FactsT], files: Files, folder: str
) -> _Looked[FactsT]:
    looked: _Looked[FactsT] = _Looked({}, [])
    missing = 0
    for path, places in _by_path(named).items():
        try:
            looked.facts[path] = look_at(path)
        except FileRefused as refusal:
            missing += refusal.code == "F001"
            help, sure = refusal.help, None
            if refusal.code == "F001" and missing <= MOST_SUGGESTIONS:
                help = _suggestion(path, files)
                sure = certain_name(path.name, files.names(path.parent))
            looked.faults.extend(
                replace(fault, edits=_renamed(fault.place, path, sure, folder))
                for fault in _faults(refusal.code, refusal.reason, help, places)
            )
        except MediaRefused as refusal:
            message = f"{one_line(str(path))}: {refusal.reason}"
            looked.faults.extend(_faults(refusal.code, message, refusal.help, places))
    return looked


def _by_path(named: Iterable[FilePicture]) -> Mapping[PurePosixPath, list[FilePicture]]:
    by_path: dict[PurePosixPath, list[FilePicture]] = {}
    for file in named:
        by_path.setdefault(file.path, []).append(file)
    return by_path


def _faults(code: str, message: str, help: str, named: Iterable[FilePicture]) -> Iterator[Fault]:
    return (Fault(code, message, file.place, help=help) for file in named)


def _renamed(place: Place, path: PurePosixPath, name: str | None, folder: str) -> tuple[Edit, ...]:
    """The edit of a path as the storyboard writes it, from its own folder."""
    if name is None:
        return ()
    said, meant = (posixpath.relpath(str(one), folder) for one in (path, path.with_name(name)))
    return in_place_of(place, said, meant)


def _suggestion(path: PurePosixPath, files: Files) -> str:
    """A name that is there and is like the one that is not; else how the path was read."""
    folder = path.parent
    near = nearest(path.name, files.names(folder))
    if near is not None:
        return f"did you mean `{near}`?"
    if folder.name and not files.names(folder):
        near = nearest(folder.name, files.names(folder.parent))
        if near is not None:
            return f"there is no folder `{one_line(folder.name)}`; did you mean `{near}`?"
    return (
        f"it was looked for at {one_line(str(path))} in {files.root.name}/; "
        "paths start from the folder of their own file"
    )
