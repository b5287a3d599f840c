"""Turns a project's card file into its faults: its form, its input schema, and whether the two fit. Knows no
model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.errors import Fault
from pipeline.model import JSON, Document, Pointer
from pipeline.showing import one_line
from pipeline.suggest import known_words, nearest

INPUT: Pointer = ("input",)
FORBIDDEN = {
    "pattern": "a pattern can take for ever",
    "patternProperties": "a pattern can take for ever",
    "$id": "a schema here has no address",
    "id": "a schema here has no address",
}
"""Keywords that a stranger's schema may not use, and why."""
INSTEAD = {
    "pattern": "list the words by `enum`, or bound the text by `maxLength`",
    "patternProperties": "name each field under `properties`",
}
NAMED = ("properties", "definitions", "dependencies")
"""Keywords that hold schemas by name."""
VALUES = ("const", "enum", "default", "examples")
"""Keywords that hold plain values."""
OWN_REFERENCE = "#/definitions/"


def card_faults(document: Document, name: str) -> tuple[Fault, ...]:
    """All faults of a card file. name: of the file, without its ending.

    A card with the wrong form is not looked into further.
    """
    found = tuple(_form(document))
    if found:
        return found
    assert isinstance(document.data, dict), "the form says so"
    return (*_misnamed(document, name), *_input(document), *_misplaced(document))


def _form(document: Document) -> Iterator[Fault]:
    from pipeline.load.checker import errors_of  # most projects have no card of their own
    from pipeline.load.page import MOST_TOLD
    from pipeline.load.wording import shape_faults

    found = shape_faults(document, "card", errors_of(document.data, "card", MOST_TOLD + 1))
    return (replace(fault, code="M030") for fault in found)


def _misnamed(document: Document, name: str) -> Iterator[Fault]:
    assert isinstance(document.data, dict)
    said = document.data["name"]
    if said != name:
        message = f"the card `{said}` stands in a file named `{name}`"
        yield Fault("M032", message, document.place("name"), help=f"write `name: {name}`, or rename the file")


# --- the input schema, which a stranger wrote ---------------------------------------------------------------


def _input(document: Document) -> Iterator[Fault]:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import SchemaError

    assert isinstance(document.data, dict)
    schema = document.data["input"]
    assert isinstance(schema, dict)
    for pointer, inner in _subschemas(schema, INPUT):
        for keyword, reason in _refused(inner, pointer, schema):
            message = f"`{keyword}` may not stand in a card's input: {reason}"
            help = INSTEAD.get(keyword, "take it out")
            yield Fault("M031", message, document.key_place(*pointer, keyword), help=help)
        if "properties" in inner and inner.get("additionalProperties") is not False:
            message = "this object is open: a misspelt field would be sent and paid for"
            place = document.place(*pointer)
            yield Fault("M031", message, place, help="write `additionalProperties: false` in it")
    try:
        Draft7Validator.check_schema(schema)
    except SchemaError as error:
        place = document.place(*INPUT, *error.absolute_path)
        yield Fault("M031", f"not JSON Schema: {one_line(error.message, 200)}", place)


def _subschemas(schema: Mapping[str, JSON], pointer: Pointer) -> Iterator[tuple[Pointer, Mapping[str, JSON]]]:
    """Every schema inside a schema, itself first. The document's depth is bounded, and so is this."""
    yield pointer, schema
    for keyword, value in schema.items():
        if keyword in VALUES:
            continue
        if isinstance(value, dict) and keyword not in NAMED:
            yield from _subschemas(value, (*pointer, keyword))
            continue
        for step, inner in _held(value):
            if isinstance(inner, dict):
                yield from _subschemas(inner, (*pointer, keyword, step))


def _held(value: JSON) -> Iterator[tuple[str | int, JSON]]:
    if isinstance(value, list):
        yield from enumerate(value)
    if isinstance(value, dict):
        yield from value.items()


def _refused(
    inner: Mapping[str, JSON], pointer: Pointer, schema: Mapping[str, JSON]
) -> Iterator[tuple[str, str]]:
    yield from ((keyword, reason) for keyword, reason in FORBIDDEN.items() if keyword in inner)
    if "$ref" not in inner:
        return
    target, definitions = inner["$ref"], schema.get("definitions")
    is_own = isinstance(target, str) and target.startswith(OWN_REFERENCE)
    is_known = is_own and isinstance(definitions, dict) and str(target)[len(OWN_REFERENCE) :] in definitions
    if not is_known:
        yield "$ref", f"only `{OWN_REFERENCE}...` of the same card is read"
    elif "definitions" in pointer[1:2]:
        yield "$ref", "a definition that takes in another could go round for ever"


# --- whether the card and its input fit ---------------------------------------------------------------------


def _misplaced(document: Document) -> Iterator[Fault]:
    """Fields that the input does not have, or that two keys write."""
    card: Any = document.data
    met: dict[tuple[str, ...], str] = {}
    for pointer, field in _fields(card):
        path = tuple(field.split("."))
        if not _is_in(path, card["input"]):
            known_fields = _fields_at(path[:-1], card["input"])
            meant = nearest(path[-1], known_fields)
            yield Fault(
                "M033",
                f"`{field}` is not in this card's input",
                document.place(*pointer),
                help=known_words(known_fields) or "describe it under `input`",
                label=f"did you mean `{'.'.join((*path[:-1], meant))}`?" if meant else "no such field",
            )
        for other in met:
            if path[: len(other)] == other or other[: len(path)] == path:
                message = f"`{field}` and `{met[other]}` are written by two keys of a shot"
                yield Fault("M033", message, document.place(*pointer))
        met[path] = field
    is_chosen, is_sent = "expected" not in card["duration"], "duration" in card["fields"]
    if is_chosen != is_sent:
        message = "lengths that can be chosen need a field: `fields.duration`"
        if is_sent:
            message = "a length that nobody can choose has no field: take `fields.duration` out"
        yield Fault("M033", message, document.place("duration"))


def _fields(card: Mapping[str, Any]) -> Iterator[tuple[Pointer, str]]:
    yield from ((("fields", key), field) for key, field in card["fields"].items())
    for holder, keys in (
        ("size", ("width", "height")),
        ("keyframes", ("list", "first", "last")),
        ("references", ("tagged",)),
    ):
        held = card.get(holder, {})
        yield from (((holder, key), held[key]) for key in keys if key in held)


def _fields_at(path: tuple[str, ...], schema: JSON) -> list[str]:
    for step in path:
        properties = schema.get("properties") if isinstance(schema, dict) else None
        schema = properties.get(step) if isinstance(properties, dict) else None
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return list(properties) if isinstance(properties, dict) else []


def _is_in(path: tuple[str, ...], schema: JSON) -> bool:
    for step in path:
        properties = schema.get("properties") if isinstance(schema, dict) else None
        if not isinstance(properties, dict) or step not in properties:
            return False
        schema = properties[step]
    return True
