"""Turns the references that a prompt mentions into those that are attached as pictures and those that are
written in words. Knows no keyframe's place and no prompt's text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from pipeline.compile.refusals import needs_word, refused
from pipeline.errors import Fault, Label
from pipeline.model import Card, Look, Reference, Shot, Tag
from pipeline.records import record

Role: TypeAlias = tuple[str, str | None]
"""A reference and one of its looks, None for the plain one."""


@record
class Cast:
    """Who and what a shot shows, each in the order of first mention. A role is in one of the two."""

    attached: tuple[Role, ...]
    in_words: tuple[Role, ...]

    def tag_of(self, reference: str) -> str | None:
        """The tag, as sent, under which a reference is attached; None where it is not."""
        return next((sent_tag(role) for role in self.attached if role[0] == reference), None)


def sent_tag(role: Role) -> str:
    """`@mei`, and `@mei_gala` for a look."""
    reference, look = role
    return f"@{reference}" if look is None else f"@{reference}_{look}"


def look_of(role: Role, references: Mapping[str, Reference]) -> Look:
    reference, look = role
    return references[reference].base if look is None else references[reference].looks[look]


def mentioned(shot: Shot) -> dict[Role, Tag]:
    """Each role that the prompt mentions, in order, with its first tag."""
    first: dict[Role, Tag] = {}
    for piece in shot.prompt:
        if isinstance(piece, Tag):
            first.setdefault((piece.reference, piece.look), piece)
    return first


def cast_shot(
    shot: Shot, card: Card, references: Mapping[str, Reference], *, has_keyframes: bool
) -> tuple[Cast, tuple[Fault, ...]]:
    """The first mentioned stay attached, as many as the model takes; words stand in for the others."""
    roles = mentioned(shot)
    shown = [role for role in roles if look_of(role, references).images]
    attached = tuple(shown[: _room(card, has_keyframes=has_keyframes)])
    in_words = tuple(role for role in roles if role not in attached)
    left_out = [] if "references" in shot.adapt else [role for role in shown if role not in attached]
    agreed = [role for role in in_words if role not in left_out]
    faults = [
        *_unattached(shot, card, [roles[role] for role in left_out], has_keyframes=has_keyframes),
        *_undescribed(roles, agreed, references),
        *_crowded(shot, card, attached, references),
    ]
    return Cast(attached, in_words), tuple(faults)


def _room(card: Card, *, has_keyframes: bool) -> int:
    rule = card.references
    return 0 if rule is None or (has_keyframes and not rule.beside_keyframes) else rule.max_count


def _unattached(shot: Shot, card: Card, tags: Sequence[Tag], *, has_keyframes: bool) -> list[Fault]:
    if not tags:
        return []
    if card.references is None:
        limit = "takes no references"
    elif has_keyframes and not card.references.beside_keyframes:
        limit = "takes keyframes or references, not both"
    else:
        limit = f"takes {card.references.max_count} references at most"
    names = ", ".join(f"`{_as_written(tag)}`" for tag in tags)
    message = f"{shot.model} {limit}: {names} cannot be attached"
    otherwise = "and words stand in for the pictures; or take the tags out"
    return [needs_word("M013", shot, "references", tags[0].place, message, otherwise=otherwise)]


def _undescribed(
    roles: Mapping[Role, Tag], in_words: Sequence[Role], references: Mapping[str, Reference]
) -> list[Fault]:
    return [
        Fault(
            "M014",
            f"`{_as_written(roles[role])}` is written in words here, and has no description",
            roles[role].place,
            help="give the reference a `description`: how it looks, in a few words",
            related=(Label(look_of(role, references).place, "without `description`"),),
        )
        for role in in_words
        if not (look_of(role, references).description or "").strip()
    ]


def _crowded(
    shot: Shot, card: Card, attached: Sequence[Role], references: Mapping[str, Reference]
) -> list[Fault]:
    limit = card.references.max_pictures if card.references else 0
    looks = [(role, look_of(role, references)) for role in attached]
    return [
        refused(
            "M015",
            shot,
            look.place,
            f"`{sent_tag(role)}` has {len(look.images)} pictures; {shot.model} takes {limit} of a reference",
            help=f"keep the best {limit}",
        )
        for role, look in looks
        if len(look.images) > limit
    ]


def _as_written(tag: Tag) -> str:
    return f"@{tag.reference}" if tag.look is None else f"@{tag.reference}.{tag.look}"
