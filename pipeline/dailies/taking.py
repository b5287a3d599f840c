"""Turns a review that somebody saved into the one that is kept, or into why it cannot be. Writes through the
files port; decides nothing itself."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import beside
from pipeline.errors import FaultsFound, Outdated, UsageProblem
from pipeline.load.review import read_review
from pipeline.model import Review, ReviewBase, ReviewLine, Storyboard
from pipeline.ports import Files
from pipeline.records import record
from pipeline.reviewing import Conflict, line_of, merged
from pipeline.showing import one_line
from pipeline.vantage import Vantage

NAMED = 5


@record
class Taken:
    """What came of a saved review. changed: shots whose decision or notes are others now. conflicts: where
    the kept review says something else about a shot and stays."""

    changed: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    kept: beside.KeptReview


def saved_review(content: bytes, path: str) -> Review:
    """What somebody saved; a stranger's file. path: as messages call it. Raises FaultsFound."""
    review, faults = read_review(content, path)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    return review


def take_in(saved: Review, storyboard: Storyboard, files: Files, view: Vantage, *, is_merged: bool) -> Taken:
    """Writes what was saved in place of the kept review; of one that changed meanwhile, what does not
    contradict it.

    view: from where its author looked at the kept one. is_merged: two people's reviews shall be brought
    together. Raises Outdated where the kept one changed and
    they shall not, UsageProblem for another episode's, FaultsFound, StateDamaged.
    """
    kept = beside.kept_review_of(storyboard, files)
    base = _base(saved, storyboard, is_merged=is_merged)
    now = view.seen(kept.review.lines)
    lines, conflicts = merged(view.seen(base.lines), view.seen(saved.lines), now)
    if base.sha256 != kept.sha256 and not is_merged:
        raise Outdated(_outdated(base.lines, now, storyboard))
    changed = differing(now, lines)
    whole = view.put_back(kept.review.lines, lines)
    written = beside.write_review_of(storyboard, kept, whole, files) if changed else kept
    return Taken(changed, conflicts, written)


def differing(before: Mapping[str, ReviewLine], after: Mapping[str, ReviewLine]) -> tuple[str, ...]:
    """The shots about which two reviews do not say the same."""
    return tuple(shot for shot in sorted({*before, *after}) if line_of(before, shot) != line_of(after, shot))


def _base(saved: Review, storyboard: Storyboard, *, is_merged: bool) -> ReviewBase:
    if saved.base is None and not is_merged:
        raise UsageProblem(
            "it does not say what its author had seen, as a file that the review page saved does: "
            "--merge adds what contradicts nothing"
        )
    base = saved.base or ReviewBase(storyboard.stem, None, {})
    if base.stem != storyboard.stem:
        raise UsageProblem(f"it is a review of {one_line(base.stem, 80)}, and this is {storyboard.stem}")
    return base


def _outdated(before: Mapping[str, ReviewLine], now: Mapping[str, ReviewLine], storyboard: Storyboard) -> str:
    shots = differing(before, now)
    told = ", ".join(shots[:NAMED]) + (f" and {len(shots) - NAMED} more" if len(shots) > NAMED else "")
    name = beside.review_name(storyboard)
    return (
        f"{name} was changed since ({told or 'by hand'}): nothing was written; --merge brings both together"
    )
