"""What an editor reports: nothing on what is right, and the fault itself, at its place, on what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editor.server import Server

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "storyboards").rglob("*.yaml") if ".lock." not in path.name)
BAD = sorted((ROOT / "tests" / "examples" / "bad").glob("*.storyboard.yaml"))

ONE_LINE = "Implicit keys need to be on a single line"
SEEN = {
    "duplicate-keys": ["8:5 Map keys must be unique"],
    "empty-lists": [
        "6:12 Array has too few items. Expected 1 or more.",
        "8:34 `first`, `last`, seconds such as `2.5`, or a frame such as `80f`",
    ],
    "full-width-colon": [
        f"5:5 {ONE_LINE}",
        '5:5 Missing property "id".',
        "5:5 Property id： river prompt is not allowed.",
    ],
    "slips": ["16:59 `first`, `last`, seconds such as `2.5`, or a frame such as `80f`"],
    "silent-cut": ['7:12 Unused anchor "&unused"'],
    "tag-unquoted": ["7:13 Plain value cannot start with reserved character @"],
    "tags-and-second-document": [
        "6:13 Unresolved tag: tag:yaml.org,2002:python/object/apply:os.system",
        '6:45 Incorrect type. Expected "string".',
        '8:1 Missing property "scenes".',
    ],
    "template-unquoted": ['5:10 Incorrect type. Expected "string".', "5:23 Unexpected scalar at node end"],
    "typo-in-key": ["6:5 Property promt is not allowed.", "7:5 Property durtion is not allowed."],
    "wrong-types": [
        '5:9 Incorrect type. Expected "string".',
        '7:15 Incorrect type. Expected "number".',
        '8:12 Incorrect type. Expected "boolean".',
        '9:12 Incorrect type. Expected "integer".',
    ],
}
"""What the editor sees of the bad examples. The others are at fault in what no schema can say."""


def in_scene(body: str) -> str:
    return f"storyboard: 1\nscenes:\n  - id: river\n    {body}\n"


def at_top(line: str) -> str:
    return f"storyboard: 1\n{line}\nscenes: [{{id: river}}]\n"


ADAPTATIONS = '"audio", "duration", "references", "end-keyframe", "mid-keyframes", "dialogue"'
ONE_FAULT = {
    "a misspelt key of a scene": (in_scene("promt: a bus"), "4:5 Property promt is not allowed."),
    "a misspelt key of a shot": (
        in_scene("shots: [{id: b, durtion: 3}]"),
        "4:21 Property durtion is not allowed.",
    ),
    "a misspelt key of a keyframe": (
        in_scene("keyframes: [{image: a.png, fram: last}]"),
        "4:32 Property fram is not allowed.",
    ),
    "a misspelt key of a reference": (
        at_top("references: {mei: {image: a.png}}"),
        "2:20 Property image is not allowed.",
    ),
    "a scene without an id": (
        "storyboard: 1\nscenes:\n  - prompt: a bus\n",
        '3:5 Missing property "id".',
    ),
    "a line without words": (in_scene("dialogue: [{who: mei}]"), '4:16 Missing property "line".'),
    "a prompt beside shots": (
        in_scene("prompt: a bus\n    shots: [{id: b}]"),
        "4:5 Property prompt is not allowed.",
    ),
    "a chain without shots": (
        in_scene("chain: true"),
        "3:5 Object is missing property shots required by property chain.",
    ),
    "two sources of a keyframe": (
        in_scene("keyframes: [{image: a.png, from: b}]"),
        "4:32 Property from is not allowed.",
    ),
    "a moment where a place should stand": (
        in_scene("keyframes: [{image: a.png, at: last}]"),
        "4:32 Property at is not allowed.",
    ),
    "a misspelt place": (
        in_scene("keyframes: [{image: a.png, frame: lst}]"),
        "4:39 `first`, `last`, a frame counted from 0 such as `80`, or seconds such as `2.5s`",
    ),
    "a prompt for every shot": (at_top("defaults: {prompt: a bus}"), "2:12 Property prompt is not allowed."),
    "a number in quotes": (in_scene('duration: "8"'), '4:15 Incorrect type. Expected "number".'),
    "an empty prompt": (in_scene("prompt:"), '4:12 Incorrect type. Expected "string".'),
    "too small a number": (in_scene("takes: 0"), "4:12 Value is below the minimum of 1."),
    "an unknown word": (
        in_scene("adapt: [sound]"),
        f"4:13 Value is not accepted. Valid values: {ADAPTATIONS}.",
    ),
    "another form of a text": (in_scene("aspect: wide"), "4:13 width and height, as in `9:16`"),
    "an unknown transition": (
        in_scene("transition: fade"),
        "4:17 `cut`, or `{crossfade: 0.4}` in seconds",
    ),
    "an unknown loudness": (
        at_top("assembly: {loudness: loud}"),
        "2:22 a number from -70 to -5, or `off`",
    ),
    "a tag that means something else": (
        at_top("references: {image1: a.png}"),
        "2:14 a letter, then letters, digits, `-` and `_`; not `frame`, `image1` or `video1`",
    ),
    "a version that is not there yet": (
        "storyboard: 2\nscenes: [{id: river}]\n",
        "1:13 Value is not accepted. Valid values: 1.",
    ),
}


def told(server: Server, path: Path, text: str) -> list[str]:
    """`line:column message`, from 1."""
    return [
        f"{found['range']['start']['line'] + 1}:{found['range']['start']['character'] + 1} {found['message']}"
        for found in server.diagnostics(path, text)
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_nothing_is_wrong_with_an_example(server: Server, path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith("# yaml-language-server: $schema=../")
    assert told(server, path, text) == []


def test_nothing_is_wrong_with_a_new_project(server: Server, project: Path) -> None:
    paths = sorted(project.glob("*.yaml"))

    assert len(paths) == 2
    assert [told(server, path, path.read_text(encoding="utf-8")) for path in paths] == [[], []]


def test_a_first_line_that_names_the_schema_is_heeded_where_no_settings_are(server: Server) -> None:
    first_line = "# yaml-language-server: $schema=../schemas/storyboard.schema.json\n"

    found = told(
        server, ROOT / "storyboards" / "notes.yaml", first_line + "storyboard: 2\nscenes: [{id: a}]\n"
    )

    assert found == ["2:13 Value is not accepted. Valid values: 1."]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name.split(".")[0])
def test_of_a_bad_example_the_editor_reports_what_a_schema_can_see(
    server: Server, project: Path, path: Path
) -> None:
    text = path.read_text(encoding="utf-8")

    found = told(server, project / path.name, text)

    assert found == SEEN.get(path.name.split(".")[0], [])


@pytest.mark.parametrize(("text", "expected"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_one_mistake_is_one_report(server: Server, project: Path, text: str, expected: str) -> None:
    assert told(server, project / "ep.storyboard.yaml", text) == [expected]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("series.library.yaml", "library: 1\nscenes: []\n", "2:1 Property scenes is not allowed."),
        (
            "ep01.review.yaml",
            "review: 1\nshots: {a/b: {status: good}}\n",
            '2:23 Value is not accepted. Valid values: "open", "approved", "changes", "omitted".',
        ),
    ],
)
def test_the_settings_give_each_kind_of_file_its_schema(
    server: Server, project: Path, name: str, text: str, expected: str
) -> None:
    assert told(server, project / name, text) == [expected]
