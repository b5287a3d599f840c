"""Turns a JSON Schema into a question: is a value as it says? Knows no word for what is wrong with one.

The rules are those of draft 7. `jsonschema` answers the same question, and says why not; it takes as long to
import as ten files to check, and thirty times as long to answer. Most values are right, so it is asked only
about those that this finds wrong. A schema with a keyword that is not known here has no question: all its
values are for `jsonschema`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, reduce
from typing import Any, TypeAlias

from pipeline.model import JSON

Schema: TypeAlias = Mapping[str, Any]
Question: TypeAlias = Callable[[Any], object]
"""Its answer counts as true or false."""
Form: TypeAlias = Mapping[type, Question]
"""A question for each kind of value; a kind that is not in it is refused."""

_KINDS: Mapping[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "null": type(None),
}
_CLASSES: tuple[type, ...] = (dict, list, str, bool, int, float, type(None))
_NOTES = frozenset(
    {"$schema", "title", "description", "default", "examples", "definitions", "defaultSnippets"}
    | {"patternErrorMessage", "errorMessage", "enumDescriptions", "doNotSuggest"}
)
"""Keywords that ask nothing."""
_OF_OBJECTS = frozenset(
    {"properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependencies"}
    | {"minProperties", "maxProperties"}
)
_OF_LISTS = frozenset({"items", "minItems", "maxItems"})
_OF_TEXT = frozenset({"pattern", "minLength", "maxLength"})
_OF_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_KNOWN = _NOTES | _OF_OBJECTS | _OF_LISTS | _OF_TEXT | _OF_NUMBERS | {"type", "enum", "const", "anyOf"}


class Unknown(ValueError):
    """The schema says something that is not known here."""


def question(schema: Schema) -> Callable[[JSON], bool] | None:
    """Asks whether a value, of what JSON has, is as the schema says. None where nobody here can tell.

    schema: of draft 7. References are followed inside it, to its `definitions`. A pattern in it is run as it
    is, so it must not be a stranger's.
    """
    try:
        form = _Reader(schema.get("definitions", {})).form(schema)
    except Unknown:
        return None
    return lambda value: _fits(form, value)


def _fits(form: Form, value: JSON) -> bool:
    ask = form.get(value.__class__)
    return ask is not None and bool(ask(value))


def _yes(_: Any) -> object:
    return True


_ANYTHING: Form = dict.fromkeys(_CLASSES, _yes)
_NOTHING: Form = {}


class _Reader:
    """Reads the parts of one schema; each definition once."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._read: dict[str, Form | None] = {}

    def form(self, schema: Schema | bool) -> Form:
        """Raises Unknown."""
        if isinstance(schema, bool):
            return _ANYTHING if schema else _NOTHING
        if "$ref" in schema:
            return self._defined(schema["$ref"])
        if not _KNOWN.issuperset(schema):
            raise Unknown(f"{sorted({*schema} - _KNOWN)}")
        numbers = _all(_of_numbers(schema))
        form: Form = {
            dict: _all(_of_objects(schema, self.form)),
            list: _all(_of_lists(schema, self.form)),
            str: _all(_of_text(schema)),
            bool: _yes,
            int: numbers,
            float: numbers,
            type(None): _yes,
        }
        for other in _of_any_kind(schema, self.form):
            form = {kind: _all([ask, other[kind]]) for kind, ask in form.items() if kind in other}
        return form

    def _defined(self, reference: str) -> Form:
        start, _, name = reference.rpartition("/")
        if start != "#/definitions" or name not in self._definitions:
            raise Unknown(reference)
        if name not in self._read:
            self._read[name] = None
            self._read[name] = self.form(self._definitions[name])
        form = self._read[name]
        if form is None:
            raise Unknown("a definition that takes itself in")
        return form


# --- of any kind --------------------------------------------------------------------------------------------


def _of_any_kind(schema: Schema, inner: Callable[[Schema], Form]) -> list[Form]:
    forms = []
    if "type" in schema:
        forms.append(_of_types(schema["type"]))
    if "enum" in schema:
        forms.append(_of_words(schema["enum"]))
    if "const" in schema:
        forms.append(_of_words([schema["const"]]))
    if "anyOf" in schema:
        forms.append(_either([inner(branch) for branch in schema["anyOf"]]))
    return forms


def _of_types(types: str | Sequence[str]) -> Form:
    form: dict[type, Question] = {}
    for name in [types] if isinstance(types, str) else types:
        if name == "number":
            form |= {int: _yes, float: _yes}
            continue
        form[_KINDS[name]] = _yes
        if name == "integer":
            form.setdefault(float, float.is_integer)  # 8.0 is a whole number
    return form


