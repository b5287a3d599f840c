"""Turns the dialogue of shots into the subtitles of an episode. Knows the cut's frames and no file format."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pipeline.model import Cue, Shot, Storyboard
from pipeline.speech import timeline

LEAST_S = 1.2
"""A subtitle that stands for less cannot be read."""


def cues_of(
    used: Sequence[tuple[Shot, int, int]], starts: Sequence[int], rate: Fraction, storyboard: Storyboard
) -> tuple[Cue, ...]:
    """The cues of the whole episode, in order, none over the next.

    used: each shot with the frames [start, end) of its clip that are seen. starts: the episode's frame of
    each first one.
    A line outside the part of its clip that is seen is left out.
    """
    cues: list[Cue] = []
    for (shot, first, end), at in zip(used, starts, strict=True):
        shift_s = float((at - first) / rate)
        low_s, high_s = float(at / rate), float((at + end - first) / rate)
        for spoken in timeline(shot.dialogue, storyboard.language):
            start_s, end_s = spoken.start_s + shift_s, max(spoken.end_s, spoken.start_s + LEAST_S) + shift_s
            if low_s <= start_s < high_s:
                cues.append(Cue(start_s, min(end_s, high_s), spoken.line.text))
    return _parted(sorted(cues, key=lambda cue: cue.start_s))


def _parted(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    nexts = [cue.start_s for cue in cues[1:]] + [float("inf")]
    return tuple(
        Cue(round(cue.start_s, 3), round(min(cue.end_s, following), 3), cue.text)
        for cue, following in zip(cues, nexts, strict=False)
        if following > cue.start_s
    )
