"""Turns a whole storyboard into warnings of what will not cut together, though each shot alone is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.errors import Fault, Label
from pipeline.model import (
    FIRST,
    LAST,
    Assets,
    Card,
    FilePicture,
    FrameOf,
    Keyframe,
    Moment,
    PictureFacts,
    Shot,
    Storyboard,
    Tag,
    WebPicture,
)

LONGEST_CHAIN = 4
"""Shots in a row before faces and colours have been seen to decay (study of other tools: 3 to 4 clips)."""

SAME_SHAPE = 0.03
"""How far two aspects may be apart, as a part of the one, and still be called equal."""

SMALLEST_PART = 0.5
"""A picture with a shorter side under this part of the clip's is blown up so far that it shows."""


@dataclass(frozen=True)
class Film:
    """What the checks look at. sizes: of each compiled shot's clip, by name. today: ISO date."""

    storyboard: Storyboard
    cards: Mapping[str, Card]
    assets: Assets
    sizes: Mapping[str, tuple[int, int]]
    today: str

    @cached_property
    def chained_scenes(self) -> frozenset[str]:
        """Scenes in which some shot goes on from another."""
        return frozenset(shot.scene for shot in self.storyboard.shots if shot.continues)

    @property
    def shots(self) -> Mapping[str, Shot]:
        return {shot.name: shot for shot in self.storyboard.shots}


def film_faults(film: Film) -> tuple[Fault, ...]:
    """Every warning about shots beside each other, in no order."""
    shots = film.shots
    return tuple(
        fault
        for before, shot in pairwise([None, *film.storyboard.shots])
        if shot is not None
        for fault in (
            *_too_long_a_chain(shot, shots),
            *_still_shot(shot, film.assets),
            *_parted_at_the_seam(before, shot, film),
            *_changed_look(shot, shots),
            *_pictures_of_another_form(shot, film),
            *_retired(shot, film),
        )
    )


def _warning(code: str, message: str, **more: object) -> Fault:
    return Fault(code, message, severity="warning", **more)  # type: ignore[arg-type]


# --- chains -------------------------------------------------------------------------------------------------


def _before(shot: Shot, shots: Mapping[str, Shot]) -> Shot | None:
    return shots.get(shot.continues) if shot.continues else None


def _depth(shot: Shot, shots: Mapping[str, Shot]) -> int:
    """Which shot in a row this is, from 1, and no further than anybody asks. A circle was told of before."""
    seen: set[str] = set()
    one: Shot | None = shot
    while one is not None and one.name not in seen and len(seen) <= LONGEST_CHAIN + 1:
        seen.add(one.name)
        one = _before(one, shots)
    return len(seen)


def _too_long_a_chain(shot: Shot, shots: Mapping[str, Shot]) -> Iterator[Fault]:
    if _depth(shot, shots) == LONGEST_CHAIN + 1:
        yield _warning(
            "C001",
            f"{shot.name} is the fifth shot in a row that goes on from the one before: "
            "faces and colours drift after four",
            place=shot.written_at("continues"),
            label="the chain is long",
            help=f"give {shot.name} a first keyframe of its own, and the chain starts again there",
        )


def _changed_look(shot: Shot, shots: Mapping[str, Shot]) -> Iterator[Fault]:
    before = _before(shot, shots)
    if before is None:
        return
    seen = {tag.reference: tag for tag in reversed(_tags(before))}
    for tag in {tag.reference: tag for tag in reversed(_tags(shot))}.values():
        old = seen.get(tag.reference)
        if old is not None and old.look != tag.look:
            yield _warning(
                "C004",
                f"{shot.name} goes on from {before.name}, where {_written(old)} was, with {_written(tag)}",
                place=tag.place,
                label="another look in the same moment",
                help="start the shot on a picture of its own, or keep the look",
                related=(Label(old.place, f"{before.name} has this look"),),
            )


def _tags(shot: Shot) -> list[Tag]:
    return [piece for piece in shot.prompt if isinstance(piece, Tag)]


def _written(tag: Tag) -> str:
    return f"`@{tag.reference}.{tag.look}`" if tag.look else f"`@{tag.reference}`"


# --- keyframes ----------------------------------------------------------------------------------------------


def _at(shot: Shot, moment: Moment) -> Keyframe | None:
    return next((keyframe for keyframe in shot.keyframes if keyframe.frame == moment), None)


