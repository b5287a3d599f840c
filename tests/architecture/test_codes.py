"""Every fault code that the program uses is explained, every explanation has its code, and its examples
are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline import schemas
from pipeline.load import read_document

PACKAGE = Path(__file__).parents[2] / "pipeline"
CODE = re.compile(r'"([YSRTGFMDALPC]\d{3})"')
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
ABRIDGED = {"Y015", "Y016", "Y017", "Y032"}
"""Their wrong examples are too long to print."""


def codes_used() -> set[str]:
    return {code for path in PACKAGE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}


def examples(code: str) -> list[str]:
    return [text for language, text in FENCE.findall(schemas.code_text(code)) if language == "yaml"]


def test_every_code_in_use_is_explained_and_no_other() -> None:
    used = codes_used()

    assert used
    assert sorted(used) == list(schemas.codes())


@pytest.mark.parametrize("code", schemas.codes())
def test_an_explanation_has_a_title_a_reason_and_two_examples(code: str) -> None:
    text = schemas.code_text(code)
    title, blank, reason = text.split("\n")[:3]

    assert title.startswith("# ")
    assert blank == ""
    assert len(reason) > 20
    assert len(FENCE.findall(text)) >= 2


@pytest.mark.parametrize(
    "code", [code for code in schemas.codes() if code[0] == "Y" and code not in ABRIDGED]
)
def test_the_wrong_example_of_a_yaml_code_gives_it_and_the_right_one_does_not(code: str) -> None:
    found = [{fault.code for fault in read_document(text, "a.yaml", Path())[1]} for text in examples(code)]

    assert not found or code in found[0]
    assert not any(found[1:])
