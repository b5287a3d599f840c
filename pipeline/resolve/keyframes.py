"""Turns a shot's `keyframes`, and the frame it continues, into pictures pinned to moments. Touches no
disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.errors import Fault, Label
from pipeline.model import FIRST, LAST, FrameOf, Keyframe, Moment, Picture, Place
from pipeline.records import record
from pipeline.resolve.chains import chained_continuation, source_shot, written_continuation
from pipeline.resolve.moments import read_at, read_frame
from pipeline.resolve.pictures import read_picture
from pipeline.resolve.story import NOWHERE, Entry, Story
from pipeline.resolve.written import Written

_FRAME_HELP = "write  frame: first,  frame: last,  frame: 80  (counted from 0) or  frame: 2.5s"


@record
class _Draft:
    """A keyframe whose moment may still follow from its place in the list."""

    source: Picture | FrameOf
    frame: Moment | None
    place: Place


@record
class Pinned:
    """A shot's keyframes in order, and the frame it continues, which is the first of them.

    is_chained: a scene says so. meant: how many keyframes its author thinks of, those at fault among them.
    """

    keyframes: tuple[Keyframe, ...]
    continued: FrameOf | None
    is_chained: bool = False
    meant: int = 0


def pin(entry: Entry, story: Story, root: Path, faults: list[Fault]) -> Pinned:
    written, says = entry.written.get("keyframes"), _continues(entry)
    items = written.items if written else ()
    read = (_read(item, entry, story, root, faults) for item in items)
    drafts = [draft for draft in read if draft is not None]
    pinned = _continuing(entry, story, drafts, faults)
    faults += _two_at_one_place(pinned.keyframes)
    return replace(pinned, meant=max(len(pinned.keyframes), len(items) + (says is not None)))


def _continues(entry: Entry) -> Written | None:
    """What `continues` says, where it names a shot."""
    says = entry.written.get("continues")
    return None if says is None or says.text == NOWHERE else says


def _continuing(entry: Entry, story: Story, drafts: list[_Draft], faults: list[Fault]) -> Pinned:
    says = _continues(entry)
    if says is not None:
        continued = written_continuation(says, entry, story, faults)
        faults += _unplaced(drafts, says)
        placed = [Keyframe(draft.source, draft.frame, draft.place) for draft in drafts if draft.frame]
        return _beginning_with(continued, placed)
    placed = list(_in_order(drafts, faults))
    if entry.written.get("continues") is None and all(keyframe.frame != FIRST for keyframe in placed):
        chained = chained_continuation(entry, story)
        return _beginning_with(chained, placed, is_chained=chained is not None)
    return Pinned(tuple(placed), None)


def _beginning_with(
    continued: FrameOf | None, others: Iterable[Keyframe], *, is_chained: bool = False
) -> Pinned:
    first = (Keyframe(continued, FIRST, continued.place),) if continued else ()
    return Pinned((*first, *others), continued, is_chained)


def _unplaced(drafts: Iterable[_Draft], says: Written) -> Iterator[Fault]:
    for draft in drafts:
        if draft.frame is None:
            message = (
                "beside `continues`, a keyframe must say its `frame`: the first one is the continued frame"
            )
            related = (Label(says.place, "the first frame comes from here"),)
            yield Fault(
                "G007", message, draft.place, _FRAME_HELP, "where in the shot is this?", related=related
            )


def _in_order(drafts: Iterable[_Draft], faults: list[Fault]) -> Iterator[Keyframe]:
    """Keyframes without a place take the first frame, then the last, so far as no other has said it is
    there."""
    drafts = tuple(drafts)
    taken = [draft.frame for draft in drafts]
    free = [moment for moment in (FIRST, LAST) if moment not in taken]
    for draft in drafts:
        if draft.frame is None and not free:
            message = "this keyframe has no place: the first and the last frame are taken"
            faults.append(Fault("G006", message, draft.place, _FRAME_HELP, "where in the shot is this?"))
            continue
        yield Keyframe(draft.source, draft.frame or free.pop(0), draft.place)


def _two_at_one_place(keyframes: Iterable[Keyframe]) -> Iterator[Fault]:
    pinned: dict[Moment, Keyframe] = {}
    for keyframe in keyframes:
        other = pinned.setdefault(keyframe.frame, keyframe)
        if other is not keyframe:
            message = f"two keyframes are pinned to the same place, `{keyframe.frame}`"
            related = (Label(other.place, f"`{keyframe.frame}` is taken by this one"),)
            yield Fault("G005", message, keyframe.place, _FRAME_HELP, "needs another place", related=related)


# --- one item ---------------------------------------------------------------------------------------------


def _read(item: Written, entry: Entry, story: Story, root: Path, faults: list[Fault]) -> _Draft | None:
    """A path or an address, or a mapping with `image` or `from`. None at a fault."""
    if isinstance(item.value, str):
        picture = read_picture(item, root, faults)
        return _Draft(picture, None, item.place) if picture else None
    image, frame = item.get("image"), item.get("frame")
    source = read_picture(image, root, faults) if image else _read_frame_of(item, entry, story, faults)
    return _Draft(source, read_frame(frame.value) if frame else None, item.place) if source else None


def _read_frame_of(item: Written, entry: Entry, story: Story, faults: list[Fault]) -> FrameOf | None:
    shot, at = item["from"], item.get("at")
    source = source_shot(shot, entry, story, faults)
    return FrameOf(source.name, read_at(at.value) if at else LAST, shot.place) if source else None
