"""Turns a shot into the form of its words: what the author asked, before any card. Knows no card and no
field of a request, so a new card or a new compiler leaves it as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.compile.cast import Role, look_of, mentioned
from pipeline.compile.pictures import hole
from pipeline.compile.settings import plain, written
from pipeline.model import (
    JSON,
    Assets,
    DialogueHere,
    FrameOf,
    FrameTag,
    Keyframe,
    Line,
    PromptPiece,
    Reference,
    Shot,
    Speaker,
    Tag,
)


def words_of(
    shot: Shot, references: Mapping[str, Reference], assets: Assets, awaited: Collection[Keyframe]
) -> dict[str, JSON]:
    """The words of a shot, but for the number of the take.

    awaited: keyframes that are sent. The others are words all the same, but nobody waits for their frames.
    """
    words: dict[str, JSON] = {"model": shot.model, "prompt": "".join(_spelt(piece) for piece in shot.prompt)}
    words.update(written(shot))
    parts: dict[str, JSON] = {
        "keyframes": [_keyframe(one, assets, is_awaited=one in awaited) for one in shot.keyframes],
        "references": {_role(role): _look(role, references, assets) for role in mentioned(shot)},
        "dialogue": [_line(line, references) for line in shot.dialogue],
        "adapt": [*sorted(shot.adapt)],
        "params": dict(shot.params),
    }
    words.update({key: part for key, part in parts.items() if part})
    return words


def _spelt(piece: PromptPiece) -> str:
    """A piece as an author would write it, so that no two prompts have one spelling."""
    match piece:
        case str():
            return piece.replace("@", "@@")
        case Tag():
            return f"@{_role((piece.reference, piece.look))}"
        case FrameTag():
            return f"@{piece.written}"
        case Speaker():
            return f"{{{{ speaker {piece.who} }}}}"
        case DialogueHere():
            return "{{ dialogue }}"


def _role(role: Role) -> str:
    reference, look = role
    return reference if look is None else f"{reference}.{look}"


def _keyframe(keyframe: Keyframe, assets: Assets, *, is_awaited: bool) -> JSON:
    source = keyframe.source
    if isinstance(source, FrameOf) and not is_awaited:
        return {"of": source.shot, "at": str(source.at), "frame": str(keyframe.frame)}
    return {"image": hole(source, assets), "frame": str(keyframe.frame)}


def _look(role: Role, references: Mapping[str, Reference], assets: Assets) -> JSON:
    look = look_of(role, references)
    images: list[JSON] = [hole(image, assets) for image in look.images]
    return {"name": references[role[0]].name, "description": look.description, "images": images}


def _line(line: Line, references: Mapping[str, Reference]) -> JSON:
    name = references[line.who].name if line.who in references else line.who
    words: dict[str, JSON] = {"who": line.who, "name": name, "line": line.text}
    if line.at_s is not None:
        words["at"] = plain(line.at_s)
    if line.delivery:
        words["delivery"] = line.delivery
    if line.is_off:
        words["off"] = True
    return words
