"""The shipped cards are whole, and a project's own are looked at before they are believed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pipeline import schemas
from pipeline.errors import Fault, FileRefused
from pipeline.load.card_checks import card_faults
from pipeline.load.cards import load_cards
from pipeline.load.document import read_document
from pipeline.model import Card, FixedLength, LengthRange

MODELS = schemas.folder() / "models"


class Shelf:
    """A project's `models/` in memory."""

    root = Path("/film")

    def __init__(self, contents: dict[str, str]) -> None:
        self._contents = contents

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        raise NotImplementedError

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        if self._contents[path.name] == "a link":
            raise FileRefused("F003", f"{path} is a link")
        return self._contents[path.name].encode()

    def checked(self, path: PurePosixPath) -> Path:
        raise NotImplementedError

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return None

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        return sorted(self._contents)


def shipped(name: str) -> dict[str, Any]:
    """A shipped card's form, to be changed."""
    form: dict[str, Any] = json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))
    return form


def loaded(**forms: dict[str, Any]) -> tuple[dict[str, Card], tuple[Fault, ...]]:
    cards, faults = load_cards(Shelf({f"{name}.json": json.dumps(form) for name, form in forms.items()}))
    return dict(cards), faults


def fault(**forms: dict[str, Any]) -> Fault:
    _, (found,) = loaded(**forms)
    return found


def test_v4_is_read_from_its_card() -> None:
    cards, faults = loaded()

    v4 = cards["skyreels-v4"]
    assert faults == ()
    assert (v4.provider, v4.endpoint, v4.fps) == ("runware", "skywork:skyreels@v4", 32)
    assert v4.lengths == LengthRange(3, 15, is_whole=True, is_text=False)
    assert v4.references is not None
    assert (v4.references.max_count, v4.references.beside_keyframes) == (3, False)
    assert v4.keyframes is not None
    assert v4.keyframes.max_middle == 6
    assert v4.price is not None
    assert v4.price.usd == {"480p": 0.11, "720p": 0.14, "1080p": 0.35}
    assert v4.needs_consent == ()


def test_v1_is_read_from_its_card() -> None:
    cards, _ = loaded()

    v1 = cards["skyreels-v1"]
    assert (v1.provider, v1.endpoint, v1.fps) == ("runcomfy", "skywork/SkyReels V1", 24)
    assert v1.lengths == FixedLength(4)
    assert (v1.price, v1.references, v1.dialogue) == (None, None, None)
    assert not v1.has("audio")
    assert v1.keyframes is not None
    assert v1.keyframes.required == {"first"}


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.json")), ids=lambda path: path.stem)
def test_a_shipped_card_has_no_fault(path: Path) -> None:
    document, found = read_document(path.read_text(encoding="utf-8"), path.name, path.parent)

    assert document is not None
    assert found == ()
    assert card_faults(document, path.stem) == ()


def test_the_form_of_a_card_is_a_schema_and_describes_every_key() -> None:
    form = schemas.read("card")
    assert isinstance(form, dict)
    keys = form["properties"]
    assert isinstance(keys, dict)

    Draft7Validator.check_schema(form)

    undescribed = [key for key, value in keys.items() if not {"description", "$ref"} & set(value)]
    assert undescribed == []


def test_the_input_of_v1_is_the_vendors_own() -> None:
    properties = shipped("skyreels-v1")["input"]["properties"]

    assert set(properties) == {
        "prompt",
        "image_url",
        "seed",
        "guidance_scale",
        "negative_prompt",
        "aspect_ratio",
    }


def test_a_project_brings_a_model_of_its_own_as_json_or_yaml() -> None:
    form = {**shipped("skyreels-v1"), "endpoint": "studio/kino"}
    contents = {
        "kino.json": json.dumps({**form, "name": "kino"}),
        "noir.yaml": json.dumps({**form, "name": "noir"}),
        "notes.txt": "not a card",
    }

    cards, faults = load_cards(Shelf(contents))

    assert faults == ()
    assert sorted(cards) == ["kino", "noir", "skyreels-v1", "skyreels-v4"]
    assert cards["kino"].endpoint == "studio/kino"
    assert cards["kino"].needs_consent == ()


