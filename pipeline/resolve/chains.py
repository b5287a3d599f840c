"""Turns `continues`, `chain` and `from` into the shots they mean, and finds shots that wait for each other.

Knows which shot needs a frame of which; the frames themselves are made much later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from pipeline.errors import Fault, Label, in_place_of
from pipeline.model import LAST, FrameOf, Shot
from pipeline.resolve.story import PREVIOUS, Entry, Story
from pipeline.resolve.written import Written

MOST_CIRCLES = 20
MOST_TOLD = 20
"""Shots of one circle: nobody reads more."""


def source_shot(written: Written, entry: Entry, story: Story, faults: list[Fault]) -> Entry | None:
    """The shot whose frame is meant by `continues` or `from`. None at a fault."""
    called = written.text
    found = story.before(entry) if called == PREVIOUS else story.find(called, entry)
    if found is None:
        faults.append(_no_shot(written, entry, story))
    elif found is entry:
        message = f"{entry.name} cannot begin with a frame of itself"
        help = "name another shot, or remove the line"
        faults.append(Fault("G003", message, written.place, help, "this is the shot itself"))
        return None
    return found


def _no_shot(written: Written, entry: Entry, story: Story) -> Fault:
    called = written.text
    if called == PREVIOUS:
        message = f"{entry.name} is the first shot: there is none before it"
        return Fault(
            "G004", message, written.place, "remove the line, or name a shot", "no shot before this one"
        )
    meant = story.suggestion(called, entry)
    label = f"did you mean `{meant}`?" if meant else "no such shot"
    help = (
        f"write  {written.pointer[-1]}: {meant}"
        if meant
        else "write a shot of this scene, a full name such as `scene/shot`, or `previous`"
    )
    edits = in_place_of(written.place, called, story.certain(called, entry) if meant else None)
    return Fault("G001", f"there is no shot `{called}`", written.place, help, label, edits=edits)


def written_continuation(says: Written, entry: Entry, story: Story, faults: list[Fault]) -> FrameOf | None:
    """The frame that `continues` hands to this shot. None at a fault."""
    source = source_shot(says, entry, story, faults)
    return FrameOf(source.name, LAST, says.place) if source else None


def chained_continuation(entry: Entry, story: Story) -> FrameOf | None:
    """The frame that `chain: true` hands to each shot after a scene's first, where nothing speaks against
    it."""
    before = story.before(entry) if entry.chain and entry.index > 1 else None
    if before is None or entry.chain is None or entry.written.get("clip"):
        return None
    return FrameOf(before.name, LAST, entry.chain.place)


# --- circles ----------------------------------------------------------------------------------------------


def circles(shots: Sequence[Shot]) -> Iterator[Fault]:
    """One fault for each circle of shots that wait for each other, from its first shot in story order on.

    Finding one takes a walk over all shots, so after MOST_CIRCLES the author has enough to mend.
    """
    order = {shot.name: position for position, shot in enumerate(shots)}
    needs = {shot.name: {frame.shot: frame for frame in frames_needed(shot)} for shot in shots}
    for _ in range(MOST_CIRCLES):
        circle = _circle(needs)
        if not circle:
            return
        start = min(range(len(circle)), key=lambda position: order[circle[position]])
        told = [*circle[start:], *circle[:start]]
        yield _told(told, needs)
        del needs[told[0]][told[-1]]


def frames_needed(shot: Shot) -> Iterator[FrameOf]:
    """The frames of other shots among a shot's keyframes."""
    return (keyframe.source for keyframe in shot.keyframes if isinstance(keyframe.source, FrameOf))


def _circle(needs: Mapping[str, Mapping[str, FrameOf]]) -> list[str]:
    """Names of shots, each of which the next one waits for, and the last the first. Empty where there is no
    circle."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        names: list[str] = error.args[1]
        return names[:-1]
    return []


def _told(circle: list[str], needs: Mapping[str, Mapping[str, FrameOf]]) -> Fault:
    pairs = [(circle[-1], circle[0]), *pairwise(circle)]
    first, *others = [
        Label(needs[after][before].place, f"{after} needs a frame of {before}") for before, after in pairs
    ]
    names = circle if len(circle) <= MOST_TOLD else [*circle[: MOST_TOLD - 1], "...", circle[-1]]
    message = f"shots wait for each other: {' -> '.join([*names, circle[0]])}"
    help = "give one shot of the circle a picture of its own, or remove its `continues` or `from`"
    return Fault("G002", message, first.place, help, first.text, related=tuple(others[:MOST_TOLD]))
