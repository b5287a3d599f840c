"""What a builder holds of a text while it reads, and what it may ask of a parser's events. Builds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from pipeline.load.places import Mark
from pipeline.model import JSON, Pointer

Marks = tuple[Mark, Mark]


class Event(Protocol):
    """What every event of PyYAML tells."""

    @property
    def start_mark(self) -> Mark: ...
    @property
    def end_mark(self) -> Mark: ...


class Alias(Event, Protocol):
    @property
    def anchor(self) -> str: ...


class Start(Event, Protocol):
    """A mapping or list begins."""

    @property
    def anchor(self) -> str | None: ...
    @property
    def tag(self) -> str | None: ...


class Scalar(Start, Protocol):
    """implicit: whether it is unquoted, so that the rules for plain text apply; the second is about tags."""

    @property
    def value(self) -> str: ...
    @property
    def implicit(self) -> tuple[bool, bool]: ...


@dataclass(slots=True, eq=False)
class Holder:
    """A mapping or list that is being filled. height: of what it holds so far.

    is_merging: its present key is `<<`. plain: the key and start of its last value, where that is plain text.
    is_going_on: what comes next is the empty value of a word that was read as the rest of that text.
    """

    value: dict[str, JSON] | list[JSON]
    pointer: Pointer
    start: Mark
    anchor: str | None
    nodes_before: int
    height: int = 1
    key: str | None = None
    key_marks: Marks | None = None
    is_merging: bool = False
    plain: tuple[str, Mark] | None = None
    is_going_on: bool = False
    merged: list[tuple[dict[str, JSON], Pointer]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Anchor:
    """A value with a name. nodes 0: it is not finished."""

    pointer: Pointer
    marks: Marks
    value: JSON = None
    nodes: int = 0
    height: int = 0
    is_used: bool = False
