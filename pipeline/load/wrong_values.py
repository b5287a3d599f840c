"""Turns values that a key does not take into faults in the author's words. Checks nothing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence

from pipeline.errors import Fault
from pipeline.load.fixes import Fix, as_boolean, as_list, as_number, as_text, renamed, written
from pipeline.load.lookalikes import fault_in_structure
from pipeline.load.page import KINDS_OF_FILE, Error, Page, Schema
from pipeline.model import JSON
from pipeline.schemas import KINDS
from pipeline.suggest import certain, did_you_mean, nearest, one_of

_SIMPLEST = ("number", "integer", "string", "boolean", "array", "object", "null")
"""The order in which the forms of a union are told; in the schema, editors want another one."""


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


def wrong_type(page: Page, error: Error) -> Fault:
    types = error.wanted if isinstance(error.wanted, list) else [error.wanted]
    return _slip(page, error, types) or _not_that(
        page, error, _either([KINDS[one] for one in types]), _fix(page, error, types)
    )


def _slip(page: Page, error: Error, types: Sequence[str]) -> Fault | None:
    """The fault that made a text of what was to be a mapping or a list, where one can be seen."""
    if not isinstance(error.value, str) or not {"object", "array"} & set(types):
        return None
    return fault_in_structure(error.value, page.value_place(error.pointer), page.document.text)


def _not_that(page: Page, error: Error, wanted: str, fix: Fix) -> Fault:
    found = _kind(error.value)
    if isinstance(error.value, float) and wanted == "a whole number":
        found = "one with a fraction"
    message = f"{page.subject(error.pointer)} must be {wanted}; this is {found}"
    place = page.value_place(error.pointer)
    return Fault("S002", message, place, help=fix.help, edits=fix.edits)


def _fix(page: Page, error: Error, types: Sequence[str]) -> Fix:
    """The corrected line, where there is one."""
    document, pointer, value = page.document, error.pointer, error.value
    if isinstance(value, float) and pointer[-1:] == ("frame",):
        return Fix(f"for seconds write `{value:g}s`")
    if isinstance(value, float) and types == ["integer"]:
        return Fix(f"write  {pointer[-1]}: {math.floor(value)}  or  {pointer[-1]}: {math.ceil(value)}")
    if "string" in types and value is None:
        return Fix("write the text after the colon, or remove the key")
    if types == ["string"] and isinstance(value, (bool, int, float)):
        return _as_text(page, error)
    if types == ["string"]:
        fix = as_text(document, pointer)
        return Fix(f"{fix.help}  if this is the text itself" if fix.help else "write the text, in quotes")
    if isinstance(value, str) and {"number", "integer"} & set(types):
        example = next((one for one in error.schema.get("examples", ()) if not isinstance(one, str)), 5)
        return _or_example(as_number(document, pointer, value), f"`{pointer[-1]}: {example}`")
    if isinstance(value, str) and "boolean" in types:
        return as_boolean(document, pointer, value)
    if "array" in types and isinstance(value, (str, int, float)):
        return as_list(document, pointer)
    return Fix()


def _or_example(fix: Fix, example: str) -> Fix:
    return fix if fix.help else Fix(f"write it in digits, as in {example}")


def _as_text(page: Page, error: Error) -> Fix:
    """In quotes, if that is of the form that the key takes; a word of its list that begins so, where there is
    one."""
    fix = as_text(page.document, error.pointer)
    longer = [word for word in error.schema.get("examples", ()) if word.startswith(str(error.value))]
    if len(longer) == 1:
        return written(page.document, page.document.place(*error.pointer), longer[0]).as_advice()
    pattern = error.schema.get("pattern")
    if pattern and fix.edits and not re.search(pattern, fix.edits[0].new[1:-1]):
        return Fix(f"write {error.schema.get('patternErrorMessage', 'it in another form')}")
    return fix


def of_no_kind(page: Page, error: Error) -> Fault:
    """A value that no form of a union takes."""
    branches: Sequence[Schema] = sorted(error.wanted, key=lambda branch: _SIMPLEST.index(branch["type"]))
    wanted = _either([_form(branch) for branch in branches])
    same_kind = (
        [branch for branch in branches if branch["type"] == "string"] if isinstance(error.value, str) else []
    )
    if not same_kind:
        types = [branch["type"] for branch in branches]
        return _slip(page, error, types) or _not_that(
            page, error, wanted, _wrapped(page, error) or _fix(page, error, types)
        )
    if not str(error.value).strip():
        return empty(page, error)
    known = [word for branch in same_kind for word in (*branch.get("enum", ()), *branch.get("examples", ()))]
    fix = _respelt(page, error, known)
    return Fault(
        "S007",
        f"{page.subject(error.pointer)} cannot be `{_short(error.value)}`",
        page.value_place(error.pointer),
        help=f"{fix.help}\nit is {wanted}" if fix.help else f"write {wanted}",
        label=did_you_mean(str(error.value), known),
        edits=fix.edits,
    )


def _respelt(page: Page, error: Error, words: Sequence[str]) -> Fix:
    """The corrected line with the word of a list that was meant."""
    said = str(error.value)
    meant = nearest(said, words)
    return renamed(
        page.document, page.value_place(error.pointer), meant, certain(said, words) if meant else None
    )


def _wrapped(page: Page, error: Error) -> Fix | None:
    """`transition: 0.4` to `transition: {crossfade: 0.4}`: the only number that a mapping asks for."""
    if isinstance(error.value, bool) or not isinstance(error.value, (int, float)):
        return None
    for branch in error.wanted:
        for key in branch.get("required", ()):
            if branch["properties"][key].get("type") == "number":
                return written(page.document, page.value_place(error.pointer), f"{{{key}: {error.value:g}}}")
    return None


def _form(branch: Schema) -> str:
    match branch["type"]:
        case "object":
            required = next(iter(branch.get("required", ())), None)
            return f"a mapping with `{required}`" if required else "a mapping of keys"
        case "string":
            return " or ".join(f"`{word}`" for word in branch.get("enum", ())) or branch.get("title", "text")
        case "number" | "integer":
            return f"a {branch.get('title', 'number')}"
    return KINDS[branch["type"]]


def _either(words: Sequence[str]) -> str:
    words = list(dict.fromkeys(words))
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def not_listed(page: Page, error: Error) -> Fault:
    if len(error.pointer) == 1 and error.pointer[0] in KINDS_OF_FILE:
        return _of_another_version(page, error)
    words = [str(word) for word in error.wanted]
    fix = _respelt(page, error, words)
    known = one_of(words)
    return Fault(
        "S004",
        f"{page.subject(error.pointer)} cannot be `{_short(error.value)}`",
        page.value_place(error.pointer),
        help=f"{fix.help}\nit is {known}" if fix.help else f"write {known}",
        label=did_you_mean(str(error.value), words),
        edits=fix.edits,
    )


def not_the_one(page: Page, error: Error) -> Fault:
    if len(error.pointer) == 1 and error.pointer[0] in KINDS_OF_FILE:
        return _of_another_version(page, error)
    wanted = json.dumps(error.wanted) if isinstance(error.wanted, bool) else error.wanted
    fix = written(page.document, page.value_place(error.pointer), str(wanted))
    message = f"{page.subject(error.pointer)} must be `{wanted}`"
    return Fault("S004", message, page.value_place(error.pointer), help=fix.help)


def twice(page: Page, error: Error) -> Fault:
    assert isinstance(error.value, list)
    nth = next(nth for nth, item in enumerate(error.value) if item in error.value[:nth])
    message = f"`{_short(error.value[nth])}` stands twice in {page.subject(error.pointer)}"
    return Fault("S007", message, page.value_place((*error.pointer, nth)), help="keep one of the two")


def too_long(page: Page, error: Error) -> Fault:
    message = f"{page.subject(error.pointer)} is longer than {error.wanted} characters"
    return Fault("S005", message, page.value_place(error.pointer), help="shorten it")


def too_many(page: Page, error: Error) -> Fault:
    assert isinstance(error.value, (list, dict))
    kind = "items" if isinstance(error.value, list) else "keys"
    message = f"{page.subject(error.pointer)} has {len(error.value)} {kind}, and {error.wanted} is the most"
    return Fault("S005", message, page.key_place(error.pointer), help="part the file, or leave some out")


def _of_another_version(page: Page, error: Error) -> Fault:
    what = "model cards" if page.kind == "card" else "the language"
    message = f"this is version {_short(error.value)} of {what}, and this program reads version 1"
    return Fault("S010", message, page.value_place(error.pointer), help=f"write  {error.pointer[0]}: 1")


def bad_form(page: Page, error: Error) -> Fault:
    if not str(error.value).strip():
        return empty(page, error)
    return Fault(
        "S007",
        f"{page.subject(error.pointer)} cannot be `{_short(error.value)}`",
        page.value_place(error.pointer),
        help=f"write {error.schema.get('patternErrorMessage', 'it in another form')}",
    )


def empty(page: Page, error: Error) -> Fault:
    kind = "an empty list" if isinstance(error.value, list) else "empty text"
    kind = "an empty mapping" if isinstance(error.value, dict) else kind
    help = "remove the key, or write something there"
    return Fault(
        "S006", f"{page.subject(error.pointer)} is {kind}", page.value_place(error.pointer), help=help
    )


def out_of_range(page: Page, error: Error) -> Fault:
    low, above, high = (error.schema.get(bound) for bound in ("minimum", "exclusiveMinimum", "maximum"))
    if low is not None and high is not None:
        bounds = f"from {low} to {high}"
    elif above is not None:
        bounds = f"more than {above}" + (f" and at most {high}" if high is not None else "")
    else:
        bounds = f"at least {low}" if low is not None else f"at most {high}"
    message = f"{page.subject(error.pointer)} must be {bounds}; this is {error.value}"
    place = page.value_place(error.pointer)
    bound = low if low is not None and error.value < low else None
    bound = high if high is not None and error.value > high else bound
    fix = written(page.document, place, str(bound)) if bound is not None else Fix()
    return Fault("S005", message, place, help=fix.help or f"write a number that is {bounds}")


def _short(value: JSON) -> str:
    words = str(value)
    return words if len(words) <= 60 else words[:57] + "..."


def other(page: Page, error: Error) -> Fault:
    message = f"{page.subject(error.pointer)} is not as it should be"
    return Fault("S007", message, page.value_place(error.pointer))
