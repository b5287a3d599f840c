"""Turns `--profile` and `--set` into the layers that have the last word on every shot. Knows no key by name:
the schema does.

What is asked for there and cannot be is a problem of the command line, not a fault of a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pipeline import schemas
from pipeline.errors import UsageProblem
from pipeline.model import JSON, Document, Loaded
from pipeline.resolve.marks import PRIVATE
from pipeline.resolve.settings import OWN_KEYS
from pipeline.resolve.shared import Shared
from pipeline.resolve.written import Written
from pipeline.suggest import did_you_mean, one_of

_WORD = "vars."


def profile_layer(shared: Shared, profile: str | None) -> tuple[Written, ...]:
    """The settings of a profile; nothing where none is asked for. Raises UsageProblem where it does not
    exist."""
    if profile is None:
        return ()
    if profile not in shared.profiles:
        hint = did_you_mean(profile, shared.profiles) or one_of(shared.profiles) or "no file says `profiles:`"
        raise UsageProblem(f"there is no profile `{profile}`: {hint}")
    return (shared.profiles[profile],)


def set_layers(loaded: Loaded, sets: Mapping[str, JSON]) -> tuple[Written, ...]:
    """The shot keys of `--set`, one layer each. Raises UsageProblem for a key or a value that cannot be."""
    return tuple(_layer(loaded, key, value) for key, value in sets.items() if not key.startswith(_WORD))


def set_words(
    loaded: Loaded, sets: Mapping[str, JSON], known: Mapping[str, Written]
) -> Mapping[str, Written]:
    """The `vars.NAME` of `--set`, by name. known: those that files have.

    Raises UsageProblem for a name or a value that cannot be, and for a name that no file has where one of
    theirs is nearly the same: a slip would be heeded by nobody, and what it was to change be paid for.
    """
    words = dict(_words(loaded, sets))
    for name in words.keys() - known.keys():
        if hint := did_you_mean(name, known):
            raise UsageProblem(f"--set {_WORD}{name}: no `vars` has this name; {hint}")
    return words


def _layer(loaded: Loaded, key: str, value: JSON) -> Written:
    keys = _definitions()["profile"]["properties"]
    if key in OWN_KEYS:
        raise UsageProblem(f"--set {key}: every shot has its own `{key}`; write it in the storyboard")
    if key not in keys:
        hint = did_you_mean(key, (*keys, "vars.NAME")) or one_of((*keys, "vars.NAME"), len(keys) + 1)
        raise UsageProblem(f"--set {key}: no shot has this key; {hint}")
    return _spoken(loaded, key, {key: _checked(key, value, key)})


def _words(loaded: Loaded, sets: Mapping[str, JSON]) -> Iterator[tuple[str, Written]]:
    for key, value in sets.items():
        if key.startswith(_WORD):
            name = key.removeprefix(_WORD)
            if not _fits("variable", name):
                raise UsageProblem(f"--set {key}: write {_definitions()['variable']['patternErrorMessage']}")
            yield name, _spoken(loaded, key, _checked(key, value, "value"))


def _checked(key: str, value: JSON, definition: str) -> JSON:
    """The value, or its spelling where text is asked for: no shell tells 42 from "42"."""
    spelt = json.dumps(value) if isinstance(value, (int, float)) else value
    fitting = next((one for one in (value, spelt) if _fits(definition, one)), None)
    if fitting is None or PRIVATE.search(repr(value)):
        raise UsageProblem(
            f"--set {key}: this value will not do. {_definitions()[definition]['description']}"
        )
    return fitting


def _fits(definition: str, value: JSON) -> bool:
    # Imported where it is needed: most commands set nothing.
    from jsonschema import Draft7Validator
    from referencing import Registry

    schema = {"definitions": _definitions(), "$ref": f"#/definitions/{definition}"}
    registry: Registry[Any] = Registry()
    return Draft7Validator(schema, registry=registry).is_valid(value)


@cache
def _definitions() -> Mapping[str, Any]:
    schema = schemas.read("storyboard")
    assert isinstance(schema, dict)
    definitions = schema["definitions"]
    assert isinstance(definitions, dict)
    return definitions


def _spoken(loaded: Loaded, key: str, value: JSON) -> Written:
    """What was said on the command line, as a document that is called by it."""
    return Written(value, Document(f"--set {key}", loaded.storyboard.folder, "", value, {}, {}))
