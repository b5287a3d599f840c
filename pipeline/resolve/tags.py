"""Turns text with tags into pieces of a prompt. Knows how tags are spelt and what they may name, not where
text is from.

LANGUAGE, section 5: a tag's name is ASCII and ends at any other character; no tag follows an ASCII letter or
digit, so `a@b.com` is none and `밤에@mei가` is; `@@` is a plain `@`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pipeline.errors import Fault, in_place_of
from pipeline.model import FrameTag, Place, Reference, Tag
from pipeline.records import record
from pipeline.suggest import certain_name, known_words, nearest

_AT = re.compile(r"@@|(?<![A-Za-z0-9])@([A-Za-z][A-Za-z0-9_-]*)(?:\.([A-Za-z][A-Za-z0-9_-]*))?")
_WIDE_AT = re.compile("＠(?P<name>[A-Za-z][A-Za-z0-9_-]*)")
_POSITIONAL = re.compile(r"frame|(?:image|video)[0-9]+")
_IMAGE = re.compile(r"image([1-9][0-9]{0,3})")
_FRAME = "frame"


@record
class Spelt:
    """A tag as it stands in a text, from `start` to `end`. look: what follows its point, where a letter
    does."""

    start: int
    end: int
    name: str
    look: str | None

    @property
    def text(self) -> str:
        return f"@{self.name}.{self.look}" if self.look else f"@{self.name}"


@record
class Plain:
    """A stretch of text without tags, `@@` already `@`."""

    start: int
    text: str


def spell(text: str) -> Iterator[Spelt | Plain]:
    """The tags of a text and what is between them, in order. Positional tags have no looks: what follows is
    text."""
    at = 0
    for found in _AT.finditer(text):
        if found.start() > at:
            yield Plain(at, text[at : found.start()])
        at = found.end()
        if found[1] is None:
            yield Plain(found.start(), "@")
        elif _POSITIONAL.fullmatch(found[1]):
            at = found.end(1)
            yield Spelt(found.start(), at, found[1], None)
        else:
            yield Spelt(found.start(), at, found[1], found[2])
    if at < len(text):
        yield Plain(at, text[at:])


def wide_tags(text: str) -> Iterator[tuple[int, str]]:
    """Where `＠name` stands in a text: the at sign of a Chinese or Japanese keyboard, which makes no tag."""
    for found in _WIDE_AT.finditer(text):
        yield found.start(), found["name"]


@record
class Nameable:
    """What the tags of one shot may name. shot: its name. keyframes: how many it has."""

    shot: str
    references: Mapping[str, Reference]
    keyframes: int


def read_tag(spelt: Spelt, place: Place, nameable: Nameable, faults: list[Fault]) -> Tag | FrameTag | None:
    """What a tag names. None at a fault."""
    read: Callable[[Spelt, Place, Nameable], Tag | FrameTag | Fault] = _read_reference
    if _POSITIONAL.fullmatch(spelt.name):
        read = _read_position
    found = read(spelt, place, nameable)
    if isinstance(found, Fault):
        faults.append(found)
        return None
    return found


def refuse_wide_tag(name: str, place: Place, nameable: Nameable, faults: list[Fault]) -> None:
    """A fault where `＠name` would be a reference with a plain `@`; other names may be text."""
    if name in nameable.references:
        message = f"`＠{name}` is not a tag: its at sign is a full-width one"
        faults.append(Fault("R001", message, place, f"write  @{name}", "write a plain `@`"))


def _read_reference(spelt: Spelt, place: Place, nameable: Nameable) -> Tag | Fault:
    reference = nameable.references.get(spelt.name)
    if reference is None:
        return _unknown_reference(spelt, place, nameable)
    if spelt.look is not None and spelt.look not in reference.looks:
        return _unknown_look(spelt, place, reference)
    return Tag(spelt.name, spelt.look, place)


def _unknown_reference(spelt: Spelt, place: Place, nameable: Nameable) -> Fault:
    references = nameable.references
    looks = [f"{tag}.{look}" for tag, reference in references.items() for look in reference.looks]
    meant = nearest(spelt.name, [*references, *looks, _FRAME, "image1"])
    label = f"did you mean `@{meant}`?" if meant else "no such reference"
    help = known_words(f"@{tag}" for tag in references) or f"write  references: {{{spelt.name}: ...}}"
    message = f"`@{spelt.name}` is not a reference of this episode"
    sure = certain_name(spelt.name, references) if meant else None
    edits = in_place_of(place, spelt.text, sure and replace(spelt, name=sure).text)
    return Fault("R001", message, place, f"{help}; a plain @ is written @@", label, edits=edits)


def _unknown_look(spelt: Spelt, place: Place, reference: Reference) -> Fault:
    meant = nearest(spelt.look or "", reference.looks)
    label = f"did you mean `@{reference.tag}.{meant}`?" if meant else "no such look"
    looks = known_words(f"@{reference.tag}.{look}" for look in reference.looks)
    help = looks or f"write it under `references: {{{reference.tag}: {{looks:}}}}`"
    message = f"`{reference.tag}` has no look `{spelt.look}`"
    sure = certain_name(spelt.look or "", reference.looks) if meant else None
    edits = in_place_of(place, spelt.text, sure and replace(spelt, look=sure).text)
    help = f"{help}; to end a sentence, put a space after the point"
    return Fault("R002", message, place, help, label, edits=edits)


def _read_position(spelt: Spelt, place: Place, nameable: Nameable) -> FrameTag | Fault:
    has = _counted(nameable.keyframes)
    if spelt.name == _FRAME and nameable.keyframes > 1:
        message = f"`@frame` names a single keyframe; {nameable.shot} has {has}"
        return Fault(
            "R004", message, place, f"write  @image1  to  @image{nameable.keyframes}", "which of them?"
        )
    position = 1 if spelt.name == _FRAME else _position(spelt.name)
    if not 1 <= position <= nameable.keyframes:
        message = f"`@{spelt.name}` names nothing: {nameable.shot} has {has}"
        return Fault("R003", message, place, _positions(nameable.keyframes), "nothing there")
    return FrameTag(spelt.name, position, place)


def _position(name: str) -> int:
    """The number in `image2`; 0 for what no keyframe is called (`image0`, `image02`, `video1`)."""
    found = _IMAGE.fullmatch(name)
    return int(found[1]) if found else 0


def _counted(keyframes: int) -> str:
    return "no keyframe" if not keyframes else "1 keyframe" if keyframes == 1 else f"{keyframes} keyframes"


def _positions(keyframes: int) -> str:
    match keyframes:
        case 0:
            return "give the shot `keyframes`, or remove the tag"
        case 1:
            return "write  @image1  or  @frame"
    return f"write  @image1  to  @image{keyframes}"
