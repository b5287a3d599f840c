"""One shot through the compiler, with the shipped cards and pictures that are all in order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from pipeline.compile import compile_graph
from pipeline.errors import Fault
from pipeline.load.cards import shipped_cards
from pipeline.model import (
    FIRST,
    LAST,
    Assets,
    Card,
    FilePicture,
    FrameOf,
    Keyframe,
    Look,
    Moment,
    Origin,
    PictureFacts,
    Place,
    Reference,
    RequestGraph,
    Shot,
    Storyboard,
    Tag,
    TakeRequest,
    WebPicture,
)
from tests.unit.shots import shot as any_shot
from tests.unit.shots import storyboard

V1, V4 = "skyreels-v1", "skyreels-v4"
CARDS = shipped_cards()


def at(line: int) -> Place:
    return Place("ep01.storyboard.yaml", line, 1, line, 2)


def shot(
    name: str = "a", *, own: tuple[str, ...] = (), inherited: tuple[str, ...] = (), **changes: Any
) -> Shot:
    """own, inherited: keys that somebody wrote, on the shot itself (line 7) or above it (line 3)."""
    origins = {key: Origin(at(3), is_own=False) for key in inherited}
    origins |= {key: Origin(at(7), is_own=True) for key in own}
    origins.setdefault("model", Origin(at(2), is_own=False))
    return any_shot(name, **{"aspect": "9:16", "place": at(1), "origins": origins, **changes})


def picture(path: str) -> FilePicture:
    return FilePicture(PurePosixPath(path), at(9))


def web(name: str) -> WebPicture:
    return WebPicture(f"https://example.org/{name}", at(9))


def keyframe(source: FilePicture | WebPicture | FrameOf | str, frame: Moment = FIRST) -> Keyframe:
    return Keyframe(web(source) if isinstance(source, str) else source, frame, at(9))


def frame_of(name: str, moment: Moment = LAST) -> FrameOf:
    return FrameOf(name, moment, at(9))


def tag(reference: str, look: str | None = None) -> Tag:
    return Tag(reference, look, at(11))


def reference(
    name: str, said: str | None = None, *images: str, called: str | None = None, **looks: Look
) -> Reference:
    return Reference(name, called or name, look(said, *images), looks)


def look(said: str | None, *images: str) -> Look:
    return Look(said, tuple(web(image) for image in images), at(5))


def assets(*paths: str, size_px: tuple[int, int] = (720, 1280), size_bytes: int = 1000) -> Assets:
    """Pictures with a digest made of their name's first letter."""
    facts = {PurePosixPath(path): PictureFacts(path[0] * 64, size_bytes, "PNG", *size_px) for path in paths}
    return Assets(facts, {})


NO_FILES = assets()


def compiled(
    *shots: Shot,
    cards: Mapping[str, Card] = CARDS,
    files: Assets = NO_FILES,
    references: tuple[Reference, ...] = (),
    **changes: Any,
) -> tuple[RequestGraph | None, tuple[Fault, ...]]:
    story: Storyboard = storyboard(*shots, references={one.tag: one for one in references}, **changes)
    return compile_graph(story, cards, files)


def take(shot: Shot, number: int = 1, **others: Any) -> TakeRequest:
    """One take of a shot that has no faults."""
    graph, faults = compiled(shot, **others)
    assert faults == ()
    assert graph is not None
    return graph.shots[0].takes[number - 1]


def body(shot: Shot, **others: Any) -> dict[str, Any]:
    return dict(take(shot, **others).request.body)


def faults(shot: Shot, **others: Any) -> tuple[Fault, ...]:
    return compiled(shot, **others)[1]


def fault(shot: Shot, **others: Any) -> Fault:
    """The only fault of a shot."""
    (found,) = faults(shot, **others)
    return found
