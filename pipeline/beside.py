"""Turns the files beside a storyboard, its lock and its review, into what they say, and back into the files.
Knows where they lie, and decides nothing by them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.errors import Fault, FaultsFound, FileRefused, Outdated
from pipeline.load.lock import read_lock
from pipeline.load.review import read_review
from pipeline.model import Lock, Place, Review, ReviewLine, Storyboard
from pipeline.ports import Files
from pipeline.records import record
from pipeline.report.lock import lock_text
from pipeline.report.review import review_text

REVIEW, LOCK = ".review.yaml", ".lock.yaml"
LIMIT_BYTES = 8 * 1024 * 1024
NO_LOCK = Lock(None, ())
NO_REVIEW = Review({}, {})


@record
class KeptReview:
    """A review as it lies beside its storyboard now. sha256: of the file's bytes; None: there is no file."""

    review: Review
    sha256: str | None


def read_lock_of(storyboard: Storyboard, files: Files) -> Lock:
    """The lock of the storyboard and its profile; an empty one where there is none. Raises FaultsFound where
    it is damaged."""
    return _lock(storyboard, _lock_name(storyboard), files)


def read_locks_of_other_profiles(storyboard: Storyboard, files: Files) -> tuple[Lock, ...]:
    """What the episode's other profiles own, which counts against the same budget. Raises FaultsFound."""
    of_episode = re.compile(rf"{re.escape(storyboard.episode)}\.([^.]+\.)?lock\.yaml")
    names = [name for name in files.names(_folder(storyboard)) if of_episode.fullmatch(name)]
    return tuple(_lock(storyboard, name, files) for name in names if name != _lock_name(storyboard))


def every_lock(files: Files, paths: Iterable[PurePosixPath]) -> tuple[Lock, ...]:
    """The locks at these paths from the root, whether their storyboards are there or not. Raises
    FaultsFound where one is damaged."""
    locks: list[Lock] = []
    for path in paths:
        lock, faults = read_lock(files.read(path, LIMIT_BYTES), str(path))
        _refuse(faults)
        locks.append(lock)
    return tuple(locks)


def every_review(files: Files, paths: Iterable[PurePosixPath]) -> tuple[Mapping[str, ReviewLine], ...]:
    """The reviews at these paths from the root. Raises FaultsFound where one is damaged."""
    reviews: list[Mapping[str, ReviewLine]] = []
    for path in paths:
        review, faults = read_review(files.read(path, LIMIT_BYTES), str(path))
        _refuse(faults)
        reviews.append(review.lines)
    return tuple(reviews)


def read_review_of(storyboard: Storyboard, files: Files) -> dict[str, ReviewLine]:
    """What people decided, by shot; nothing where there is no review. Raises FaultsFound where it is
    damaged."""
    return dict(kept_review_of(storyboard, files).review.lines)


def kept_review_of(storyboard: Storyboard, files: Files) -> KeptReview:
    """The review to change and write again, with its comments. Raises FaultsFound where it is damaged."""
    found = _content(storyboard, review_name(storyboard), files)
    if found is None:
        return KeptReview(NO_REVIEW, None)
    review, faults = read_review(*found)
    _refuse(faults)
    return KeptReview(review, hashlib.sha256(found[0]).hexdigest())


def write_review_of(
    storyboard: Storyboard, kept: KeptReview, lines: Mapping[str, ReviewLine], files: Files
) -> KeptReview:
    """Puts a review with these lines in place of the one that was read, whole or not at all; comments stay.

    Raises Outdated where the file is another one by now, StateDamaged where it cannot be written.
    """
    name, text = review_name(storyboard), review_text(replace(kept.review, lines=lines))
    with files.held(_folder(storyboard)):
        found = _content(storyboard, name, files)
        if kept.sha256 != (None if found is None else hashlib.sha256(found[0]).hexdigest()):
            raise Outdated(f"{name} was changed since it was read: nothing was written")
        files.write(_folder(storyboard) / name, text)
        return kept_review_of(storyboard, files)


def review_name(storyboard: Storyboard) -> str:
    """The name of the review's file, beside the storyboard."""
    return f"{storyboard.stem}{REVIEW}"


def faults_of_file(path: PurePosixPath, shown: str, files: Files) -> tuple[Fault, ...]:
    """What is wrong with a lock or a review as a file, whatever its storyboard says. path: from the root."""
    try:
        content = files.read(path, LIMIT_BYTES)
    except FileRefused as refused:
        return (Fault(refused.code, refused.reason, Place(shown, 1, 1, 1, 1), help=refused.help),)
    return (read_review if path.name.endswith(REVIEW) else read_lock)(content, shown)[1]


def write_lock_of(storyboard: Storyboard, lock: Lock, files: Files) -> None:
    """Puts the lock in place, whole or not at all. Raises StateDamaged."""
    files.write(_folder(storyboard) / _lock_name(storyboard), lock_text(lock))


def _lock_name(storyboard: Storyboard) -> str:
    return f"{storyboard.stem}{LOCK}"


def _lock(storyboard: Storyboard, name: str, files: Files) -> Lock:
    found = _content(storyboard, name, files)
    if found is None:
        return NO_LOCK
    lock, faults = read_lock(*found)
    _refuse(faults)
    return lock


def _refuse(faults: tuple[Fault, ...]) -> None:
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)


def _content(storyboard: Storyboard, name: str, files: Files) -> tuple[bytes, str] | None:
    """The content of a file beside the storyboard, and how to call it; None where it is not there."""
    path, shown = _folder(storyboard) / name, str(PurePosixPath(storyboard.path).parent / name)
    if files.stamp(path) is None:
        return None
    try:
        return files.read(path, LIMIT_BYTES), shown
    except FileRefused as refused:
        place = Place(shown, 1, 1, 1, 1)
        raise FaultsFound([Fault(refused.code, refused.reason, place, help=refused.help)]) from refused


def _folder(storyboard: Storyboard) -> PurePosixPath:
    """Where they lie, from the project's root."""
    return PurePosixPath(storyboard.folder.relative_to(storyboard.root).as_posix())
