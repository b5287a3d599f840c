"""Turns a shot's lines into the lines that its model will speak, as its card words them. Knows no
pictures and no subtitle."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from pipeline.compile.refusals import needs_word, refused
from pipeline.compile.settings import Settings
from pipeline.errors import Fault, Label
from pipeline.model import Card, DialogueRule, LengthChoice, LengthRange, Line, Shot
from pipeline.speech import Spoken, timeline

NARRATOR = "narrator"
SLACK_S = 0.05
"""Rates of speech are estimates; this keeps a line that just fits from being a fault."""

_SLOT = re.compile(r"\{(at|speaker|delivery|line)\}")


def heard(
    shot: Shot, card: Card, settings: Settings, language: str | None
) -> tuple[tuple[Line, ...], tuple[Fault, ...]]:
    """The lines that the model speaks, in order; a narrator's are none of them, and none are where there
    is no sound.

    language: of the storyboard's dialogue; it sets the rate of speech.
    """
    times = timeline(shot.dialogue, language)
    spoken = [one for one in times if one.line.who != NARRATOR]
    told = [one for one in times if one.line.who == NARRATOR]
    if spoken and card.dialogue is not None and settings.has_audio:
        faults = (
            *_too_long(shot, card, settings, spoken),
            *_at_once(spoken),
            *_late(told, settings.duration_s),
        )
        return tuple(one.line for one in spoken), faults
    is_let_go = not spoken or "dialogue" in shot.adapt
    return (), (*(() if is_let_go else (_unheard(shot, card),)), *_late(times, settings.duration_s))


def never_read(shot: Shot, length_s: float, language: str | None) -> tuple[Fault, ...]:
    """Faults of lines that begin when a clip of the author's own has ended: no subtitle would show them."""
    return tuple(_late(timeline(shot.dialogue, language), length_s))


def worded(lines: tuple[Line, ...], rule: DialogueRule, speaker: Callable[[str], str]) -> str:
    """The lines as one text for the prompt. speaker: how somebody is written, by the name in `who`."""
    return " ".join(_worded(line, rule, speaker(line.who)) for line in lines)


def _worded(line: Line, rule: DialogueRule, speaker: str) -> str:
    at = "" if line.at_s is None else _filled(rule.at, {"at": f"{line.at_s:g}"})
    delivery = "" if not line.delivery else _filled(rule.delivery, {"delivery": line.delivery})
    slots = {"at": at, "speaker": speaker, "delivery": delivery, "line": line.text}
    return _filled(rule.off if line.is_off else rule.line, slots)


def _filled(wording: str, slots: Mapping[str, str]) -> str:
    """One pass: what stands in a slot is never read for slots again."""
    return _SLOT.sub(lambda slot: slots.get(slot[1], ""), wording)


def _unheard(shot: Shot, card: Card) -> Fault:
    place = shot.written_at("dialogue")
    if card.dialogue is None:
        message = f"{shot.model} makes no speech: these lines would be subtitles only"
        return needs_word("D003", shot, "dialogue", place, message, otherwise="or use a model that speaks")
    message = "`audio` is off in this shot: these lines would be subtitles only"
    return needs_word("D003", shot, "dialogue", place, message, otherwise="or write `audio: true`")


def _too_long(shot: Shot, card: Card, settings: Settings, times: list[Spoken]) -> list[Fault]:
    return [
        refused(
            "D001",
            shot,
            one.line.place,
            f"the line needs about {one.end_s - one.start_s:.1f} s from {one.start_s:g} s on, "
            f"and the clip ends at {settings.duration_s:g} s",
            help=_way_out(card, one),
            label="cannot be spoken in the clip",
        )
        for one in times
        if one.end_s > settings.duration_s + SLACK_S
    ]


def _way_out(card: Card, one: Spoken) -> str:
    needed = math.ceil(one.end_s - SLACK_S)
    match card.lengths:
        case LengthRange(max_s=longest):
            is_possible = needed <= longest
        case LengthChoice(seconds=choices):
            needed = math.ceil(min((s for s in choices if s >= needed), default=needed))
            is_possible = needed in choices
        case _:
            is_possible = False
    longer = f"write `duration: {needed}`, " if is_possible else ""
    return f"{longer}shorten the line, start it earlier, or give it to the next shot"


def _late(times: Iterable[Spoken], length_s: float) -> list[Fault]:
    """Of lines that nobody speaks a subtitle is all there is, and it can run on; but it must begin."""
    return [
        Fault(
            "D001",
            f"the line begins at {one.start_s:g} s, and the clip ends at {length_s:g} s",
            one.line.place,
            help="start it earlier, or give it to the next shot",
            label="no subtitle would show it",
        )
        for one in times
        if one.start_s >= length_s
    ]


def _at_once(times: list[Spoken]) -> list[Fault]:
    """One mouth says one thing at a time; different people may well speak at once."""
    by_speaker: dict[str, list[Spoken]] = {}
    for one in times:
        by_speaker.setdefault(one.line.who, []).append(one)
    return [
        Fault(
            "D002",
            f"`{after.line.who}` begins this line at {after.start_s:g} s "
            f"and is still speaking until about {before.end_s:.1f} s",
            after.line.place,
            help=f"write `at: {math.ceil(before.end_s * 10) / 10:g}`, or leave `at` out",
            label="two lines of one speaker at once",
            related=(Label(before.line.place, "the line before"),),
        )
        for lines in by_speaker.values()
        for before, after in pairwise(sorted(lines, key=lambda one: one.start_s))
        if after.start_s < before.end_s - SLACK_S
    ]
