"""A form finds a value right exactly where `jsonschema` does, or says that it cannot tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry

from pipeline import forms, schemas

STORYBOARDS = Path(__file__).parents[2] / "storyboards"


def is_right(schema: dict[str, Any], value: Any) -> bool:
    ask = forms.question(schema)
    assert ask is not None
    return ask(value)


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({}, [None, 1, "a", [], {}], []),
        ({"type": "integer"}, [8, 8.0, -1], [8.5, True, "8", None]),
        ({"type": "number"}, [8, 8.5], [True, "8"]),
        ({"type": ["string", "null"]}, ["", None], [0, False, []]),
        ({"type": "boolean"}, [True, False], [0, 1, "true"]),
        ({"enum": [1, "a", None]}, [1, 1.0, "a", None], [True, "b", 0, [], False]),
        ({"enum": [False]}, [False], [0, None, ""]),
        ({"const": 1}, [1, 1.0], [True, "1"]),
        ({"minimum": 1, "maximum": 2}, [1, 2, 1.5, "x", True], [0, 2.1]),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 2}, [1, 0.1], [0, 2, 0.0]),
        ({"minLength": 1, "maxLength": 2}, ["a", "ab", 5, []], ["", "abc"]),
        ({"pattern": "^[a-z]+$"}, ["ab", 5], ["A", ""]),
        ({"minItems": 1, "maxItems": 2, "items": {"type": "string"}}, [["a"], "", {}], [[], [1], ["a"] * 3]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}, []], [{}, {"a": 1, "b": 2}]),
        ({"required": ["a", "b"]}, [{"a": 1, "b": None}, []], [{}, {"a": 1}]),
        ({"properties": {"a": {"type": "string"}}}, [{}, {"a": "x", "b": 1}, 5], [{"a": 1}]),
        ({"properties": {"a": {}}, "additionalProperties": False}, [{}, {"a": 1}], [{"b": 1}]),
        ({"additionalProperties": {"type": "string"}}, [{"b": "x"}], [{"b": 1}]),
        ({"properties": {"a": False}}, [{}, {"b": 1}], [{"a": 1}]),
        (
            {"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": False},
            [{}, {"xa": ""}],
            [{"xa": 1}, {"a": ""}],
        ),
        (
            {"properties": {"xa": {"minLength": 1}}, "patternProperties": {"^x": {"type": "string"}}},
            [{"xa": "a"}],
            [{"xa": ""}, {"xa": 1}],
        ),
        ({"propertyNames": {"pattern": "^a"}}, [{}, {"ab": 1}, "b"], [{"b": 1}]),
        ({"propertyNames": {"type": "integer"}}, [{}], [{"b": 1}]),
        ({"dependencies": {"a": ["b", "c"]}}, [{}, {"b": 1}, {"a": 1, "b": 1, "c": 1}], [{"a": 1, "b": 1}]),
        ({"anyOf": [{"type": "string"}, {"type": "number", "minimum": 1}]}, ["", 1], [0, None]),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"a": 1}, {"b": 1}, 5], [{}]),
        (
            {"definitions": {"name": {"minLength": 1}}, "properties": {"a": {"$ref": "#/definitions/name"}}},
            [{"a": "x"}],
            [{"a": ""}],
        ),
    ],
    ids=str,
)
def test_each_keyword_means_what_it_means_to_jsonschema(
    schema: dict[str, Any], right: list[Any], wrong: list[Any]
) -> None:
    validator = Draft7Validator(schema, registry=Registry())

    assert [is_right(schema, value) for value in right] == [True] * len(right)
    assert [is_right(schema, value) for value in wrong] == [False] * len(wrong)
    assert [validator.is_valid(value) for value in (*right, *wrong)] == [True] * len(right) + [False] * len(
        wrong
    )


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{"type": "string"}]},
        {"not": {}},
        {"items": [{}]},
        {"enum": [[1]]},
        {"dependencies": {"a": {"required": ["b"]}}},
        {"properties": {"a": {"uniqueItems": True}}},
        {"$ref": "https://schemas.invalid/other.json"},
        {"$ref": "#/definitions/nobody"},
        {"definitions": {"a": {"items": {"$ref": "#/definitions/a"}}}, "$ref": "#/definitions/a"},
    ],
    ids=str,
)
def test_a_schema_that_says_more_than_is_known_here_has_no_question(schema: dict[str, Any]) -> None:
    assert forms.question(schema) is None


@pytest.mark.parametrize("name", ["storyboard", "library", "review", "lock"])
def test_every_schema_of_a_file_can_be_asked(name: str) -> None:
    schema: Any = schemas.read(name)

    assert forms.question(schema) is not None


@pytest.mark.parametrize("path", sorted((schemas.folder() / "models").glob("*.json")), ids=lambda p: p.stem)
def test_every_shipped_card_can_be_asked(path: Path) -> None:
    card = json.loads(path.read_text(encoding="utf-8"))

    assert forms.question(card["input"]) is not None
