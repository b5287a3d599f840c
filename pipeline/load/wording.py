"""Turns the errors of a schema check into faults in the author's words.

Knows what authors mix up, and checks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pipeline.errors import Fault
from pipeline.load.fixes import as_boolean, as_list, as_number, as_text, written
from pipeline.load.naming import subject
from pipeline.load.places import BREAK
from pipeline.model import JSON, Document, Place, Pointer
from pipeline.suggest import did_you_mean, nearest, one_of

Schema: TypeAlias = Mapping[str, Any]

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys",
    "null": "empty",
}
_SIMPLEST = ("number", "integer", "string", "boolean", "array", "object", "null")
"""The order in which the forms of a union are told; in the schema, editors want another one."""
_OF_ONE_SHOT = ("id", "prompt", "keyframes", "continues", "dialogue", "clip", "trim", "notes")
_OF_STORYBOARDS = ("title", "language", "scenes")
_KINDS_OF_FILE = ("storyboard", "library", "review", "lock")


@dataclass(frozen=True, slots=True)
class Error:
    """One error of the check. keyword: what failed. wanted: the keyword's value. value: what was found."""

    keyword: str
    wanted: Any
    value: JSON
    schema: Schema
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class Page:
    """The document that is spoken of, and what it should be."""

    document: Document
    kind: str

    def subject(self, pointer: Pointer) -> str:
        return subject(self.document.data, pointer, f"a {self.kind}")

    def value_place(self, pointer: Pointer) -> Place:
        """The value; its key where the value is empty; the first line where it goes over several."""
        place = self.document.place(*pointer)
        if (place.line, place.column) == (place.end_line, place.end_column):
            return self.document.key_place(*pointer)
        return self.first_line(place)

    def key_place(self, pointer: Pointer) -> Place:
        return self.first_line(self.document.key_place(*pointer))

    def first_line(self, place: Place) -> Place:
        if place.line == place.end_line:
            return place
        line = BREAK.split(self.document.text)[place.line - 1]
        end = max(len(line.rstrip()) + 1, place.column + 1)
        return Place(place.path, place.line, place.column, place.line, end)


def shape_faults(document: Document, kind: str, errors: Iterable[Any]) -> tuple[Fault, ...]:
    """A fault for each error of jsonschema's, but none for a key that is missing for being misspelt."""
    page = Page(document, kind)
    other = _other_kind(document, kind)
    if other is not None:
        message = f"this file is a {other}, and a {kind} should stand here"
        return (Fault("S010", message, page.key_place((other,)), help=f"name a file that says `{kind}: 1`"),)
    found = [
        Error(str(e.validator), e.validator_value, e.instance, e.schema, tuple(e.absolute_path))
        for e in errors
    ]
    misspelt = {
        (error.pointer[:-1], nearest(str(error.pointer[-1]), _free_keys(error)))
        for error in found
        if error.keyword == "additionalProperties"
    }
    return tuple(
        _FAULTS.get(error.keyword, _other)(page, error)
        for error in found
        if error.keyword != "required" or (error.pointer, error.wanted) not in misspelt
    )


def _other_kind(document: Document, kind: str) -> str | None:
    """What the file says it is, where that is not what it should be."""
    data = document.data
    if not isinstance(data, dict) or kind in data:
        return None
    return next((other for other in _KINDS_OF_FILE if other in data), None)


# --- keys ---------------------------------------------------------------------------------------------------


def _free_keys(error: Error) -> list[str]:
    assert isinstance(error.value, dict)
    return [key for key in error.schema.get("properties", {}) if key not in error.value and key != "$schema"]


def _unknown_key(page: Page, error: Error) -> Fault:
    key, holder = str(error.pointer[-1]), error.pointer[:-1]
    place = page.key_place(error.pointer)
    misplaced = _misplaced(page, error, key, holder)
    if misplaced is not None:
        code, message, help = misplaced
        return Fault(code, message, place, help=help)
    free = _free_keys(error)
    meant = nearest(key, free)
    help = written(page.document, place, meant) if meant else one_of(free).replace("one of", "known:", 1)
    return Fault(
        "S001",
        f"unknown key `{key}`" + (f" in {page.subject(holder)}" if holder else ""),
        place,
        help=help,
        label=did_you_mean(key, free),
    )


