"""Turns the pieces of a prompt, the cast and the dialogue into the one text that a model reads. Knows no
field of any request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.compile.cast import Cast, Role, look_of, sent_tag
from pipeline.compile.dialogue import worded
from pipeline.compile.keyframes import Pin
from pipeline.compile.refusals import refused
from pipeline.errors import Fault
from pipeline.model import (
    Card,
    DialogueHere,
    FrameTag,
    Line,
    Reference,
    Shot,
    Speaker,
    Tag,
)

SINGLE = "frame"
"""`@frame` is the keyframe of a shot that has one; it has no number to follow."""


def write_prompt(
    shot: Shot,
    card: Card,
    references: Mapping[str, Reference],
    cast: Cast,
    pins: Sequence[Pin],
    lines: tuple[Line, ...],
) -> tuple[str, tuple[Fault, ...]]:
    """The prompt as it is sent. lines: what the model shall speak; added at the end unless a template
    placed it."""

    def speaker(who: str) -> str:
        return cast.tag_of(who) or (references[who].name if who in references else who)

    spoken = worded(lines, card.dialogue, speaker) if card.dialogue else ""
    met: set[Role] = set()
    texts = []
    for piece in shot.prompt:
        match piece:
            case str():
                texts.append(piece)
            case Tag():
                texts.append(_mention((piece.reference, piece.look), references, cast, met))
            case FrameTag():
                texts.append(_frame_tag(piece, pins))
            case Speaker():
                texts.append(speaker(piece.who))
            case DialogueHere():
                texts.append(spoken)
    prompt = "".join(texts).strip()
    if spoken and not shot.is_dialogue_placed:
        prompt = f"{prompt} {spoken}"
    return prompt, (*_unknown_tags(shot, card, pins), *_too_long(shot, card, prompt))


def _mention(role: Role, references: Mapping[str, Reference], cast: Cast, met: set[Role]) -> str:
    """A tag, or words: the first time with the description, after that by name."""
    if role in cast.attached:
        return sent_tag(role)
    name = references[role[0]].name
    description = (look_of(role, references).description or "").strip()
    if role in met or not description:
        return name
    met.add(role)
    return f"{name} ({description})"


def _frame_tag(piece: FrameTag, pins: Sequence[Pin]) -> str:
    """As written, but counted among the keyframes that are sent, where `adapt` let one before it go."""
    sent = [one.position for one in pins]
    if piece.written == SINGLE or piece.position not in sent:
        return f"@{piece.written}"
    return f"@image{sent.index(piece.position) + 1}"


def _unknown_tags(shot: Shot, card: Card, pins: Sequence[Pin]) -> list[Fault]:
    tags = [piece for piece in shot.prompt if isinstance(piece, FrameTag)]
    if not card.has_frame_tags:
        return [_drop(shot, tag, f"{shot.model} knows no positional tags") for tag in tags]
    sent = {one.position for one in pins}
    return [
        _drop(shot, tag, "`adapt` let the keyframe of this tag go")
        for tag in tags
        if tag.position not in sent and tag.position <= len(shot.keyframes)
    ]


def _drop(shot: Shot, tag: FrameTag, reason: str) -> Fault:
    help = f"take `@{tag.written}` out and say what is seen"
    return refused("M016", shot, tag.place, f"{reason}: `@{tag.written}` means nothing to it", help=help)


def _too_long(shot: Shot, card: Card, prompt: str) -> list[Fault]:
    limit = card.max_prompt_characters
    if limit is None or len(prompt) <= limit:
        return []
    message = (
        f"the prompt has {len(prompt)} characters with all that is added to it; {shot.model} takes {limit}"
    )
    help = "shorten the prompt, its template, or the descriptions and lines it takes in"
    return [refused("M020", shot, shot.written_at("prompt"), message, help=help)]