def _identity(keyframe: Keyframe | None, assets: Assets) -> str | None:
    """What picture a keyframe shows: by its bytes, or by its address; None where nobody can tell."""
    match keyframe:
        case Keyframe(source=FilePicture(path=path)):
            facts = assets.pictures.get(path)
            return facts.sha256 if facts else None
        case Keyframe(source=WebPicture(url=url)):
            return url
        case Keyframe(source=FrameOf(shot=shot, at=at)):
            return f"{shot}@{at}"
        case _:
            return None


def _still_shot(shot: Shot, assets: Assets) -> Iterator[Fault]:
    first, last = _at(shot, FIRST), _at(shot, LAST)
    picture = _identity(last, assets)
    if first and last and picture is not None and picture == _identity(first, assets):
        yield _warning(
            "C002",
            f"{shot.name} ends on the very picture that it begins with: it will hardly move",
            place=last.place,
            label="the first keyframe again",
            help="leave the end keyframe out, or draw where the shot arrives",
            related=(Label(first.place, "it begins with it here"),),
        )


def _parted_at_the_seam(before: Shot | None, shot: Shot, film: Film) -> Iterator[Fault]:
    """In a chain a shot with a first keyframe of its own starts anew; where the shot before was steered to an
    end keyframe, one seam has two pictures."""
    if before is None or before.scene != shot.scene:
        return
    ends, begins = _at(before, LAST), _at(shot, FIRST)
    here, there = _identity(begins, film.assets), _identity(ends, film.assets)
    if ends and begins and here and there and here != there and _is_chained(shot, film):
        yield _warning(
            "C003",
            f"{shot.name} follows {before.name} in a chain and begins on another picture than that ends on",
            place=begins.place,
            label="another picture",
            help="begin on the picture that the shot before ends on, or leave one of the two out",
            related=(Label(ends.place, f"{before.name} ends on this one"),),
        )


def _is_chained(shot: Shot, film: Film) -> bool:
    """Whether this shot stands where a chain would go on: another of its scene goes on from the one
    before."""
    return shot.continues is None and shot.scene in film.chained_scenes


# --- the form of pictures -----------------------------------------------------------------------------------


def _pictures_of_another_form(shot: Shot, film: Film) -> Iterator[Fault]:
    for keyframe in shot.keyframes:
        if isinstance(keyframe.source, FilePicture):
            facts = film.assets.pictures.get(keyframe.source.path)
            if facts is not None:
                yield from _another_shape(shot, keyframe, facts)
                yield from _too_small(shot, keyframe, facts, film.sizes)


def _another_shape(shot: Shot, keyframe: Keyframe, facts: PictureFacts) -> Iterator[Fault]:
    wanted = _ratio(shot.aspect)
    if wanted is None or abs(facts.width_px / facts.height_px / wanted - 1) <= SAME_SHAPE:
        return
    yield _warning(
        "C005",
        f"the picture is {facts.width_px}x{facts.height_px}, and {shot.name} is to be {shot.aspect}: "
        "the clip takes its shape from the picture, or loses its edges",
        place=keyframe.place,
        label="another shape",
        help=f"crop the picture to {shot.aspect}",
        related=(Label(shot.written_at("aspect"), f"{shot.aspect} is asked for here"),),
    )


def _ratio(aspect: str | None) -> float | None:
    width, _, height = (aspect or "").partition(":")
    try:
        return float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return None


def _too_small(
    shot: Shot, keyframe: Keyframe, facts: PictureFacts, sizes: Mapping[str, tuple[int, int]]
) -> Iterator[Fault]:
    size = sizes.get(shot.name)
    if size is None or min(facts.width_px, facts.height_px) >= SMALLEST_PART * min(size):
        return
    yield _warning(
        "C006",
        f"the picture is {facts.width_px}x{facts.height_px}, and the clip {size[0]}x{size[1]}: "
        "it will be blown up and soft",
        place=keyframe.place,
        label="too small",
        help=f"give a picture of {size[0]}x{size[1]} or more",
    )


# --- models -------------------------------------------------------------------------------------------------


def _retired(shot: Shot, film: Film) -> Iterator[Fault]:
    card = film.cards.get(shot.model)
    if card is None or card.retires is None or card.retires > film.today or shot.clip is not None:
        return
    yield _warning(
        "C007",
        f"{card.name} was retired on {card.retires}: what is not owned can no longer be rendered",
        place=shot.written_at("model"),
        label="retired",
        help="use another model",
    )
