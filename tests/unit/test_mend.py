"""Mending goes on until nothing is left to mend, undoes what goes round in circles, and overwrites nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePosixPath

import pytest

from pipeline.errors import Edit, Fault, UsageProblem
from pipeline.mend import Drafts, Mending, mend
from pipeline.model import Place

OWN, SHARED = "ep01.storyboard.yaml", "series.library.yaml"


class Folder:
    """A project in memory. written: the names of what was put in place, in order."""

    root = Path("/film")

    def __init__(self, **texts: str) -> None:
        self.contents = {OWN: b"", SHARED: b"", **{name: text.encode() for name, text in texts.items()}}
        self.written: list[str] = []

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        return PurePosixPath(written)

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        return self.contents[str(path)]

    def checked(self, path: PurePosixPath) -> Path:
        return self.root / path

    def write(self, path: PurePosixPath, text: str) -> None:
        self.contents[str(path)] = text.encode()
        self.written.append(str(path))

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        return nullcontext()

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return None

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        return ()


def fault(old: str, new: str, *, code: str = "S001", path: str = OWN) -> Fault:
    place = Place(path, 1, 1, 1, 1 + len(old))
    return Fault(code, f"{old} is wrong", place, edits=(Edit(place, old, new),))


def rule(
    *steps: tuple[str, str], code: str = "S001", path: str = OWN
) -> Callable[[Drafts], tuple[Fault, ...]]:
    """Finds one fault where a file says what a step begins with."""

    def read(drafts: Drafts) -> tuple[Fault, ...]:
        text = drafts.text(PurePosixPath(path))
        return tuple(fault(old, new, code=code, path=path) for old, new in steps if text == old)

    return read


def mended(folder: Folder, read: Callable[[Drafts], tuple[Fault, ...]]) -> Mending:
    drafts = Drafts(folder)
    mending = mend(drafts, lambda: read(drafts), PurePosixPath, OWN)
    drafts.save()
    return mending


def test_what_comes_to_light_by_mending_is_mended_too_and_written_once() -> None:
    folder = Folder(**{OWN: "a"})

    mending = mended(folder, rule(("a", "b"), ("b", "c")))

    assert [one.message for one in mending.mended] == ["a is wrong", "b is wrong"]
    assert (folder.contents[OWN], folder.written) == (b"c", [OWN])


@pytest.mark.parametrize("start", ["a", "b"])
def test_edits_that_undo_each_other_leave_the_file_alone(start: str) -> None:
    folder = Folder(**{OWN: start})

    mending = mended(folder, rule(("a", "b"), ("b", "a")))

    assert (folder.contents[OWN], folder.written) == (start.encode(), [])
    assert mending.mended == ()


def test_what_was_mended_before_edits_undo_each_other_stays_mended() -> None:
    folder = Folder(**{OWN: "x"})

    mending = mended(folder, rule(("x", "a"), ("a", "b"), ("b", "a")))

    assert folder.contents[OWN] == b"a"
    assert [one.message for one in mending.mended] == ["x is wrong"]


def test_a_fault_of_shape_is_mended_in_a_library_too() -> None:
    folder = Folder(**{SHARED: "a"})

    mended(folder, rule(("a", "b"), path=SHARED))

    assert folder.written == [SHARED]


def test_a_name_that_one_storyboard_does_not_know_is_left_in_a_library() -> None:
    folder = Folder(**{SHARED: "a"})

    mending = mended(folder, rule(("a", "b"), code="R001", path=SHARED))

    assert folder.written == []
    assert [one.message for one in mending.left] == ["a is wrong"]


def test_a_file_that_was_changed_meanwhile_is_left_alone() -> None:
    folder = Folder(**{OWN: "a"})
    drafts = Drafts(folder)
    mend(drafts, lambda: rule(("a", "b"))(drafts), PurePosixPath, OWN)
    folder.contents[OWN] = b"what an editor saved"

    with pytest.raises(UsageProblem, match="was changed while it was mended"):
        drafts.save()

    assert folder.contents[OWN] == b"what an editor saved"


def test_a_file_outside_the_project_is_left_alone() -> None:
    folder = Folder(**{OWN: "a"})
    drafts = Drafts(folder)

    mending = mend(drafts, lambda: rule(("a", "b"))(drafts), lambda _: None, OWN)

    assert mending.mended == ()


def test_what_is_no_utf_8_is_left_alone() -> None:
    folder = Folder()
    folder.contents[OWN] = b"caf\xe9"

    assert mended(folder, lambda _: (fault("caf", "x"),)).mended == ()
    assert folder.written == []