def _misplaced(page: Page, error: Error, key: str, holder: Pointer) -> tuple[str, str, str] | None:
    """(code, message, help) for a key that the language has, but not here."""
    here = page.subject(holder)
    value = error.value
    assert isinstance(value, dict)
    if "shots" in value and key in _OF_ONE_SHOT:
        return "S008", f"{here} has `shots`, so `{key}` belongs to one of them", f"move `{key}` into a shot"
    if key == "chain" and holder[:1] == ("scenes",):
        return (
            "S008",
            f"`chain` needs `shots`, and {here} has none",
            "remove it, or write `continues: previous`",
        )
    if key in _OF_ONE_SHOT and holder[:1] in (("defaults",), ("profiles",)):
        return "S008", f"`{key}` cannot stand in {here}: it belongs to one shot", f"move `{key}` into a shot"
    if not holder and page.kind == "library" and key in _OF_STORYBOARDS:
        return "S008", f"a library has no `{key}`", f"move `{key}` into a storyboard"
    if not holder and key in _shot_keys(error):
        return (
            "S008",
            f"`{key}` is a key of shots",
            "write it in a scene, or under `defaults:` for all shots",
        )
    return _excluded(page, error, key, holder, here)


def _shot_keys(error: Error) -> frozenset[str]:
    defaults = error.schema.get("properties", {}).get("defaults", {}).get("properties", {})
    return frozenset(defaults) | (frozenset(_OF_ONE_SHOT) if defaults else frozenset())


def _excluded(page: Page, error: Error, key: str, holder: Pointer, here: str) -> tuple[str, str, str] | None:
    """The fault of a key that another form of the same thing has."""
    if not isinstance(error.wanted, Sequence):
        return None
    for branch in error.wanted:
        if branch is not error.schema and key in branch.get("properties", {}):
            mark = next(iter(error.schema.get("required", ())), "")
            other = next(iter(branch.get("required", ())), "")
            if not mark or not other:
                return None
            help = f"keep one of `{mark}` and `{other}`" if key == other else f"`{key}` goes with `{other}`"
            if (mark, key) == ("image", "at"):
                help = "`frame` says where in this shot the picture stands; `at` goes with `from`"
            return "S009", f"`{key}` does not go with `{mark}` in {here}", help
    return None


def _missing_key(page: Page, error: Error) -> Fault:
    key = str(error.wanted)
    if not error.pointer and key in _KINDS_OF_FILE:
        return _no_version(page, key)
    place = page.key_place(error.pointer) if error.pointer else Place(page.document.path, 1, 1, 1, 1)
    either = "`image` or `from`" if key == "image" else f"`{key}`"
    return Fault("S003", f"{page.subject(error.pointer)} has no {either}", place, help=f"add `{key}: ...`")


def _no_version(page: Page, key: str) -> Fault:
    message = f"this file does not say that it is a {key}"
    return Fault(
        "S010", message, Place(page.document.path, 1, 1, 1, 1), help=f"write  {key}: 1  as its first line"
    )


def _bad_name(page: Page, error: Error) -> Fault:
    key = str(error.pointer[-1])
    return Fault(
        "S007",
        f"`{key}` cannot be a name in {page.subject(error.pointer[:-1])}",
        page.key_place(error.pointer),
        help=f"a name here is {error.schema.get('patternErrorMessage', 'of another form')}",
    )


# --- values -------------------------------------------------------------------------------------------------


def _kind(value: JSON) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return "text" if value else "an empty text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
    return "a mapping of keys"


def _wrong_type(page: Page, error: Error) -> Fault:
    types = error.wanted if isinstance(error.wanted, list) else [error.wanted]
    return _not_that(page, error, _either([_TYPES[one] for one in types]), _fix(page, error, types))


def _not_that(page: Page, error: Error, wanted: str, help: str) -> Fault:
    found = _kind(error.value)
    if isinstance(error.value, float) and wanted == "a whole number":
        found = "one with a fraction"
    message = f"{page.subject(error.pointer)} must be {wanted}; this is {found}"
    return Fault("S002", message, page.value_place(error.pointer), help=help)


def _fix(page: Page, error: Error, types: Sequence[str]) -> str:
    """The corrected line, where there is one."""
    document, pointer, value = page.document, error.pointer, error.value
    if isinstance(value, float) and pointer[-1:] == ("frame",):
        return f"for seconds write `{value:g}s`"
    if "string" in types and value is None:
        return "write the text after the colon, or remove the key"
    if types == ["string"] and isinstance(value, (bool, int, float)):
        return as_text(document, pointer)
    if isinstance(value, str) and {"number", "integer"} & set(types):
        return as_number(document, pointer, value)
    if isinstance(value, str) and "boolean" in types:
        return as_boolean(document, pointer, value)
    if "array" in types and isinstance(value, (str, int, float)):
        return as_list(document, pointer)
    return ""


