"""Turns a JSON Schema into rows: each key by its path, what it holds, what it means. Knows no page and checks
no document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from pipeline import schemas
from scripts.reference.markdown import code, listed

Part: TypeAlias = Mapping[str, Any]
"""A schema, or a part of one. Ours are checked by their own tests, so their form is taken as it is."""

TYPES = {"string": "text", "array": "list", "object": "mapping", "boolean": "`true` or `false`"}
TYPES |= {"integer": "whole number", "null": "`null`"}
NO_RULE = "text that is not empty"
"""What a text's rule says where there is none to tell."""

_LOCK_KEY = re.compile(r"\^.*\(\?:preview\|vendor\|elsewhere\) (?P<fact>.*)\$")
_NOTE_KEY = re.compile(r"\^(?P<shot>.*\?) (?P<id>.*)\$")
_CHOICE = re.compile(r"\(\?:([\w|]+)\)")
_MOMENT = "(?:first|last|[0-9]+(?:\\.[0-9]+)?(?:e[+-]?[0-9]+)?s|[0-9]+f)"


@dataclass(frozen=True, slots=True)
class Row:
    """One key. path: `trim.in`, `shots.NAME.pick`, `notes[].text`."""

    path: str
    holds: str
    meaning: str

    @property
    def cells(self) -> tuple[str, str, str]:
        return code(self.path), self.holds, self.meaning


@dataclass(frozen=True, slots=True)
class Book:
    """A schema, and what stands for those of its definitions that a page tells in a section of their own."""

    schema: Part
    links: Mapping[str, str]

    @classmethod
    def of(cls, name: str, links: Mapping[str, str] = MappingProxyType({})) -> Book:
        """The book of a shipped schema, by its name."""
        read = schemas.read(name)
        if not isinstance(read, Mapping):
            raise TypeError(f"the schema {name} is no mapping")
        return cls(read, links)

    def definition(self, name: str) -> Part:
        found: Part = self.schema["definitions"][name]
        return found

    def whole(self, part: Part) -> Part:
        """The part itself, where it only names a definition."""
        while "$ref" in part:
            part = self.definition(_name(part))
        return part

    def link(self, part: Part) -> str | None:
        return self.links.get(_name(part)) if "$ref" in part else None


def _name(part: Part) -> str:
    return str(part["$ref"]).rpartition("/")[2]


# --- rows ---------------------------------------------------------------------------------------------------


def rows(book: Book, part: Part, above: str = "") -> Iterator[Row]:
    """The keys of a mapping in the order written, each followed by the keys inside it."""
    seen: set[str] = set()
    for branch in _branches(book, part):
        for name, held in _entries(branch):
            if name not in seen:
                seen.add(name)
                yield from _row(book, held, f"{above}{name}", name in branch.get("required", ()))


def _row(book: Book, part: Part, path: str, is_required: bool) -> Iterator[Row]:
    whole = book.whole(part)
    told = holds(book, part) + ("; required" if is_required else "")
    yield Row(path, told, _meaning(book, whole))
    if book.link(part) is None:
        yield from _inside(book, whole, path)


def _meaning(book: Book, part: Part) -> str:
    """What a key means; of a list, also what its items mean, where nothing else tells it."""
    items = part.get("items", {})
    is_told = "$ref" in items or "properties" in items
    described = [part, *([] if is_told else [items])]
    return " ".join(filter(None, (each.get("description", "") for each in described)))


def _inside(book: Book, part: Part, path: str) -> Iterator[Row]:
    items = part.get("items")
    if items is not None:
        if book.link(items) is None:
            yield from rows(book, items, f"{path}[].")
        return
    yield from rows(book, part, f"{path}.")
    value = part.get("additionalProperties")
    if isinstance(value, dict) and book.link(value) is None:
        yield from rows(book, value, f"{path}.NAME.")


def _branches(book: Book, part: Part) -> Iterator[Part]:
    whole = book.whole(part)
    yield whole
    for branch in whole.get("anyOf", ()):
        yield from _branches(book, branch)


def _entries(part: Part) -> Iterator[tuple[str, Part]]:
    yield from part.get("properties", {}).items()
    for pattern, held in part.get("patternProperties", {}).items():
        yield _key_of(pattern), held


def _key_of(pattern: str) -> str:
    """How a page calls the keys that a pattern stands for: of a lock, or of a review."""
    found = _LOCK_KEY.fullmatch(pattern)
    if found is None:
        return "SHOT ID" if _NOTE_KEY.fullmatch(pattern) else "SHOT"
    fact = _CHOICE.sub(r"\1", found["fact"].replace(_MOMENT, "MOMENT"))
    return f"SHOT TAKE REALM {fact}"


# --- what a key holds ---------------------------------------------------------------------------------------


def holds(book: Book, part: Part) -> str:
    """What may stand there, in words: `text`, `whole number, 1 to 100`, `` `cut` or mapping ``."""
    link = book.link(part)
    if link is not None:
        return link
    whole = book.whole(part)
    if "enum" in whole:
        return listed([code(_plain(value)) for value in whole["enum"]])
    if "anyOf" in whole:
        return "; or ".join(dict.fromkeys(holds(book, branch) for branch in whole["anyOf"]))
    kind = whole.get("type", "object")
    if isinstance(kind, list):
        return listed([TYPES.get(each, str(each)) for each in kind])
    return _of_kind(book, whole, kind)


def _of_kind(book: Book, whole: Part, kind: str) -> str:
    value = whole.get("additionalProperties")
    match kind:
        case "integer" | "number":
            return ("whole number" if kind == "integer" else "number") + _range(whole)
        case "string":
            rule = str(whole.get("patternErrorMessage", NO_RULE))
            return TYPES[kind] if rule == NO_RULE else f"text: {rule}"
        case "array":
            return f"list of {holds(book, whole['items'])}"
        case "object" if isinstance(value, dict):
            return f"mapping of names to {holds(book, value)}"
        case _:
            return TYPES[kind]


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _range(part: Part) -> str:
    match part:
        case {"minimum": low, "maximum": high}:
            return f", {low} to {high}"
        case {"exclusiveMinimum": low, "maximum": high}:
            return f", more than {low}, at most {high}"
        case {"minimum": low}:
            return f", {low} or more"
        case {"exclusiveMinimum": low}:
            return f", more than {low}"
        case _:
            return ""
