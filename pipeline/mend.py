"""Turns faults that have one right answer into mended files. Knows no rule of the language: the edits come
with the faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.edits import mended
from pipeline.errors import Fault, UsageProblem
from pipeline.ports import Files
from pipeline.records import record
from pipeline.showing import one_line

MAX_ROUNDS = 1000
"""A parser stops at its first fault, so a file may take as many rounds as it has."""
LIMIT_BYTES = 20_000_000
"""Of text read again after a round, over all rounds: a file of a megabyte gets twenty."""
FILE_LIMIT_BYTES = 1_000_000
ANYWHERE = frozenset("YSMFP")
"""Kinds of code that hold of a file whoever uses it; others may hold for one storyboard of a library."""

PathOf = Callable[[str], PurePosixPath | None]
"""The path from the root of a file by the one that messages show; None of what lies outside."""


class Drafts:
    """The project's files, some of them with words that are not on the disk yet; implements `ports.Files`."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._before: dict[PurePosixPath, bytes] = {}
        self._now: dict[PurePosixPath, str] = {}

    @property
    def root(self) -> Path:
        return self._files.root

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        return self._files.locate(folder, written)

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        draft = self._now.get(path)
        return self._files.read(path, limit_bytes) if draft is None else draft.encode("utf-8")

    def checked(self, path: PurePosixPath) -> Path:
        return self._files.checked(path)

    def write(self, path: PurePosixPath, text: str) -> None:
        """Notes what `save` will write. Raises FileRefused as `read`."""
        if path not in self._before:
            self._before[path] = self._files.read(path, FILE_LIMIT_BYTES)
        self._now[path] = text

    def text(self, path: PurePosixPath) -> str | None:
        """What a file says now; None where it is not UTF-8. Raises FileRefused as `read`."""
        try:
            return self.read(path, FILE_LIMIT_BYTES).decode("utf-8")
        except UnicodeDecodeError:
            return None

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        return self._files.held(folder)

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return self._files.stamp(path)

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        return self._files.names(folder)

    def save(self) -> None:
        """Puts every draft in place, each file whole or not at all.

        Raises UsageProblem for a file that somebody else changed meanwhile, StateDamaged for one that cannot
        be written.
        """
        for path, text in self._now.items():
            with self._files.held(path.parent):
                self._save(path, text)

    def _save(self, path: PurePosixPath, text: str) -> None:
        before = self._before[path]
        if self._files.read(path, FILE_LIMIT_BYTES) != before:
            raise UsageProblem(
                f"{one_line(str(path))} was changed while it was mended: it is left alone; run this again"
            )
        if text.encode("utf-8") != before:
            self._files.write(path, text)


@record
class Mending:
    """left: the faults of the mended files. mended: those that are gone, each at its place at that time."""

    left: tuple[Fault, ...]
    mended: tuple[Fault, ...]


@dataclass(slots=True)
class _Course:
    """What became of one file: its texts, and the faults that were mended from each to the next."""

    texts: list[str]
    steps: list[tuple[Fault, ...]] = field(default_factory=list)
    is_over: bool = False

    def go_back(self, text: str) -> None:
        """To an earlier text, for good: the edits since then undo each other."""
        at = self.texts.index(text)
        del self.texts[at + 1 :], self.steps[at:]
        self.is_over = True


def mend(drafts: Drafts, read: Callable[[], tuple[Fault, ...]], path_of: PathOf, own: str) -> Mending:
    """Makes the edits of all faults again and again, until none is left that has any. Writes nothing.

    read: all faults of one storyboard, as the drafts say now. own: the storyboard, as messages call it.
    """
    courses: dict[PurePosixPath, _Course] = {}
    faults, left_bytes = read(), LIMIT_BYTES
    for _ in range(MAX_ROUNDS):
        changed = list(_round(drafts, courses, path_of, [one for one in faults if _may_be_mended(one, own)]))
        if not changed:
            break
        faults = read()
        left_bytes -= sum(len(courses[path].texts[-1]) for path in changed)
        if left_bytes < 0:
            break
    return Mending(faults, tuple(fault for one in courses.values() for step in one.steps for fault in step))


def _may_be_mended(fault: Fault, own: str) -> bool:
    paths = {edit.place.path for edit in fault.edits}
    return len(paths) == 1 and (paths == {own} or fault.code[0] in ANYWHERE)


def _round(
    drafts: Drafts, courses: dict[PurePosixPath, _Course], path_of: PathOf, faults: Sequence[Fault]
) -> Iterator[PurePosixPath]:
    """The files that were changed."""
    for shown in dict.fromkeys(fault.edits[0].place.path for fault in faults):
        path = path_of(shown)
        text = drafts.text(path) if path is not None else None
        if path is None or text is None:
            continue
        course = courses.setdefault(path, _Course([text]))
        if _goes_on(course, text, [fault for fault in faults if fault.edits[0].place.path == shown]):
            drafts.write(path, course.texts[-1])
            yield path


def _goes_on(course: _Course, text: str, faults: Sequence[Fault]) -> bool:
    """Whether the file has another text now."""
    result = mended(text, faults)
    if course.is_over or result.text == text:
        return False
    if result.text in course.texts:
        course.go_back(result.text)
    else:
        course.texts.append(result.text)
        course.steps.append(result.faults)
    return True
