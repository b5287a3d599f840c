"""Turns template text into what can be told without an engine: whether it is one, where it says a name.
Renders nothing.

Also the values that leave a trace: text which, once put out, tells its reader where it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pipeline.errors import StoryboardError

_OPENERS = ("{{", "{%", "{#")
_TAG = re.compile(r"\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?(?:#\}|\Z)", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")

Kind = Literal["syntax", "unknown", "forbidden", "bounds", "value"]


class TemplateRefused(StoryboardError):
    """A template cannot be used. The text goes on from "the template ...".

    kind: `syntax`; an `unknown` name; something `forbidden` here; out of `bounds`; a `value` that is no text.
    name: the word at fault, where there is one. known: what could stand in its place; empty where nobody can
    tell.
    line: counted from 1 in the template's text, where it is known.
    """

    def __init__(
        self, kind: Kind, reason: str, *, name: str = "", known: Iterable[str] = (), line: int | None = None
    ) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.name, self.known, self.line = kind, reason, name, tuple(known), line


class Marked(str):
    """A word that is put out as a mark, and compares as the word."""

    __slots__ = ("mark",)

    mark: str

    def __new__(cls, text: str, mark: str) -> Marked:
        made = super().__new__(cls, text)
        made.mark = mark
        return made

    def __str__(self) -> str:
        return self.mark


class Traced(Marked):
    """Text that is put out between two marks, which filters keep, and compares as the bare text."""

    __slots__ = ("after", "before")

    before: str
    after: str

    def __new__(cls, text: str, before: str, after: str) -> Traced:
        made = str.__new__(cls, text)
        made.mark, made.before, made.after = f"{before}{text}{after}", before, after
        return made


class MarkedList(list[Any]):
    """A list that may be put out whole, as one mark; as nothing where it is empty."""

    __slots__ = ("mark",)

    def __init__(self, items: Iterable[Any], mark: str) -> None:
        super().__init__(items)
        self.mark = mark

    def __str__(self) -> str:
        return self.mark if self else ""


def is_template(text: str) -> bool:
    """Whether an engine is needed to read this text."""
    return any(opener in text for opener in _OPENERS)


def holds_a_tag(text: str) -> str | None:
    """The `{{` or `{%` that this text holds first; None where it holds none."""
    found = [(text.index(opener), opener) for opener in _OPENERS[:2] if opener in text]
    return min(found)[1] if found else None


def find_name(text: str, name: str) -> int | None:
    """Where an expression of this template first says `name`, from 0; None where none does.

    A bare name goes before one in quotes, as in `references['mei']`.
    """
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    tags = [(start, text[start:end]) for start, end in find_tags(text)]
    bare = [(start, _QUOTED.sub(_blank, tag)) for start, tag in tags]
    found = ((start, word.search(tag)) for start, tag in (*bare, *tags))
    return next((start + match.start() for start, match in found if match), None)


def find_tags(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each `{{ ... }}` and `{% ... %}`; one that is never closed ends with the text."""
    return (tag.span() for tag in _TAG.finditer(_COMMENT.sub(_blank, text)))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