def test_a_card_that_takes_the_place_of_a_shipped_one_needs_consent() -> None:
    cards, _ = loaded(**{"skyreels-v4": {**shipped("skyreels-v4"), "version": 7}})

    assert cards["skyreels-v4"].version == 7
    assert cards["skyreels-v4"].needs_consent == ("takes the place of the shipped card skyreels-v4",)


@pytest.mark.parametrize(
    "price",
    [
        {"per": "second", "usd": {"480p": 0.11, "720p": 0.13, "1080p": 0.35}, "surplus_usd": 0.02},
        {"per": "second", "usd": {"any": 0.01}, "surplus_usd": 0.02},
        {"per": "clip", "usd": {"any": 9}, "surplus_usd": 0.02},
        {"per": "second", "usd": {"480p": 0.11, "720p": 0.14, "1080p": 0.35}},
    ],
    ids=["one resolution", "all", "another unit", "the surplus"],
)
def test_a_card_that_lowers_the_price_of_a_model_needs_consent(price: dict[str, Any]) -> None:
    dated = {**price, "date": "2026-11-21", "source": "a friend"}

    cards, _ = loaded(cheap={**shipped("skyreels-v4"), "name": "cheap", "price": dated})

    assert cards["cheap"].needs_consent == ("gives a lower price than the shipped card skyreels-v4",)


def test_a_dearer_card_of_another_name_needs_none() -> None:
    form = {**shipped("skyreels-v4"), "name": "dear"}
    form["price"]["usd"]["720p"] = 0.2

    cards, _ = loaded(dear=form)

    assert cards["dear"].needs_consent == ()


def test_a_misspelt_key_is_told_where_it_stands() -> None:
    found = fault(kino={**shipped("skyreels-v1"), "name": "kino", "pricee": {}})

    assert found.code == "M030"
    assert (found.message, found.label) == ("unknown key `pricee`", "did you mean `price`?")
    assert found.help == "write  price  in its place"
    assert found.place.path == "models/kino.json"


def test_a_card_must_be_named_as_its_file() -> None:
    found = fault(kino=shipped("skyreels-v1"))

    assert found.code == "M032"
    assert "`name: kino`" in found.help
    assert found.place.line == 1
    assert found.place.column > 1


@pytest.mark.parametrize(
    ("prompt_schema", "told"),
    [
        ({"type": "string", "pattern": "^(a+)+$"}, "`pattern` may not stand"),
        ({"anyOf": [{"pattern": "x"}]}, "`pattern` may not stand"),
        ({"type": "object", "patternProperties": {}}, "`patternProperties` may not stand"),
        ({"$ref": "https://example.org/schema.json"}, "`$ref` may not stand"),
        ({"$ref": "#/properties/seed"}, "`$ref` may not stand"),
        ({"$id": "https://example.org/"}, "`$id` may not stand"),
        ({"type": "object", "properties": {"a": {}}}, "this object is open"),
        ({"type": "strnig"}, "not JSON Schema"),
    ],
    ids=str,
)
def test_an_input_that_could_harm_is_refused(prompt_schema: dict[str, Any], told: str) -> None:
    form = {**shipped("skyreels-v1"), "name": "kino"}
    form["input"]["properties"]["prompt"] = prompt_schema

    found = fault(kino=form)

    assert found.code == "M031"
    assert told in found.message


def test_a_field_may_be_named_like_a_keyword() -> None:
    form = {**shipped("skyreels-v1"), "name": "kino"}
    form["input"]["properties"]["pattern"] = {"type": "string"}

    _, faults = loaded(kino=form)

    assert faults == ()


