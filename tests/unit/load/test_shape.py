"""One mistake against the schema gives one fault, in the author's words and at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import Fault
from pipeline.load import check_shape, read_document
from pipeline.model import Document


def document_of(text: str) -> Document:
    document, _ = read_document(text, "ep.yaml", Path())
    assert document is not None
    return document


def faults_of(text: str, kind: str = "storyboard") -> tuple[Fault, ...]:
    return check_shape(document_of(text), kind)


def in_river(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"storyboard: 1\nscenes:\n  - id: river\n{lines}"


def with_top(line: str) -> str:
    return f"storyboard: 1\n{line}\nscenes: [{{id: river}}]\n"


def where(fault: Fault) -> str:
    return f"{fault.place.line}:{fault.place.column}-{fault.place.end_column}"


@pytest.mark.parametrize(
    ("body", "code", "place", "message", "label", "help"),
    [
        (
            "promt: a bus",
            "S001",
            "4:5-10",
            "unknown key `promt` in scene `river`",
            "did you mean `prompt`?",
            "write  prompt: a bus",
        ),
        (
            "shots: [{id: b, durtion: 3}]",
            "S001",
            "4:21-28",
            "unknown key `durtion` in shot `river/b`",
            "did you mean `duration`?",
            "write  shots: [{id: b, duration: 3}]",
        ),
        (
            'duration: "8"',
            "S002",
            "4:15-18",
            "`duration` of scene `river` must be a number; this is text",
            "",
            "remove the quotes: duration: 8",
        ),
        (
            "duration: 8s",
            "S002",
            "4:15-17",
            "`duration` of scene `river` must be a number; this is text",
            "",
            "write  duration: 8",
        ),
        (
            "audio: yes",
            "S002",
            "4:12-15",
            "`audio` of scene `river` must be true or false; this is text",
            "",
            "write  audio: true",
        ),
        (
            "template: 010",
            "S002",
            "4:15-18",
            "`template` of scene `river` must be text; this is a number",
            "",
            'write  template: "010"',
        ),
        (
            "prompt:",
            "S002",
            "4:5-11",
            "`prompt` of scene `river` must be text; this is empty",
            "",
            "write the text after the colon, or remove the key",
        ),
        (
            "adapt: audio",
            "S002",
            "4:12-17",
            "`adapt` of scene `river` must be a list; this is text",
            "",
            "write  adapt: [audio]",
        ),
        (
            "dialogue: [{who: mei}]",
            "S003",
            "4:16-26",
            "line 1 of scene `river` has no `line`",
            "",
            "add `line: ...`",
        ),
        (
            "adapt: [referense]",
            "S004",
            "4:13-22",
            "item 1 of `adapt` of scene `river` cannot be `referense`",
            "did you mean `references`?",
            "write  adapt: [references]\nit is one of `audio`, `duration`, `references`, `end-keyframe`, "
            "`mid-keyframes`, `dialogue`",
        ),
        (
            "takes: 0",
            "S005",
            "4:12-13",
            "`takes` of scene `river` must be from 1 to 100; this is 0",
            "",
            "write  takes: 1",
        ),
        (
            "keyframes: []",
            "S006",
            "4:16-18",
            "`keyframes` of scene `river` is an empty list",
            "",
            "remove the key, or write something there",
        ),
        (
            'prompt: "  "',
            "S006",
            "4:13-17",
            "`prompt` of scene `river` is empty text",
            "",
            "remove the key, or write something there",
        ),
        (
            "aspect: 9x16",
            "S007",
            "4:13-17",
            "`aspect` of scene `river` cannot be `9x16`",
            "",
            "write width and height, as in `9:16`",
        ),
        (
            "chain: true",
            "S008",
            "4:5-10",
            "`chain` needs `shots`, and scene `river` has none",
            "",
            "remove it, or write `continues: previous`",
        ),
        (
            "prompt: x\nshots: [{id: b}]",
            "S008",
            "4:5-11",
            "scene `river` has `shots`, so `prompt` belongs to one of them",
            "",
            "move `prompt` into a shot",
        ),
    ],
)
def test_a_mistake_in_a_shot_is_one_fault(
    body: str, code: str, place: str, message: str, label: str, help: str
) -> None:
    (fault,) = faults_of(in_river(body))

    assert (code, place, message) == (fault.code, where(fault), fault.message)
    assert (label, help) == (fault.label, fault.help)


@pytest.mark.parametrize(
    ("value", "code", "message", "help"),
    [
        (
            "keyframes: [3]",
            "S002",
            "keyframe 1 of scene `river` must be text, a mapping with `image` or a mapping with `from`; "
            "this is a number",
            "",
        ),
        (
            "keyframes: [{imag: x}]",
            "S001",
            "unknown key `imag` in keyframe 1 of scene `river`",
            "write  keyframes: [{image: x}]",
        ),
        (
            "keyframes: [{frame: last}]",
            "S003",
            "keyframe 1 of scene `river` has no `image` or `from`",
            "add `image: ...`",
        ),
        (
            "keyframes: [{image: x, from: y}]",
            "S009",
            "`from` does not go with `image` in keyframe 1 of scene `river`",
            "keep one of `image` and `from`",
        ),
        (
            "keyframes: [{image: x, at: 3}]",
            "S009",
            "`at` does not go with `image` in keyframe 1 of scene `river`",
            "`frame` says where in this shot the picture stands; `at` goes with `from`",
        ),
        (
            "keyframes: [{image: x, frame: lst}]",
            "S007",
            "`frame` of keyframe 1 of scene `river` cannot be `lst`",
            "write  keyframes: [{image: x, frame: last}]\n"
            "it is a frame counted from 0 or `first`, `last` or `2.5s`",
        ),
        (
            "keyframes: [{image: x, frame: 2.5}]",
            "S002",
            "`frame` of keyframe 1 of scene `river` must be a whole number; this is one with a fraction",
            "for seconds write `2.5s`",
        ),
        (
            "keyframes: x.png",
            "S002",
            "`keyframes` of scene `river` must be a list; this is text",
            "write  keyframes: [x.png]",
        ),
        (
            "transition: fade",
            "S007",
            "`transition` of scene `river` cannot be `fade`",
            "write `cut` or a mapping with `crossfade`",
        ),
        (
            "transition: 0.4",
            "S002",
            "`transition` of scene `river` must be `cut` or a mapping with `crossfade`; this is a number",
            "write  transition: {crossfade: 0.4}",
        ),
        (
            "transition: {crossfad: 0.4}",
            "S001",
            "unknown key `crossfad` in `transition` of scene `river`",
            "write  transition: {crossfade: 0.4}",
        ),
    ],
)
def test_the_form_of_a_union_that_was_meant_is_told(value: str, code: str, message: str, help: str) -> None:
    (fault,) = faults_of(in_river(value))

    assert (code, message, help) == (fault.code, fault.message, fault.help)


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (
            "references: {mei: 3}",
            "S002",
            "reference `mei` must be text, a list or a mapping of keys; this is a number",
        ),
        ("references: {image1: x}", "S007", "`image1` cannot be a name in `references`"),
        (
            "references: {m: {looks: {gala: {desc: x}}}}",
            "S001",
            "unknown key `desc` in look `gala` of reference `m`",
        ),
        ("templates: {none: x}", "S007", "`none` cannot be a name in `templates`"),
        ("vars: {prompt: x}", "S007", "`prompt` cannot be a name in `vars`"),
        ("assembly: {loudness: loud}", "S007", "`loudness` of `assembly` cannot be `loud`"),
        ("assembly: {loudness: -80}", "S005", "`loudness` of `assembly` must be from -70 to -5; this is -80"),
        ("defaults: {prompt: x}", "S008", "`prompt` cannot stand in `defaults`: it belongs to one shot"),
        (
            "profiles: {draft: {clip: x}}",
            "S008",
            "`clip` cannot stand in profile `draft`: it belongs to one shot",
        ),
        ("model: skyreels-v4", "S008", "`model` is a key of shots"),
        ("use: a.yaml", "S002", "`use` must be a list; this is text"),
        ("budget: 25 dollars", "S002", "`budget` must be a number; this is text"),
    ],
)
def test_a_mistake_beside_the_scenes_is_one_fault(line: str, code: str, message: str) -> None:
    (fault,) = faults_of(with_top(line))

    assert (code, message, 2) == (fault.code, fault.message, fault.place.line)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("title: x\nscenes: [{id: a}]\n", "storyboard", "this file does not say that it is a storyboard"),
        ("library: 1\n", "storyboard", "this file is a library, and a storyboard should stand here"),
        (
            "storyboard: 1\nscenes: []\n",
            "library",
            "this file is a storyboard, and a library should stand here",
        ),
        (
            "storyboard: 2\nscenes: [{id: a}]\n",
            "storyboard",
            "this is version 2 of the language, and this program reads version 1",
        ),
    ],
)
def test_a_file_of_another_kind_is_told_once(text: str, kind: str, message: str) -> None:
    (fault,) = faults_of(text, kind)

    assert ("S010", message) == (fault.code, fault.message)


def test_a_misspelt_required_key_is_not_called_missing_too() -> None:
    (fault,) = faults_of("storyboard: 1\nscenes: [{idd: river}]\n")

    assert fault.message == "unknown key `idd` in scene 1"


def test_a_value_of_another_type_is_not_also_called_a_wrong_word() -> None:
    (fault,) = faults_of('storyboard: "1"\nscenes: [{id: river}]\n')

    assert (fault.code, fault.help) == ("S002", "remove the quotes: storyboard: 1")


def test_a_scene_without_an_id_goes_by_its_number() -> None:
    (fault,) = faults_of("storyboard: 1\nscenes: [{id: a}, {prompt: x}]\n")

    assert fault.message == "scene 2 has no `id`"


def test_every_mistake_of_a_file_is_told() -> None:
    faults = faults_of(in_river("takes: 0\naudio: yes\nshots_: 3"))

    assert sorted(fault.code for fault in faults) == ["S001", "S002", "S005"]


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[3].glob("storyboards/**/*.storyboard.yaml")), ids=lambda p: p.name
)
def test_every_shipped_storyboard_has_the_right_shape(path: Path) -> None:
    assert faults_of(path.read_text(encoding="utf-8")) == ()


def test_of_very_many_mistakes_five_hundred_are_told_and_one_says_that_there_are_more() -> None:
    faults = faults_of(in_river("".join(f"k{n}: 1\n" for n in range(600))))

    assert [fault.code for fault in faults] == ["S001"] * 500 + ["Y032"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"prompt: {'x' * 10_001}", "`prompt` of scene `river` is longer than 10000 characters"),
        (f"labels: [{'a, ' * 101}]", "`labels` of scene `river` has 101 items, and 100 is the most"),
        (
            f"with: {{{', '.join(f'k{n}: 1' for n in range(201))}}}",
            "`with` of scene `river` has 201 keys, and 200 is the most",
        ),
    ],
    ids=["text", "list", "mapping"],
)
def test_what_is_too_long_is_told_with_how_long_it_may_be(body: str, message: str) -> None:
    (fault,) = faults_of(in_river(body))

    assert (fault.code, fault.message) == ("S005", message)
