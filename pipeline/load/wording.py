"""Turns the errors of a schema check into faults in the author's words.

Knows what authors mix up, and checks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from pipeline.errors import Fault
from pipeline.load import wrong_keys, wrong_values
from pipeline.load.page import KINDS_OF_FILE, MOST_TOLD, Error, Page
from pipeline.load.refusals import more_faults
from pipeline.model import Document, Pointer

_CHECKED_WITH = {
    "library": "a storyboard that uses it",
    "review": "the storyboard that it lies beside",
    "lock": "the storyboard that it lies beside",
}
"""What to name in place of a file that goes with a storyboard."""


def shape_faults(document: Document, kind: str, errors: Sequence[Any]) -> tuple[Fault, ...]:
    """A fault for each error of jsonschema's, but none for a key that is missing for being misspelt."""
    page = Page(document, kind)
    other = _other_kind(document, kind)
    if other is not None:
        message = f"this file is a {other}, and a {kind} should stand here"
        help = f"name a file that says `{kind}: 1`"
        if kind == "storyboard" and other in _CHECKED_WITH:
            help = f"name {_CHECKED_WITH[other]}: `storyboard validate` checks both"
        return (Fault("S010", message, page.key_place((other,)), help=help),)
    found = [
        Error(str(e.validator), e.validator_value, e.instance, e.schema, tuple(e.absolute_path))
        for e in errors[:MOST_TOLD]
    ]
    misspelt = {
        (error.pointer[:-1], wrong_keys.meant_key(error))
        for error in found
        if error.keyword == "additionalProperties"
    }
    faults = tuple(
        _FAULTS.get(error.keyword, wrong_values.other)(page, error)
        for error in found
        if not _follows(error, misspelt)
    )
    return faults if len(errors) <= MOST_TOLD else (*faults, more_faults(faults[-1].place))


def _follows(error: Error, misspelt: Collection[tuple[Pointer, str | None]]) -> bool:
    """Whether an error is there for a key only that is misspelt: it is missing, or `chain` has no shots."""
    if error.keyword == "required":
        return (error.pointer, error.wanted) in misspelt
    is_chain = error.keyword == "additionalProperties" and error.pointer[-1] == "chain"
    return is_chain and (error.pointer[:-1], "shots") in misspelt


def _other_kind(document: Document, kind: str) -> str | None:
    """What the file says it is, where that is not what it should be."""
    data = document.data
    if not isinstance(data, dict) or kind in data:
        return None
    return next((other for other in KINDS_OF_FILE if other in data), None)


_FAULTS: Mapping[str, Callable[[Page, Error], Fault]] = {
    "additionalProperties": wrong_keys.unknown_key,
    "required": wrong_keys.missing_key,
    "propertyNames": wrong_keys.bad_name,
    "type": wrong_values.wrong_type,
    "anyOf": wrong_values.of_no_kind,
    "enum": wrong_values.not_listed,
    "const": wrong_values.not_the_one,
    "uniqueItems": wrong_values.twice,
    "maxLength": wrong_values.too_long,
    "maxItems": wrong_values.too_many,
    "maxProperties": wrong_values.too_many,
    "dependencies": wrong_keys.alone,
    "pattern": wrong_values.bad_form,
    "minLength": wrong_values.empty,
    "minItems": wrong_values.empty,
    "minProperties": wrong_values.empty,
    "minimum": wrong_values.out_of_range,
    "exclusiveMinimum": wrong_values.out_of_range,
    "maximum": wrong_values.out_of_range,
}
