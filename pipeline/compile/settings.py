"""Turns what was written for a shot, and what its card says where nobody wrote, into the settings to
send. Knows no picture and no prompt."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pipeline.compile.refusals import needs_word, refused
from pipeline.errors import Fault
from pipeline.model import JSON, Card, FixedLength, LengthChoice, LengthRange, Shot
from pipeline.records import record

KNOBS = ("resolution", "aspect", "prompt_extend", "guidance_scale", "negative_prompt", "seed")
"""Settings that an inheriting shot may leave behind when its model does not have them."""


@record
class Settings:
    """What one shot is set to, complete. values: by shot key, only keys that the model has."""

    values: Mapping[str, JSON]
    duration_s: float
    has_audio: bool


def plain(number: float) -> int | float:
    """8 for 8.0: equal numbers have one spelling in requests and keys."""
    return int(number) if float(number).is_integer() else number


def written(shot: Shot) -> dict[str, JSON]:
    """The settings that somebody wrote, by shot key, own or inherited."""
    values: dict[str, JSON] = {
        "duration": None if shot.duration_s is None else plain(shot.duration_s),
        "resolution": shot.resolution,
        "aspect": shot.aspect,
        "audio": shot.audio,
        "prompt_extend": shot.prompt_extend,
        "guidance_scale": None if shot.guidance_scale is None else plain(shot.guidance_scale),
        "negative_prompt": shot.negative_prompt,
        "seed": shot.seed,
    }
    return {key: value for key, value in values.items() if value is not None}


def settle(shot: Shot, card: Card, cards: Mapping[str, Card]) -> tuple[Settings, tuple[Fault, ...]]:
    """All settings of a shot under its model. cards: all that are known, to say which model has what this
    lacks."""
    asked = written(shot)
    values = {key: value for key, value in {**card.defaults, **asked}.items() if card.has(key)}
    length, length_faults = _length(shot, card)
    if "duration" in card.fields:
        values["duration"] = _spelt(length, card)
    faults = (*_unknown_knobs(shot, card, cards, asked), *_silent(shot, card), *length_faults)
    return Settings(values, length, values.get("audio") is True), faults


def _unknown_knobs(
    shot: Shot, card: Card, cards: Mapping[str, Card], asked: Mapping[str, JSON]
) -> list[Fault]:
    """A knob on the shot itself is meant for this shot: it must be one that the model has."""
    faults = []
    for key in KNOBS:
        is_own = key in asked and key in shot.origins and shot.origins[key].is_own
        if not is_own or card.has(key):
            continue
        having = [name for name, other in cards.items() if other.has(key)]
        where = f"exists on {' and '.join(having)} only" if having else "exists on no model"
        message = f"`{key}` {where}; this shot uses {shot.model}"
        help = f"take `{key}` out" + (f", or write `model: {having[0]}`" if having else "")
        faults.append(refused("M002", shot, shot.written_at(key), message, help=help))
    return faults


def _silent(shot: Shot, card: Card) -> list[Fault]:
    if shot.audio is not True or card.has("audio") or "audio" in shot.adapt:
        return []
    message = f"{shot.model} makes no sound, and `audio: true` asks for it"
    otherwise = "or write `audio: false`"
    return [needs_word("M004", shot, "audio", shot.written_at("audio"), message, otherwise=otherwise)]


def _length(shot: Shot, card: Card) -> tuple[float, tuple[Fault, ...]]:
    """Seconds of the clip to expect."""
    default = card.defaults.get("duration")
    wanted = shot.duration_s
    if isinstance(card.lengths, FixedLength):
        return card.lengths.seconds, () if wanted is None else _fixed(shot, card.lengths)
    if wanted is None:
        wanted = float(default) if isinstance(default, int | float) else 0.0
        return _nearest(wanted, card.lengths), ()
    able = _nearest(wanted, card.lengths)
    if able == wanted or "duration" in shot.adapt:
        return able, ()
    return able, (_impossible(shot, card.lengths, wanted, able),)


def _fixed(shot: Shot, lengths: FixedLength) -> tuple[Fault, ...]:
    if "duration" in shot.adapt:
        return ()
    message = f"{shot.model} makes about {lengths.seconds:g} s and takes no `duration`"
    otherwise = "or write `duration` on the shots of other models only"
    place = shot.written_at("duration")
    return (needs_word("M005", shot, "duration", place, message, otherwise=otherwise),)


def _impossible(shot: Shot, lengths: LengthRange | LengthChoice, wanted: float, able: float) -> Fault:
    message = f"{shot.model} cannot make {wanted:g} s: it makes {_told(lengths)}"
    shorter = ", and `trim` for a shorter cut" if able > wanted else ""
    words = ", ".join(sorted({*shot.adapt, "duration"}))
    help = f"write `duration: {able:g}`{shorter}; or `adapt: [{words}]` to take what it makes"
    return refused("M006", shot, shot.written_at("duration"), message, help=help)


def _told(lengths: LengthRange | LengthChoice) -> str:
    match lengths:
        case LengthRange():
            whole = "whole seconds " if lengths.is_whole else ""
            return f"{whole}from {lengths.min_s:g} to {lengths.max_s:g} s"
        case LengthChoice():
            return " or ".join(f"{seconds:g} s" for seconds in lengths.seconds)


def _nearest(wanted: float, lengths: LengthRange | LengthChoice) -> float:
    match lengths:
        case LengthRange():
            rounded = math.floor(wanted + 0.5) if lengths.is_whole else wanted
            return min(max(rounded, lengths.min_s), lengths.max_s)
        case LengthChoice():
            return min(lengths.seconds, key=lambda seconds: abs(seconds - wanted))


def _spelt(seconds: float, card: Card) -> JSON:
    is_text = not isinstance(card.lengths, FixedLength) and card.lengths.is_text
    return str(plain(seconds)) if is_text else plain(seconds)
