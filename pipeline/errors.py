"""Faults, which are values about an author's file, and the exception tree, which is about the world. Turns
nothing into text.

StoryboardError
 +- UsageProblem        the command line asks for something that is not there      exit 2
 |   +- NothingSelected a selection names no shot
 +- FaultsFound         files are at fault; all of them are listed                 exit 1
 +- SpendingRefused     nothing was bought, and this is why                        exit 4
 +- StateDamaged        ledger or store cannot be trusted or written               exit 5
 |   +- RowMoved        another run moved a row of the ledger on
 +- SharedStoreAmiss    the shared store does not serve; it is done without it    told
 +- Outdated            what was to be changed is not what was read                exit 1
 +- FileRefused         a file cannot be used; becomes a fault at its place
 +- MediaRefused        bytes are not the picture or clip they should be
 +- TransportError
     +- NotSent         certainly nothing reached the provider
     +- AnswerLost      it may have reached the provider
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from pipeline.model import Place
from pipeline.records import record


@record
class Label:
    """Another place that matters to a fault, with what is there."""

    place: Place
    text: str


@record
class Edit:
    """Other words for one place of a file.

    old: what stands there, word for word, so that nothing else is ever overwritten.
    """

    place: Place
    old: str
    new: str


def in_place_of(place: Place, old: str, new: str | None) -> tuple[Edit, ...]:
    """The edit that puts one word for another, where the place is that of the word, in quotes or not; none
    where it is of something else, or nobody knows the other word."""
    width = place.end_column - place.column
    if new is None or place.line != place.end_line or width not in (len(old), len(old) + 2):
        return ()
    shift = (width - len(old)) // 2
    inner = replace(place, column=place.column + shift, end_column=place.end_column - shift)
    return (Edit(inner, old, new),)


@record
class Fault:
    """Something wrong in an author's file.

    code: stable, a letter and three digits; `schemas/codes/<code>.md` explains it. message: what is wrong,
    one line, the
    author's words. label: short, stands under the caret. help: what to write instead, ready to paste where
    possible. edits: what mends it, all of them in one file; empty where there is more than one right answer.
    """

    code: str
    message: str
    place: Place
    help: str = ""
    label: str = ""
    severity: Literal["error", "warning"] = "error"
    related: tuple[Label, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Each fault once, by file, then line, then column, then code. Where several say the same of one place,
    the first counts, with the other places that it names."""
    said: dict[tuple[Place, str, str], Fault] = {}
    for fault in faults:
        said.setdefault((fault.place, fault.code, fault.message), fault)
    return tuple(said[key] for key in sorted(said))


class StoryboardError(Exception):
    """Anything that ends a command in a way we foresaw. The text is fit to show: it holds no key and no
    control character."""


class UsageProblem(StoryboardError):
    """The command line names something that does not exist: a file, a shot, a profile, a selector."""


class NothingSelected(UsageProblem):
    """A selection names no shot of a storyboard; of several, it may name one of another."""


class FaultsFound(StoryboardError):
    """Files are at fault. `faults` holds all of them, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(f"{sum(f.is_error for f in self.faults)} faults")


class SpendingRefused(StoryboardError):
    """Refused before money was spent."""


class StateDamaged(StoryboardError):
    """The ledger or the store is damaged, full or cannot be written. The text says the repair."""


class RowMoved(StateDamaged):
    """A row of the ledger is not in the state that this run left it in: another run took it up."""


class SharedStoreAmiss(StoryboardError):
    """The store that machines share is not there, not readable, not writable, or holds other bytes than it
    should. What was wanted of it is had elsewhere."""


class Outdated(StoryboardError):
    """Somebody changed a file between its being read and being written. Nothing was written."""


class FileRefused(StoryboardError):
    """A path or its file cannot be used. code: the fault code that fits (F001...)."""

    def __init__(self, code: str, reason: str, help: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.help = code, reason, help


class MediaRefused(StoryboardError):
    """Bytes that are not a picture or clip we accept. code: the fault code that fits."""

    def __init__(self, code: str, reason: str, help: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.help = code, reason, help


class TransportError(StoryboardError):
    """The line to a provider failed."""


class NotSent(TransportError):
    """Certainly nothing reached the provider."""


class AnswerLost(TransportError):
    """The provider may have got the request; its answer did not get here."""
