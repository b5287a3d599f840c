"""The shipped schemas are found, are sound, and tell an editor what every key means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pipeline import schemas

AUTHORS = ("storyboard", "library", "review", "lock", "project")
OWN = {"prompt", "continues", "keyframes", "clip", "dialogue", "trim"}
"""Keys that one shot has, and that no other inherits."""


def schema(name: str) -> dict[str, Any]:
    read = schemas.read(name)
    assert isinstance(read, dict)
    return read


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(inner)


def described(node: dict[str, Any], whole: dict[str, Any]) -> bool:
    if "$ref" in node:
        return "description" in whole["definitions"][node["$ref"].rpartition("/")[2]]
    return "description" in node


def test_the_schemas_of_files_and_outputs_are_there() -> None:
    outputs = {"plan", "validate", "render", "request", "status", "graph", "event"}

    assert {*AUTHORS, *outputs} <= set(schemas.names())


def test_an_unknown_name_is_refused() -> None:
    for call in (schemas.text, schemas.read, schemas.code_text):
        with pytest.raises(KeyError):
            call("../settings")


def test_a_code_has_a_text() -> None:
    assert schemas.code_text("S001").startswith("# Unknown key\n")


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_is_sound_and_stands_alone(name: str) -> None:
    whole = schema(name)

    Draft7Validator.check_schema(whole)

    references = [node["$ref"] for node in objects(whole) if isinstance(node.get("$ref"), str)]
    assert all(reference.startswith("#/definitions/") for reference in references)
    assert whole["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("name", AUTHORS)
def test_every_key_of_a_file_is_described_and_no_other_is_taken(name: str) -> None:
    whole = schema(name)
    holders = [node for node in objects(whole) if node.get("type") == "object" and "properties" in node]

    undescribed = [
        key for node in holders for key, inner in node["properties"].items() if not described(inner, whole)
    ]

    assert holders
    assert undescribed == []
    assert all(node["additionalProperties"] is False for node in holders)
    assert not any("default" in node and not isinstance(node["default"], dict) for node in objects(whole))


def test_scenes_defaults_and_profiles_hold_the_shot_keys_that_are_inherited() -> None:
    definitions = schema("storyboard")["definitions"]
    shot = set(definitions["shot"]["properties"])
    single, many = (set(form["properties"]) for form in definitions["scene"]["anyOf"])

    assert single == shot
    assert many == (shot - OWN) | {"shots", "chain"}
    assert set(definitions["defaults"]["properties"]) == shot - OWN - {"id", "notes"}
    assert set(definitions["profile"]["properties"]) == shot - OWN - {"id", "notes"}


def test_a_library_describes_what_it_shares_in_the_same_words() -> None:
    library, storyboard = schema("library")["definitions"], schema("storyboard")["definitions"]

    assert library == {name: storyboard[name] for name in library}


@pytest.mark.parametrize("name", ["storyboard", "library", "review", "project"])
def test_each_word_of_a_choice_says_what_it_means(name: str) -> None:
    choices = [node for node in objects(schema(name)) if node.get("type") == "string" and "enum" in node]

    assert choices
    assert [
        node["enum"] for node in choices if len(node.get("enumDescriptions", ())) != len(node["enum"])
    ] == []


def test_the_models_that_are_offered_are_those_that_are_shipped() -> None:
    cards = sorted(path.stem for path in (schemas.folder() / "models").glob("*.json"))

    assert sorted(schema("storyboard")["definitions"]["model"]["examples"]) == cards
