"""Turns shots and their clips into the pieces of an episode. Counts in frames of the house; knows no
codec."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from pipeline.assemble.cues import cues_of
from pipeline.model import (
    Assembly,
    Blend,
    Body,
    Clip,
    ClipFacts,
    CutList,
    House,
    Piece,
    Shot,
    Slate,
    Storyboard,
)
from pipeline.records import record

NEAR = Fraction(1, 1000)
"""How far a rate with two or three decimals is from the one that is meant, at most."""


@record
class CutShot:
    """A shot of the cut with the clip it shows; clip None: a slate of `missing_s` seconds stands for it."""

    shot: Shot
    clip: Clip | None
    facts: ClipFacts | None
    missing_s: float


@record
class Span:
    """The frames [start, end) of a clip that the cut uses, and how many of them mix with the shot before."""

    cut: CutShot
    start: int
    end: int
    overlap: int

    @property
    def frames(self) -> int:
        return self.end - self.start


def house_of(assembly: Assembly, first: ClipFacts | None) -> House:
    """The form of the whole episode: what the author asked, else the first clip's, else 720x1280 at 24.

    Sizes are made even, since 4:2:0 pictures have no odd ones.
    """
    width, height = assembly.size_px or ((first.width_px, first.height_px) if first else (720, 1280))
    if assembly.fps is not None:
        rate = _meant(assembly.fps)
    else:
        rate = Fraction(*first.fps) if first else Fraction(24)
    return House(width - width % 2, height - height % 2, (rate.numerator, rate.denominator))


def _meant(fps: float) -> Fraction:
    """The rate that people write so: 29.97 and 23.976 are 30000/1001 and 24000/1001 (SMPTE ST 12-1)."""
    broadcast = Fraction(round(fps * 1.001) * 1000, 1001)
    return broadcast if abs(broadcast - Fraction(fps)) < NEAR else Fraction(fps).limit_denominator(1001)


def cut_list(storyboard: Storyboard, shots: Sequence[CutShot]) -> CutList:
    """The cut of these shots, in the order given. shots: at least one; omitted ones are left out by the
    caller."""
    first = next((cut.facts for cut in shots if cut.facts), None)
    house = house_of(storyboard.assembly, first)
    rate = Fraction(*house.fps)
    spans = _with_overlaps([_span(cut, rate) for cut in shots], storyboard.assembly.crossfade_s, rate)
    return CutList(
        house=house,
        pieces=tuple(_pieces(spans)),
        cues=cues_of(
            [(span.cut.shot, span.start, span.end) for span in spans], _starts(spans), rate, storyboard
        ),
        loudness_lufs=storyboard.assembly.loudness_lufs,
        subtitles=storyboard.assembly.subtitles,
        language=storyboard.language,
        title=storyboard.title,
    )


def _span(cut: CutShot, rate: Fraction) -> Span:
    length_s = (
        Fraction(cut.facts.frames * cut.facts.fps[1], cut.facts.fps[0])
        if cut.facts
        else _exact(cut.missing_s)
    )
    frames = max(round(length_s * rate), 1)
    trim = cut.shot.trim
    start = min(round(_exact(trim.in_s) * rate), frames - 1) if trim else 0
    out_s = trim.out_s if trim else None
    end = frames if out_s is None else min(round(_exact(out_s) * rate), frames)
    return Span(cut, start, max(end, start + 1), 0)


def _with_overlaps(spans: Sequence[Span], default_s: float, rate: Fraction) -> list[Span]:
    """A crossfade takes at most half of either shot, and slates and first shots have none."""
    result = list(spans[:1])
    for before, span in pairwise(spans):
        wanted_s = default_s if span.cut.shot.crossfade_s is None else span.cut.shot.crossfade_s
        overlap = min(round(_exact(wanted_s) * rate), before.frames // 2, span.frames // 2)
        has_pictures = before.cut.clip is not None and span.cut.clip is not None
        result.append(Span(span.cut, span.start, span.end, overlap if has_pictures else 0))
    return result


def _pieces(spans: Sequence[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    following = [*spans[1:], None]
    before: Span | None = None
    for span, after in zip(spans, following, strict=True):
        if before and before.cut.clip and span.cut.clip and span.overlap:
            pieces.append(
                Blend(before.cut.clip, before.end - span.overlap, span.cut.clip, span.start, span.overlap)
            )
        end = span.end - (after.overlap if after else 0)
        if span.cut.clip is None:
            pieces.append(Slate(span.cut.shot.name, span.frames))
        elif end > span.start + span.overlap:
            pieces.append(Body(span.cut.clip, span.start + span.overlap, end))
        before = span
    return pieces


def _starts(spans: Sequence[Span]) -> list[int]:
    """The frame of the episode at which each span's first frame is seen."""
    starts: list[int] = []
    position = 0
    for span in spans:
        starts.append(position - span.overlap)
        position += span.frames - span.overlap
    return starts


def _exact(seconds: float) -> Fraction:
    """What the author wrote, not the float nearest to it: 0.4 is 2/5."""
    return Fraction(str(seconds))
