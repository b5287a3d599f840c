"""Whatever a schema and a file say: a form, and our walk by the schema, find it right exactly where
`jsonschema` does."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry

from pipeline import forms, schemas
from pipeline.load import check_shape, read_document
from pipeline.model import Document

STORYBOARDS = Path(__file__).parents[2] / "storyboards"

names = st.sampled_from(["a", "b", "ab"])
leaves = st.sampled_from(["", "a", "ab", "b", 0, 1, 2, 1.0, 1.5, True, False, None])
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)
)
kinds = st.sampled_from(["object", "array", "string", "boolean", "integer", "number", "null"])
small = st.integers(0, 2)


def keywords(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "type": kinds | st.lists(kinds, min_size=1, max_size=3, unique=True),
            "enum": st.lists(leaves, min_size=1, max_size=3),
            "const": leaves,
            "pattern": st.sampled_from(["^a", "b$"]),
            "minLength": small,
            "maxItems": small,
            "minimum": small,
            "exclusiveMaximum": small,
            "minProperties": small,
            "required": st.lists(names, max_size=2),
            "items": inner,
            "properties": st.dictionaries(names, inner, max_size=2),
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), inner, max_size=2),
            "additionalProperties": inner,
            "propertyNames": inner,
            "dependencies": st.dictionaries(names, st.lists(names, max_size=2), max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=3),
        },
    )


@given(keywords(st.recursive(st.booleans(), keywords, max_leaves=4)), st.lists(values, max_size=5))
def test_any_schema_is_answered_as_jsonschema_answers_it(schema: dict[str, Any], asked: list[Any]) -> None:
    validator = Draft7Validator(schema, registry=Registry())
    ask = forms.question(schema)

    assert ask is not None
    assert [ask(value) for value in asked] == [validator.is_valid(value) for value in asked]


def data_of(name: str) -> Any:
    document, _ = read_document((STORYBOARDS / name).read_bytes(), name, STORYBOARDS)
    assert document is not None
    return document.data


GOOD = {
    "storyboard": data_of("orchid/s01e01.storyboard.yaml"),
    "library": data_of("orchid/series.library.yaml"),
}


@given(st.data())
@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_with_one_change_is_judged_as_jsonschema_judges_it(
    name: str, data: st.DataObject
) -> None:
    schema: Any = schemas.read(name)
    value = copy.deepcopy(GOOD[name])
    holder = value
    while True:
        step = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else [*range(len(holder))]))
        if not isinstance(holder[step], (dict, list)) or not holder[step] or data.draw(st.booleans()):
            break
        holder = holder[step]
    holder[step] = data.draw(leaves | st.sampled_from([[holder[step]], {"id": "x"}, [], {}]))
    if isinstance(holder, dict) and data.draw(st.booleans()):
        holder[data.draw(st.sampled_from(["id", "shots", "from", "image", "promt"]))] = holder.pop(step)

    ask = forms.question(schema)

    assert ask is not None
    assert ask(value) == Draft7Validator(schema, registry=Registry()).is_valid(value)


# --- our walk -----------------------------------------------------------------------------------------------

STORYBOARD = Draft7Validator(schemas.read("storyboard"), registry=Registry())  # type: ignore[arg-type]

KEYS = [
    "id",
    "prompt",
    "shots",
    "keyframes",
    "image",
    "from",
    "at",
    "frame",
    "transition",
    "crossfade",
    "adapt",
]
KEYS += [
    "references",
    "looks",
    "images",
    "vars",
    "assembly",
    "loudness",
    "scenes",
    "defaults",
    "use",
    "takes",
    "chain",
]
wrong = st.sampled_from(["x", "", "cut", "last", "audio", "off", 0, 1, 2.5, -20, True, None])
anything = st.recursive(
    wrong,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
scenes = st.lists(
    st.dictionaries(st.sampled_from(KEYS), anything, max_size=5).map(lambda s: {"id": "a", **s}), max_size=2
)


@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=3), scenes)
def test_our_walk_finds_fault_exactly_where_jsonschema_does(top: dict[str, Any], scenes: list[Any]) -> None:
    value = {"storyboard": 1, "scenes": scenes, **top}
    document = Document("ep.yaml", Path(), "", value, {}, {})

    faults = check_shape(document, "storyboard")

    assert STORYBOARD.is_valid(value) == (not faults)
