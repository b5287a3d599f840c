"""Turns a value and the name of a schema into errors of jsonschema's. Knows no key by name: the schemas do.

The rules are jsonschema's. The walk is ours: unions are decided by the kind of the value, so that one mistake
gives one error, and the schema's own references are followed once, not for every value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeAlias

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry

from pipeline import schemas
from pipeline.model import JSON

Schema: TypeAlias = Mapping[str, Any]
Errors: TypeAlias = Iterator[ValidationError]

_NOTES = frozenset({"description", "defaultSnippets", "definitions", "$schema", "default"})
_KINDS: dict[type, tuple[str, ...]] = {
    dict: ("object",),
    list: ("array",),
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number", "integer"),
    type(None): ("null",),
}
_FORMS = frozenset({"enum", "pattern"})


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written)


def matches(pattern: str, text: str) -> bool:
    return _pattern(pattern).search(text) is not None


def errors_of(value: JSON, schema_name: str, most: int) -> list[ValidationError]:
    """The errors, one for each mistake, as many as `most`; none where the value is as the schema says.

    An error holds 5 KB, and a stranger's file has room for 60,000.
    """
    return list(islice(_validator(schema_name).iter_errors(value), most))


@cache
def _validator(name: str) -> Validator:
    read = schemas.read(name)
    assert isinstance(read, dict)
    flat = _flat(read, read.get("definitions") or {})
    assert isinstance(flat, dict)
    checker: Validator = _Checker(flat, registry=Registry())
    return checker


def _flat(schema: JSON, definitions: JSON) -> JSON:
    """The schema with every `$ref` replaced by what it names, and without what only editors read."""
    if isinstance(schema, list):
        return [_flat(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    target = schema.get("$ref")
    if isinstance(target, str):
        assert isinstance(definitions, dict)
        return _flat(definitions[target.rpartition("/")[2]], definitions)
    return {
        keyword: _flat_map(wanted, definitions)
        if keyword in ("properties", "patternProperties")
        else _flat(wanted, definitions)
        for keyword, wanted in schema.items()
        if keyword not in _NOTES
    }


def _flat_map(schemas_by_key: JSON, definitions: JSON) -> JSON:
    assert isinstance(schemas_by_key, dict)
    return {key: _flat(schema, definitions) for key, schema in schemas_by_key.items()}


# --- keywords -----------------------------------------------------------------------------------------------


def _walk(validator: Any, value: JSON, schema: Schema, *step: str | int) -> Errors:
    """The errors of one value. Leaves are checked by jsonschema's own keywords."""
    keywords = validator.VALIDATORS
    for keyword, wanted in schema.items():
        check = keywords.get(keyword)
        if check is None:
            continue
        is_wrong = False
        for error in check(validator, wanted, value, schema) or ():
            is_wrong = True
            if not isinstance(error.validator, str):
                error.validator, error.validator_value = keyword, wanted
                error.instance, error.schema = value, schema
            error.path.extendleft(step)
            yield error
        if is_wrong and keyword == "type":
            return  # what else is wrong with a value of another type says nothing more


def _properties(validator: Any, properties: Mapping[str, Schema], value: JSON, schema: Schema) -> Errors:
    if isinstance(value, dict):
        for key, inner in value.items():
            wanted = properties.get(key)
            if wanted is not None:
                yield from _walk(validator, inner, wanted, key)


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Schema], value: JSON, schema: Schema
) -> Errors:
    if isinstance(value, dict):
        for key, inner in value.items():
            for pattern, wanted in patterns.items():
                if matches(pattern, key):
                    yield from _walk(validator, inner, wanted, key)


def _additional(validator: Any, wanted: bool | Schema, value: JSON, schema: Schema) -> Errors:
    if not isinstance(value, dict) or wanted is True:
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", ())
    for key, inner in value.items():
        if key in known or any(matches(pattern, key) for pattern in patterns):
            continue
        if isinstance(wanted, Mapping):
            yield from _walk(validator, inner, wanted, key)
        else:
            yield _error("additionalProperties", wanted, value, schema, key)


def _property_names(validator: Any, wanted: Schema, value: JSON, schema: Schema) -> Errors:
    if isinstance(value, dict):
        for key in value:
            if any(True for _ in _walk(validator, key, wanted)):
                yield _error("propertyNames", wanted, key, wanted, key)


def _required(validator: Any, keys: Sequence[str], value: JSON, schema: Schema) -> Errors:
    if isinstance(value, dict):
        for key in keys:
            if key not in value:
                yield _error("required", key, value, schema)


def _items(validator: Any, wanted: Schema, value: JSON, schema: Schema) -> Errors:
    if isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _walk(validator, inner, wanted, position)


def _any_of(validator: Any, branches: Sequence[Schema], value: JSON, schema: Schema) -> Errors:
    """The errors of the one branch that was meant."""
    if "type" not in branches[0]:
        yield from _either(validator, branches, value)
        return
    branch = _branch(branches, value)
    if branch is None:
        yield _error("anyOf", branches, value, schema)
        return
    for error in _walk(validator, value, branch):
        if not error.path and error.validator in _FORMS and value != "":
            yield _error("anyOf", branches, value, schema)
        else:
            if error.validator == "additionalProperties" and error.schema is branch:
                error.validator_value = branches
            yield error


def _either(validator: Any, branches: Sequence[Schema], value: JSON) -> Errors:
    """The errors of the first of several conditions, where none is met."""
    found = [list(_walk(validator, value, branch)) for branch in branches]
    if all(found):
        yield from found[0]


def _branch(branches: Sequence[Schema], value: JSON) -> Schema | None:
    """The branch for this kind of value; of several mappings the one whose marks are there."""
    kinds = _KINDS[value.__class__]
    fitting = [branch for branch in branches if branch["type"] in kinds]
    if len(fitting) < 2 or not isinstance(value, dict):
        return fitting[0] if fitting else None
    return max(fitting, key=lambda branch: _met(_marks(branch), value))


def _marks(branch: Schema) -> list[str]:
    """The keys that tell a branch: those it requires, at once or beside another key."""
    beside = branch.get("dependencies", {}).values()
    return [*branch.get("required", ()), *(key for keys in beside for key in keys)]


def _met(marks: Sequence[str], value: Mapping[str, JSON]) -> tuple[bool, int]:
    present = sum(key in value for key in marks)
    return present == len(marks), present


def _error(keyword: str, wanted: Any, value: JSON, schema: Schema, *path: str | int) -> ValidationError:
    return ValidationError(
        keyword, validator=keyword, validator_value=wanted, instance=value, schema=schema, path=path
    )


_Checker: Any = extend(  # type: ignore[no-untyped-call] # the stubs leave it untyped
    Draft7Validator,
    {
        "properties": _properties,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional,
        "propertyNames": _property_names,
        "required": _required,
        "items": _items,
        "anyOf": _any_of,
        "oneOf": _any_of,
    },
)
