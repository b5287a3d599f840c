"""Turns the lengths and shapes of clips to come into faults of what is cut, mixed and handed on. Knows no
model: what it says holds for a clip of the author's own as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.errors import Fault, Label
from pipeline.model import Assembly, FrameOf, Moment, RequestGraph, Shot, ShotRequests, Storyboard
from pipeline.records import record

SLACK_S = 0.1
"""Clips come out a few frames longer or shorter than asked."""

SAME_SHAPE = 0.03
"""Sizes of one aspect differ by up to 2 % in shape, since models make multiples of 16 pixels."""


@record
class Cut:
    """A shot and the clip to expect of it. size_px None: nobody can tell before it is made."""

    shot: Shot
    duration_s: float
    frames: int
    size_px: tuple[int, int] | None

    @staticmethod
    def of(shot: Shot, requests: ShotRequests, size_px: tuple[int, int] | None) -> Cut:
        if requests.own_clip is not None:
            facts = requests.own_clip.facts
            return Cut(shot, facts.duration_s, facts.frames, size_px)
        take = requests.takes[0]
        return Cut(shot, take.duration_s, round(take.duration_s * take.fps), size_px)

    @property
    def used_s(self) -> float:
        """Seconds of the clip that the cut shows."""
        trim = self.shot.trim
        if trim is None:
            return self.duration_s
        return min(trim.out_s or self.duration_s, self.duration_s) - trim.in_s


def length_s(storyboard: Storyboard, graph: RequestGraph) -> float:
    """Seconds of the episode to expect: the clips as the cut uses them, without what crossfades share."""
    shots = {shot.name: shot for shot in storyboard.shots}
    cuts = [Cut.of(shots[requests.name], requests, None) for requests in graph.shots]
    shared_s = [
        min(_wanted_s(cut, storyboard.assembly), before.used_s / 2, cut.used_s / 2)
        for before, cut in pairwise(cuts)
    ]
    return sum(cut.used_s for cut in cuts) - sum(shared_s)


def _wanted_s(cut: Cut, assembly: Assembly) -> float:
    """Of the crossfade into a shot, as written."""
    return assembly.crossfade_s if cut.shot.crossfade_s is None else cut.shot.crossfade_s


def cut_faults(storyboard: Storyboard, cuts: Mapping[str, Cut]) -> Iterator[Fault]:
    """cuts: by the name of their shot, in story order, as far as they could be compiled. What neighbours do
    to each other is told when all could."""
    for cut in cuts.values():
        yield from _outside(cut, cuts)
        yield from _trimmed(cut)
        yield from _jumps(cut, cuts)
    if len(cuts) == len(storyboard.shots):
        yield from _blended([*cuts.values()], storyboard.assembly)
        yield from _cropped([*cuts.values()], storyboard.assembly)


def _outside(cut: Cut, cuts: Mapping[str, Cut]) -> Iterator[Fault]:
    """Frames that the other clip does not have: known before anything is paid, so told before."""
    for keyframe in cut.shot.keyframes:
        source = keyframe.source
        if isinstance(source, FrameOf) and source.shot in cuts and not _has(cuts[source.shot], source.at):
            before = cuts[source.shot]
            message = (
                f"{source.shot} has no frame at {source.at}: its clip is {before.duration_s:g} s long, "
                f"{before.frames} frames"
            )
            help = "name an earlier moment, or leave `at` out for the last frame"
            yield Fault("G008", message, keyframe.place, help, "not in that clip")


def _has(cut: Cut, at: Moment) -> bool:
    match at.unit:
        case "frame":
            return at.value < cut.frames
        case "second":
            return at.value < cut.duration_s
        case _:
            return True


def _trimmed(cut: Cut) -> Iterator[Fault]:
    trim = cut.shot.trim
    if trim is None:
        return
    end = f"the clip ends at {cut.duration_s:g} s"
    if trim.in_s >= cut.duration_s:
        message = f"the cut would use nothing of this shot: it begins at {trim.in_s:g} s, and {end}"
        yield Fault("A001", message, trim.place, "write an earlier `in`", "begins after the clip")
    elif trim.out_s is not None and trim.out_s > cut.duration_s + SLACK_S:
        message = f"`out` is {trim.out_s:g} s, and {end}: the cut leaves it there"
        yield Fault("A008", message, trim.place, "take `out` away", "ends after the clip", "warning")


def _jumps(cut: Cut, cuts: Mapping[str, Cut]) -> Iterator[Fault]:
    """A frame handed on is of the whole clip, so a trimmed end shows the same moments twice or leaves some
    out."""
    name = cut.shot.continues
    before = cuts.get(name) if name else None
    trim = before.shot.trim if before else None
    if before is None or trim is None or trim.out_s is None or trim.out_s >= before.duration_s - SLACK_S:
        return
    message = (
        f"{cut.shot.name} continues {name} after its whole clip, but the cut leaves it at {trim.out_s:g} s"
    )
    help = f"write  keyframes: [{{from: {name}, at: {trim.out_s:g}s}}]  in place of `continues`"
    place, related = cut.shot.written_at("continues"), (Label(trim.place, "the cut ends here"),)
    yield Fault("A002", message, place, help, "the last frame of the whole clip", "warning", related)


def _blended(cuts: Sequence[Cut], assembly: Assembly) -> Iterator[Fault]:
    """A crossfade takes at most half of either shot. One that the assembly says is told of once."""
    told = set()
    for before, cut in pairwise(cuts):
        wanted_s = _wanted_s(cut, assembly)
        most_s = min(before.used_s, cut.used_s) / 2
        place = assembly.place if cut.shot.crossfade_s is None else cut.shot.written_at("transition")
        if wanted_s > most_s > 0 and place not in told:
            told.add(place)
            message = (
                f"a crossfade of {wanted_s:g} s into {cut.shot.name} is more than half of the shorter shot: "
                f"it takes {most_s:g} s"
            )
            yield Fault(
                "A010", message, place, f"write  transition: {{crossfade: {most_s:g}}}", "too long", "warning"
            )


def _cropped(cuts: Sequence[Cut], assembly: Assembly) -> Iterator[Fault]:
    """One warning for each size that is of another shape than the episode."""
    house = assembly.size_px or (cuts[0].size_px if cuts else None)
    if house is None:
        return
    for size_px in dict.fromkeys(cut.size_px for cut in cuts):
        if size_px is None or _is_like(size_px, house):
            continue
        first, *others = [cut.shot for cut in cuts if cut.size_px == size_px]
        names = f"{first.name} and {len(others)} more are" if others else f"{first.name} is"
        message = f"{names} {_told(size_px)}, the episode {_told(house)}: cropped to fill"
        place = first.written_at("clip", "keyframes", "continues", "aspect", "model")
        help = "give the shots one `aspect`, or the episode another `assembly: {size: ...}`"
        yield Fault("A009", message, place, help, "another shape than the episode", "warning")


def _is_like(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) <= SAME_SHAPE


def _told(size_px: tuple[int, int]) -> str:
    return f"{size_px[0]}x{size_px[1]}"
