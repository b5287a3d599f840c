"""Turns the way to a value into the words that an author would use for it.

Knows the shape of a storyboard.
"""

from __future__ import annotations

from pipeline.model import JSON, Pointer

TEXTS = frozenset({"prompt", "line", "description", "notes", "title", "negative_prompt", "delivery", "name"})
"""Keys whose values are words for people or models, and nothing else."""

_ITEMS = {
    "scenes": "scene",
    "shots": "shot",
    "keyframes": "keyframe",
    "dialogue": "line",
    "labels": "label",
    "images": "image",
    "use": "library",
    "notes": "note",
}
_NAMED = {
    "references": "reference",
    "profiles": "profile",
    "templates": "template",
    "looks": "look",
    "shots": "shot",
}


def subject(data: JSON, pointer: Pointer, whole: str) -> str:
    """As in: `frame` of keyframe 2 of shot `offer/desk`. whole: the word for the whole document."""
    owner, rest = _owner(data, pointer)
    parts: list[str] = [owner] if owner else []
    steps = iter(range(len(rest)))
    for position in steps:
        step = rest[position]
        following = rest[position + 1] if position + 1 < len(rest) else None
        if isinstance(following, int):
            number = following + 1
            parts.append(f"{_ITEMS[str(step)]} {number}" if step in _ITEMS else f"item {number} of `{step}`")
            next(steps)
        elif step in _NAMED and isinstance(following, str):
            parts.append(f"{_NAMED[str(step)]} `{following}`")
            next(steps)
        else:
            parts.append(f"`{step}`" if isinstance(step, str) else f"item {step + 1}")
    return " of ".join(reversed(parts)) or whole


def _owner(data: JSON, pointer: Pointer) -> tuple[str, Pointer]:
    """The scene or shot that a value belongs to, by its id, and the way from there."""
    if len(pointer) < 2 or pointer[0] != "scenes" or not isinstance(pointer[1], int):
        return "", pointer
    scene = _id(data, pointer[:2]) if pointer[2:] != ("id",) else None
    if len(pointer) >= 4 and pointer[2] == "shots" and isinstance(pointer[3], int):
        shot = _id(data, pointer[:4]) if pointer[4:] != ("id",) else None
        name = (
            f"shot `{scene}/{shot}`"
            if scene and shot
            else f"shot {pointer[3] + 1} of {_scene(scene, pointer[1])}"
        )
        return name, pointer[4:]
    return _scene(scene, pointer[1]), pointer[2:]


def _scene(name: str | None, position: int) -> str:
    return f"scene `{name}`" if name else f"scene {position + 1}"


def _id(data: JSON, pointer: Pointer) -> str | None:
    """The id of the mapping at the end of the way, which is there."""
    for step in pointer:
        data = data[step]  # type: ignore[index] # this way was walked when the value was checked
    found = data.get("id") if isinstance(data, dict) else None
    return found if isinstance(found, str) and found else None