def _of_words(words: Sequence[JSON]) -> Form:
    """`true` is not 1, and 1 is 1.0."""
    if any(isinstance(word, (list, dict)) for word in words):
        raise Unknown("a list or mapping among the words")
    numbers = frozenset(
        word for word in words if isinstance(word, (int, float)) and not isinstance(word, bool)
    )
    form: dict[type, Question] = {}
    for kind in (str, bool, type(None)):
        of_kind = frozenset(word for word in words if isinstance(word, kind))
        if of_kind:
            form[kind] = of_kind.__contains__
    return form | ({int: numbers.__contains__, float: numbers.__contains__} if numbers else {})


def _either(branches: Sequence[Form]) -> Form:
    return {
        kind: _any([branch[kind] for branch in branches if kind in branch])
        for kind in _CLASSES
        if any(kind in branch for branch in branches)
    }


def _any(questions: Sequence[Question]) -> Question:
    return _yes if _yes in questions else reduce(_or, questions)


def _all(questions: Iterable[Question]) -> Question:
    asked = [ask for ask in questions if ask is not _yes]
    return reduce(_and, asked) if asked else _yes


def _or(one: Question, other: Question) -> Question:
    return lambda value: one(value) or other(value)


def _and(one: Question, other: Question) -> Question:
    return lambda value: one(value) and other(value)


# --- of one kind --------------------------------------------------------------------------------------------


def _of_objects(schema: Schema, inner: Callable[[Schema | bool], Form]) -> list[Question]:
    questions: list[Question] = []
    if bounds := _size(schema, "minProperties", "maxProperties"):
        questions.append(bounds)
    if required := schema.get("required"):
        questions.append(_all([_has(key) for key in required]))
    if dependencies := schema.get("dependencies"):
        questions.append(_together(dependencies))
    if "propertyNames" in schema:
        names = inner(schema["propertyNames"]).get(str)
        questions.append(lambda value: not value or (names is not None and all(map(names, value))))
    if not schema.keys().isdisjoint(("properties", "patternProperties", "additionalProperties")):
        questions.append(_fields(schema, inner))
    return questions


def _has(key: str) -> Question:
    return lambda value: key in value


def _together(dependencies: Mapping[str, Schema | Collection[str]]) -> Question:
    if any(isinstance(others, (Mapping, bool)) for others in dependencies.values()):
        raise Unknown("a schema under `dependencies`")
    return lambda value: all(
        other in value for key, others in dependencies.items() if key in value for other in others
    )


def _fields(schema: Schema, inner: Callable[[Schema | bool], Form]) -> Question:
    known = {key: inner(one) for key, one in schema.get("properties", {}).items()}
    others = inner(schema.get("additionalProperties", True))
    patterns = [(re.compile(key), inner(one)) for key, one in schema.get("patternProperties", {}).items()]

    def fits(value: Mapping[str, JSON]) -> bool:
        for key, field in value.items():
            form = known.get(key, others)
            ask = form.get(field.__class__)
            if ask is None or not ask(field):
                return False
        return True

    def fits_patterns(value: Mapping[str, JSON]) -> bool:
        for key, field in value.items():
            forms = [form for pattern, form in patterns if pattern.search(key)]
            forms += [known[key]] if key in known else []
            if not all(_fits(form, field) for form in forms or [others]):
                return False
        return True

    return fits_patterns if patterns else fits


def _of_lists(schema: Schema, inner: Callable[[Schema], Form]) -> list[Question]:
    questions: list[Question] = []
    if bounds := _size(schema, "minItems", "maxItems"):
        questions.append(bounds)
    if "items" in schema:
        if isinstance(schema["items"], list):
            raise Unknown("a schema for each item")
        questions.append(_each(inner(schema["items"])))
    return questions


def _each(form: Form) -> Question:
    def fits(value: Sequence[JSON]) -> bool:
        for item in value:
            ask = form.get(item.__class__)
            if ask is None or not ask(item):
                return False
        return True

    return fits


def _of_text(schema: Schema) -> list[Question]:
    questions: list[Question] = []
    if bounds := _size(schema, "minLength", "maxLength"):
        questions.append(bounds)
    if "pattern" in schema:
        questions.append(_search(schema["pattern"]))
    return questions


def _search(pattern: str) -> Question:
    """Compiled when it is first asked: a schema has thirty patterns, and a file meets five."""

    @cache
    def compiled() -> re.Pattern[str]:
        return re.compile(pattern)

    return lambda value: compiled().search(value)


def _size(schema: Schema, least: str, most: str) -> Question | None:
    low, high = schema.get(least, 0), schema.get(most)
    if high is not None:
        return lambda value: low <= len(value) <= high
    return (lambda value: len(value) >= low) if low else None


def _of_numbers(schema: Schema) -> list[Question]:
    questions: list[Question] = []
    if (low := schema.get("minimum")) is not None:
        questions.append(lambda value: value >= low)
    if (above := schema.get("exclusiveMinimum")) is not None:
        questions.append(lambda value: value > above)
    if (high := schema.get("maximum")) is not None:
        questions.append(lambda value: value <= high)
    if (below := schema.get("exclusiveMaximum")) is not None:
        questions.append(lambda value: value < below)
    return questions