def _of_no_kind(page: Page, error: Error) -> Fault:
    """A value that no form of a union takes."""
    branches: Sequence[Schema] = sorted(error.wanted, key=lambda branch: _SIMPLEST.index(branch["type"]))
    wanted = _either([_form(branch) for branch in branches])
    same_kind = (
        [branch for branch in branches if branch["type"] == "string"] if isinstance(error.value, str) else []
    )
    if not same_kind:
        types = [branch["type"] for branch in branches]
        return _not_that(page, error, wanted, _wrapped(page, error) or _fix(page, error, types))
    if not str(error.value).strip():
        return _empty(page, error)
    known = [word for branch in same_kind for word in (*branch.get("enum", ()), *branch.get("examples", ()))]
    return Fault(
        "S007",
        f"{page.subject(error.pointer)} cannot be `{_short(error.value)}`",
        page.value_place(error.pointer),
        help=f"write {wanted}",
        label=did_you_mean(str(error.value), known),
    )


def _wrapped(page: Page, error: Error) -> str:
    """`transition: 0.4` to `transition: {crossfade: 0.4}`: the only number that a mapping asks for."""
    if isinstance(error.value, bool) or not isinstance(error.value, (int, float)):
        return ""
    for branch in error.wanted:
        for key in branch.get("required", ()):
            if branch["properties"][key].get("type") == "number":
                return written(page.document, page.value_place(error.pointer), f"{{{key}: {error.value:g}}}")
    return ""


def _form(branch: Schema) -> str:
    match branch["type"]:
        case "object":
            required = next(iter(branch.get("required", ())), None)
            return f"a mapping with `{required}`" if required else "a mapping of keys"
        case "string":
            return " or ".join(f"`{word}`" for word in branch.get("enum", ())) or branch.get("title", "text")
        case "number" | "integer":
            return f"a {branch.get('title', 'number')}"
    return _TYPES[branch["type"]]


def _either(words: Sequence[str]) -> str:
    words = list(dict.fromkeys(words))
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _not_listed(page: Page, error: Error) -> Fault:
    if len(error.pointer) == 1 and error.pointer[0] in _KINDS_OF_FILE:
        message = f"this is version {error.value} of the language, and this program reads version 1"
        help = f"write  {error.pointer[0]}: 1"
        return Fault("S010", message, page.value_place(error.pointer), help=help)
    words = [str(word) for word in error.wanted]
    return Fault(
        "S004",
        f"{page.subject(error.pointer)} cannot be `{_short(error.value)}`",
        page.value_place(error.pointer),
        help=one_of(words),
        label=did_you_mean(str(error.value), words),
    )


def _bad_form(page: Page, error: Error) -> Fault:
    if not str(error.value).strip():
        return _empty(page, error)
    return Fault(
        "S007",
        f"{page.subject(error.pointer)} cannot be `{_short(error.value)}`",
        page.value_place(error.pointer),
        help=f"write {error.schema.get('patternErrorMessage', 'it in another form')}",
    )


def _empty(page: Page, error: Error) -> Fault:
    kind = "an empty list" if isinstance(error.value, list) else "empty text"
    kind = "an empty mapping" if isinstance(error.value, dict) else kind
    help = "remove the key, or write something there"
    return Fault(
        "S006", f"{page.subject(error.pointer)} is {kind}", page.value_place(error.pointer), help=help
    )


def _out_of_range(page: Page, error: Error) -> Fault:
    low, above, high = (error.schema.get(bound) for bound in ("minimum", "exclusiveMinimum", "maximum"))
    if low is not None and high is not None:
        bounds = f"from {low} to {high}"
    elif above is not None:
        bounds = f"more than {above}" + (f" and at most {high}" if high is not None else "")
    else:
        bounds = f"at least {low}" if low is not None else f"at most {high}"
    message = f"{page.subject(error.pointer)} must be {bounds}; this is {error.value}"
    return Fault("S005", message, page.value_place(error.pointer), help=f"write a number that is {bounds}")


def _short(value: JSON) -> str:
    words = str(value)
    return words if len(words) <= 60 else words[:57] + "..."


def _other(page: Page, error: Error) -> Fault:
    message = f"{page.subject(error.pointer)} is not as it should be"
    return Fault("S007", message, page.value_place(error.pointer))


_FAULTS: Mapping[str, Callable[[Page, Error], Fault]] = {
    "additionalProperties": _unknown_key,
    "required": _missing_key,
    "propertyNames": _bad_name,
    "type": _wrong_type,
    "anyOf": _of_no_kind,
    "enum": _not_listed,
    "pattern": _bad_form,
    "minLength": _empty,
    "minItems": _empty,
    "minProperties": _empty,
    "minimum": _out_of_range,
    "exclusiveMinimum": _out_of_range,
    "maximum": _out_of_range,
}
