"""Every snippet of the schemas, put in where an editor offers it, is a text that our loader takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import schemas
from pipeline.load import check_shape, read_document
from tests.editor.keyboard import accepted, placed
from tests.editor.server import Server

TOP = "storyboard: 1\n"
SCENE = TOP + "scenes:\n  - id: river\n    "
SHOTS = SCENE + "shots:\n"
WITH = TOP + "scenes: [{id: river}]\n"

SCENES = {
    "the first item": TOP + "scenes:\n  - ¦",
    "an item not indented": TOP + "scenes:\n- ¦",
    "the next item": SCENE + "prompt: A bus.\n  - ¦",
    "an empty line of the list": TOP + "scenes:\n  ¦",
    "the line after an item": SCENE + "prompt: A bus.\n  ¦",
    "between items": SCENE + "prompt: A bus.\n  - ¦\n  - id: hill",
}
PLACES = {
    "storyboard": {
        "new storyboard": {"an empty file": "¦", "after a comment": "# ep01\n¦"},
        "new scene": SCENES,
        "new scene of shots": SCENES,
        "new shot": {
            "the first item": SHOTS + "      - ¦",
            "the next item": SHOTS + "      - id: bank\n      - ¦",
            "an empty line of the list": SHOTS + "      ¦",
            "the line after an item": SHOTS + "      - id: bank\n        prompt: A bus.\n      ¦",
        },
        "text below": {
            "a scene's prompt": SCENE + "prompt: ¦",
            "a shot's": SHOTS + "      - id: a\n        prompt: ¦",
        },
        "new reference": {
            "its value": WITH + "references:\n  mei: ¦",
            "below its name": WITH + "references:\n  mei:\n    ¦",
            "beside a name": WITH + "references:\n  mei:\n    name: Mei Lin\n    ¦",
        },
        "new crossfade": {
            "its value": SCENE + "transition: ¦",
            "below its key": SCENE + "transition:\n      ¦",
            "the assembly's": WITH + "assembly:\n  transition: ¦",
        },
    },
    "library": {
        "new library": {"an empty file": "¦"},
        "new reference": {"its value": "library: 1\nreferences:\n  mei: ¦"},
        "new crossfade": {"the assembly's": "library: 1\nassembly:\n  transition: ¦"},
    },
}
CASES = [
    pytest.param(kind, label, marked, id=f"{label}, {place}")
    for kind, labels in PLACES.items()
    for label, places in labels.items()
    for place, marked in places.items()
]
PROMPT_KEY = {
    "first in an item": TOP + "scenes:\n  - ¦",
    "after an id": SCENE + "¦",
    "half written": SCENE + "pro¦",
}


def snippets(node: Any) -> Iterator[str]:
    """The label of each snippet in a schema."""
    if isinstance(node, dict):
        yield from (snippet["label"] for snippet in node.get("defaultSnippets", ()))
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from snippets(inner)


def chosen(server: Server, path: Path, marked: str, label: str) -> str:
    """The text after the completion of that label was chosen."""
    (item,) = [item for item in server.completions(path, *placed(marked)) if item["label"] == label]
    return accepted(marked, item)


@pytest.mark.parametrize("kind", ["storyboard", "library", "review", "project"])
def test_every_snippet_has_a_place_in_these_tests(kind: str) -> None:
    assert set(snippets(schemas.read(kind))) - {"text below"} == set(PLACES.get(kind, {})) - {"text below"}


@pytest.mark.parametrize(("kind", "label", "marked"), CASES)
def test_a_snippet_put_in_at_its_place_is_right(
    server: Server, project: Path, kind: str, label: str, marked: str
) -> None:
    path = project / f"ep.{kind}.yaml"

    text = chosen(server, path, marked, label)

    document, faults = read_document(text, path.name, Path())
    assert document is not None, text
    assert (faults, check_shape(document, kind)) == ((), ()), text
    assert server.diagnostics(path, text) == [], text


@pytest.mark.parametrize("marked", PROMPT_KEY.values(), ids=PROMPT_KEY)
def test_the_key_of_a_prompt_opens_a_block_wherever_it_stands(
    server: Server, project: Path, marked: str
) -> None:
    text = chosen(server, project / "ep.storyboard.yaml", marked, "prompt")

    document, faults = read_document(text, "ep.storyboard.yaml", Path())
    assert faults == ()
    assert document is not None
    assert document.data["scenes"][0]["prompt"].strip() == "What is seen and heard."  # type: ignore[index,call-overload,union-attr]


@pytest.mark.parametrize(
    "marked",
    [SCENE + "¦", SCENE + "prompt: A bus.\n    ¦", SHOTS + "      - id: a\n        ¦", TOP + "title: x\n¦"],
)
def test_among_the_keys_of_what_is_begun_there_is_no_snippet_for_another(
    server: Server, project: Path, marked: str
) -> None:
    offered = server.completions(project / "ep.storyboard.yaml", *placed(marked))

    assert [item["label"] for item in offered if item["label"].startswith("new ")] == []