def test_a_definition_of_the_same_card_may_be_referred_to() -> None:
    form = {**shipped("skyreels-v1"), "name": "kino"}
    form["input"]["definitions"] = {"text": {"type": "string"}}
    form["input"]["properties"]["prompt"] = {"$ref": "#/definitions/text"}

    _, faults = loaded(kino=form)

    assert faults == ()


def test_definitions_may_not_go_round() -> None:
    form = {**shipped("skyreels-v1"), "name": "kino"}
    form["input"]["definitions"] = {"text": {"$ref": "#/definitions/text"}}
    form["input"]["properties"]["prompt"] = {"$ref": "#/definitions/text"}

    found = fault(kino=form)

    assert found.code == "M031"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"fields": {"prompt": "promt"}}, "`promt` is not in this card's input"),
        ({"fields": {"prompt": "prompt", "seed": "prompt"}}, "are written by two keys"),
        ({"fields": {"prompt": "prompt", "duration": "seed"}}, "a length that nobody can choose"),
    ],
)
def test_fields_and_input_must_fit(changes: dict[str, Any], told: str) -> None:
    found = fault(kino={**shipped("skyreels-v1"), "name": "kino", **changes})

    assert found.code == "M033"
    assert told in found.message


def test_the_wording_of_lines_has_four_slots_and_no_more() -> None:
    form = {**shipped("skyreels-v4"), "name": "kino"}
    form["dialogue"]["line"] = "{speaker.__class__} says {line}"

    found = fault(kino=form)

    assert found.code == "M030"


def test_a_card_that_cannot_be_read_keeps_its_code() -> None:
    _, faults = load_cards(Shelf({"kino.json": "a link"}))

    assert [(one.code, one.place.path) for one in faults] == [("F003", "models/kino.json")]


def test_text_that_is_no_document_is_a_fault_and_the_shipped_cards_stay() -> None:
    cards, faults = load_cards(Shelf({"kino.json": "{"}))

    assert faults
    assert sorted(cards) == ["skyreels-v1", "skyreels-v4"]


@pytest.mark.parametrize(
    ("change", "message", "help"),
    [
        ({"card": 2}, "this is version 2 of model cards, and this program reads version 1", "write  card: 1"),
        ({"provider": "acme"}, "`provider` cannot be `acme`", "write one of `runcomfy`, `runware`"),
        ({"version": 0}, "`version` must be at least 1; this is 0", "write  1  in its place"),
        (
            {"name": "Kino"},
            "`name` cannot be `Kino`",
            "write lower-case letters, digits, `.`, `_` and `-`, as in `skyreels-v4`",
        ),
        ({"retires": "soon"}, "`retires` cannot be `soon`", "write a day, as in `2026-12-31`"),
        ({"fps": {"expected": 24}}, "`fps` has no `source`", "add `source: ...`"),
        ({"duration": {"min": 3, "source": "x"}}, "`duration` has no `max`", "add `max: ...`"),
        ({"keyframes": {"source": "x"}}, "`keyframes` has no `first`", "add `first: ...`"),
        (
            {
                "size": {
                    "rows": [{"aspect": "9:16", "width": 720, "height": 1280}],
                    "width": "w",
                    "source": "x",
                }
            },
            "`size` has `width` and no `height`",
            "add `height: ...`",
        ),
        (
            {"keyframes": {"list": "frames", "places": ["first", "first"], "source": "x"}},
            "`first` stands twice in `places` of `keyframes`",
            "keep one of the two",
        ),
        (
            {"dialogue": {"line": "x" * 501, "source": "x"}},
            "`line` of `dialogue` is longer than 500 characters",
            "shorten it",
        ),
        (
            {"input": {"type": "object", "properties": {}, "additionalProperties": True}},
            "`additionalProperties` of `input` must be `false`",
            "write  false  in its place",
        ),
    ],
)
def test_what_is_wrong_with_the_form_of_a_card_is_told_in_our_words(
    change: dict[str, Any], message: str, help: str
) -> None:
    found = fault(kino={**shipped("skyreels-v1"), "name": "kino", **change})

    assert (found.code, found.message, found.help) == ("M030", message, help)
