"""Turns a storyboard whose shape is at fault into what can be read of it all the same. Knows where shots
stand, and none of their keys but the id.

An author wants every fault at once. So shots at fault are set aside, their names kept for those that call
them. What others lean on unseen (defaults, references, a scene's list of shots) cannot be: one mistake would
be told many times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from pipeline.model import JSON, Document, Pointer

_ALONE = frozenset({"$schema", "title", "budget", "assembly"})
"""Sections that no shot leans on."""


def set_aside(document: Document, at_fault: Iterable[Pointer]) -> tuple[Document, frozenset[str]] | None:
    """The document without what is at fault, and the full names of the shots of which nothing but the id is
    left. None where too much leans on it.

    document: a storyboard. at_fault: the ways to the values.
    """
    data = document.data
    scenes = data.get("scenes") if isinstance(data, dict) else None
    parts = {_part(pointer) for pointer in at_fault}
    if not isinstance(data, dict) or not isinstance(scenes, list) or None in parts:
        return None
    if any(_holds_shots(scene) for scene in scenes):
        return None
    kept: list[JSON] = [_kept(scene, number, parts) for number, scene in enumerate(scenes)]
    whole = {key: value for key, value in data.items() if (key,) not in parts}
    return replace(document, data={**whole, "scenes": kept}), frozenset(_names(kept, parts))


def _part(pointer: Pointer) -> Pointer | None:
    """The way to the shot, the scene or the section that a fault takes with it. None: the whole file."""
    match pointer:
        case ("scenes", int(), "shots", int(), *_):
            return pointer[:4]
        case ("scenes", int(), key, *_) if key != "shots":
            return pointer[:2]
        case ("scenes", int()):
            return pointer
        case (section, *_) if section in _ALONE:
            return pointer[:1]
    return None


def _holds_shots(scene: JSON) -> bool:
    """Whether a scene seems to have its shots under another key, so that nobody would know their names."""
    if not isinstance(scene, dict) or "shots" in scene:
        return False
    items = (item for value in scene.values() if isinstance(value, list) for item in value)
    return any(isinstance(item, dict) and "id" in item for item in items)


def _kept(scene: JSON, number: int, parts: Collection[Pointer | None]) -> JSON:
    shots = scene.get("shots") if isinstance(scene, dict) else None
    is_aside = ("scenes", number) in parts
    if not isinstance(shots, list):
        return _stub(scene, number) if is_aside else scene
    left: list[JSON] = [
        _stub(shot, nth) if is_aside or ("scenes", number, "shots", nth) in parts else shot
        for nth, shot in enumerate(shots)
    ]
    assert isinstance(scene, dict)
    return {**(_stub(scene, number) if is_aside else scene), "shots": left}


def _stub(written: JSON, number: int) -> dict[str, JSON]:
    """A scene or shot of which nothing but its id is left; where it has none, one that no author can
    write."""
    found = written.get("id") if isinstance(written, dict) else None
    return {"id": str(found) if found and isinstance(found, (str, int, float)) else f"#{number}"}


def _names(scenes: Iterable[JSON], parts: Collection[Pointer | None]) -> Iterable[str]:
    for number, scene in enumerate(scenes):
        assert isinstance(scene, Mapping)
        shots = scene.get("shots")
        is_aside = ("scenes", number) in parts
        if is_aside and not isinstance(shots, list):
            yield str(scene["id"])
        for nth, shot in enumerate(shots if isinstance(shots, list) else ()):
            assert isinstance(shot, Mapping)
            if is_aside or ("scenes", number, "shots", nth) in parts:
                yield f"{scene['id']}/{shot['id']}"
