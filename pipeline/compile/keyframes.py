"""Turns a shot's keyframes into places that its model has: first, last, or a frame number between. Knows no
picture's bytes."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compile.refusals import needs_word, refused
from pipeline.errors import Fault, Label
from pipeline.model import Card, Keyframe, KeyframePlace, KeyframeRule, Moment, Shot
from pipeline.records import record

LET_GO: dict[KeyframePlace, tuple[str, str, str]] = {
    "middle": ("M009", "mid-keyframes", "or take the keyframe out"),
    "last": ("M008", "end-keyframe", "or take the keyframe out"),
}
"""Places that an author may let go: the code without the word, the word, and the other way out."""


@record
class Pin:
    """A keyframe where the model takes it. position: from 1, as the author's tags count. frame: from 0."""

    keyframe: Keyframe
    position: int
    place: KeyframePlace
    frame: int


def pin(shot: Shot, card: Card, duration_s: float) -> tuple[tuple[Pin, ...], tuple[Fault, ...]]:
    """The keyframes that are sent, in the author's order, without those that `adapt` let go.

    duration_s: of the clip to expect; seconds become frame numbers by the card's rate.
    """
    frames = max(round(duration_s * card.fps), 2)
    pins = [_placed(keyframe, index, frames, card) for index, keyframe in enumerate(shot.keyframes, 1)]
    outside = [_outside(shot, card, one, frames) for one in pins if not 0 <= one.frame < frames]
    inside = [one for one in pins if 0 <= one.frame < frames]
    kept, refusals = _take(inside, shot, card)
    return kept, (*outside, *refusals, *_twice(kept), *_missing(kept, shot, card))


def _placed(keyframe: Keyframe, position: int, frames: int, card: Card) -> Pin:
    number = _frame_number(keyframe.frame, frames, card.fps)
    place: KeyframePlace = "first" if number == 0 else "last" if number == frames - 1 else "middle"
    return Pin(keyframe, position, place, number)


def _frame_number(moment: Moment, frames: int, fps: float) -> int:
    match moment.unit:
        case "first":
            return 0
        case "last":
            return frames - 1
        case "frame":
            return int(moment.value)
        case "second":
            return round(moment.value * fps)


def _take(pins: Sequence[Pin], shot: Shot, card: Card) -> tuple[tuple[Pin, ...], list[Fault]]:
    """What the model has a place for. The rest needs a word of the author's, and there is none for a first
    keyframe."""
    kept: list[Pin] = []
    faults: list[Fault] = []
    for one in pins:
        if _has_room(one, kept, card.keyframes):
            kept.append(one)
        elif one.place == "first":
            faults.append(_no_first(shot, one))
        elif LET_GO[one.place][1] not in shot.adapt:
            faults.append(_no_room(shot, one, card.keyframes))
    return tuple(kept), faults


def _has_room(one: Pin, kept: Sequence[Pin], rule: KeyframeRule | None) -> bool:
    if rule is None or one.place not in rule.places:
        return False
    return one.place != "middle" or sum(pin.place == "middle" for pin in kept) < rule.max_middle


def _no_first(shot: Shot, one: Pin) -> Fault:
    message = f"{shot.model} cannot begin on a picture"
    help = "take the keyframe out, or use a model that takes one"
    return refused("M012", shot, one.keyframe.place, message, help=help)


def _no_room(shot: Shot, one: Pin, rule: KeyframeRule | None) -> Fault:
    code, word, otherwise = LET_GO[one.place]
    if rule is not None and one.place in rule.places:
        message = f"{shot.model} takes {rule.max_middle} keyframes between the first and the last"
    else:
        message = f"{shot.model} takes no {one.place} keyframe"
    return needs_word(code, shot, word, one.keyframe.place, message, otherwise=otherwise)


def _outside(shot: Shot, card: Card, one: Pin, frames: int) -> Fault:
    moment = one.keyframe.frame
    written = f"{moment.value:g}" if moment.unit == "frame" else str(moment)
    message = (
        f"`frame: {written}` is outside the clip: "
        f"{frames / card.fps:g} s at {card.fps:g} frames a second end with frame {frames - 1}"
    )
    help = "write a frame inside the clip (`80`, or `2.5s` for seconds), or `frame: last`"
    return refused("M010", shot, one.keyframe.place, message, help=help)


def _twice(pins: Sequence[Pin]) -> list[Fault]:
    faults = []
    seen: dict[int, Pin] = {}
    for one in pins:
        before = seen.setdefault(one.frame, one)
        if before is not one:
            place = one.place if one.place != "middle" else str(one.frame)
            faults.append(
                Fault(
                    "M011",
                    f"two keyframes for one frame (`{place}`)",
                    one.keyframe.place,
                    help="give one of them another `frame`",
                    related=(Label(before.keyframe.place, "the first of the two"),),
                )
            )
    return faults


def _missing(pins: Sequence[Pin], shot: Shot, card: Card) -> list[Fault]:
    required = card.keyframes.required if card.keyframes else frozenset()
    return [
        refused(
            "M007",
            shot,
            shot.written_at("keyframes"),
            f"{shot.model} needs a {place} keyframe",
            help=f"write `keyframes: [{{image: picture.png, frame: {place}}}]`"
            + (", or `continues:` with a shot's name" if place == "first" else ""),
        )
        for place in sorted(required - {one.place for one in pins})
    ]
