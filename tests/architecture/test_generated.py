"""The pages of the reference are what the schemas, codes, commands and cards say today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import schemas
from pipeline.model import JSON
from scripts.reference import PAGES

ROOT = Path(__file__).parents[2]
AUTHORS_FILES = ("storyboard", "library", "project", "review", "lock")


def keys_of(part: JSON) -> set[str]:
    """Every key that a schema names, at any depth."""
    if isinstance(part, list):
        return {key for item in part for key in keys_of(item)}
    if not isinstance(part, dict):
        return set()
    own = part.get("properties")
    named = set(own) if isinstance(own, dict) else set()
    return named | {key for inner in part.values() for key in keys_of(inner)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_reference_is_current(name: str) -> None:
    path = ROOT / name

    committed = path.read_text(encoding="utf-8") if path.is_file() else ""

    assert committed == PAGES[name](), f"{name} is not what it is made from: run `make reference`"


@pytest.mark.parametrize("name", AUTHORS_FILES)
def test_every_key_an_author_may_write_is_on_the_page(name: str) -> None:
    page = PAGES["docs/reference/storyboard.md"]()
    written = {word for path in page.split("`")[1::2] for word in path.split(".")}

    missing = keys_of(json.loads(schemas.text(name))) - written - {""}

    assert missing == set()


def test_every_code_has_a_heading_to_link_to() -> None:
    page = PAGES["docs/reference/codes.md"]()

    missing = [code for code in schemas.codes() if f"\n### {code}\n" not in page]

    assert missing == []
