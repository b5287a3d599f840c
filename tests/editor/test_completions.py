"""What an editor offers at a place: the keys and words that may stand there, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.load import check_shape, read_document
from tests.editor.keyboard import accepted, placed
from tests.editor.server import Server

KEY = 10
"""The kind that the protocol gives to a key (CompletionItemKind.Property)."""

IN = "storyboard: 1\nscenes:\n  - id: river\n    "
AFTER = "storyboard: 1\nscenes: [{id: river}]\n"

INHERITED = {
    *("template", "with", "negative_prompt", "guidance_scale", "seed", "model", "duration", "resolution"),
    *("aspect", "audio", "prompt_extend", "takes", "transition", "labels", "adapt", "params"),
}
OF_ONE_SHOT = {"prompt", "keyframes", "continues", "dialogue", "trim", "clip"}
SHARED = {"use", "budget", "defaults", "profiles", "vars", "references", "templates", "assembly"}

KEYS = {
    "a storyboard": ("¦", {"storyboard", "title", "language", "scenes", *SHARED}),
    "a scene's item": (
        "storyboard: 1\nscenes:\n  - ¦",
        {"id", "notes", "chain", "shots", *INHERITED, *OF_ONE_SHOT},
    ),
    "a scene that may be either": (IN + "¦", {"notes", "chain", "shots", *INHERITED, *OF_ONE_SHOT}),
    "a scene with a prompt": (
        IN + "prompt: A bus.\n    ¦",
        {"notes", *INHERITED, *OF_ONE_SHOT} - {"prompt"},
    ),
    "a scene of shots": (IN + "shots: [{id: a}]\n    ¦", {"notes", "chain", *INHERITED}),
    "a shot": (IN + "shots:\n      - id: a\n        ¦", {"notes", *INHERITED, *OF_ONE_SHOT}),
    "a picture": (IN + "keyframes:\n      - image: a.png\n        ¦", {"frame"}),
    "a frame of another shot": (IN + "keyframes:\n      - from: a\n        ¦", {"at", "frame"}),
    "a keyframe's item": (IN + "keyframes:\n      - ¦", {"image", "from", "at", "frame"}),
    "a line": (IN + "dialogue:\n      - who: mei\n        ¦", {"line", "at", "delivery", "off"}),
    "a trim": (IN + "trim:\n      ¦", {"in", "out"}),
    "a reference": (AFTER + "references:\n  mei:\n    ¦", {"name", "description", "images", "looks"}),
    "a look": (AFTER + "references:\n  mei:\n    looks:\n      gala:\n        ¦", {"description", "images"}),
    "the defaults": (AFTER + "defaults:\n  ¦", INHERITED),
    "a profile": (AFTER + "profiles:\n  draft:\n    ¦", INHERITED),
    "the assembly": (
        AFTER + "assembly:\n  ¦",
        {"size", "fps", "transition", "loudness", "subtitles"},
    ),
}

WORDS = {
    "aspect": (IN + "aspect: ¦", {"9:16", "16:9", "1:1"}),
    "aspect of all": (AFTER + "defaults:\n  aspect: ¦", {"9:16", "16:9", "1:1"}),
    "resolution": (IN + "resolution: ¦", {"480p", "720p", "1080p"}),
    "model": (IN + "model: ¦", {"skyreels-v4", "skyreels-v1"}),
    "audio": (IN + "audio: ¦", {"true", "false"}),
    "continues": (IN + "continues: ¦", {"previous", "none"}),
    "adapt": (
        IN + "adapt:\n      - ¦",
        {"audio", "duration", "references", "end-keyframe", "mid-keyframes", "dialogue"},
    ),
    "adapt in a line": (
        IN + "adapt: [¦]",
        {"audio", "duration", "references", "end-keyframe", "mid-keyframes", "dialogue"},
    ),
    "transition": (IN + "transition: ¦", {"cut", "new crossfade"}),
    "place": (IN + "keyframes:\n      - image: a.png\n        frame: ¦", {"first", "last"}),
    "moment": (IN + "keyframes:\n      - from: a\n        at: ¦", {"first", "last"}),
    "heard and not seen": (IN + "dialogue:\n      - {who: mei, line: No., off: ¦}", {"true", "false"}),
    "subtitles": (AFTER + "assembly:\n  subtitles: ¦", {'"off"', "sidecar", "soft", "burn"}),
    "loudness": (AFTER + "assembly:\n  loudness: ¦", {'"off"', "-16"}),
}


def ask(server: Server, project: Path, marked: str) -> list[dict[str, object]]:
    return server.completions(project / "ep.storyboard.yaml", *placed(marked))


@pytest.mark.parametrize(("marked", "expected"), KEYS.values(), ids=KEYS)
def test_the_keys_that_may_stand_there_are_offered_and_no_others(
    server: Server, project: Path, marked: str, expected: set[str]
) -> None:
    offered = ask(server, project, marked)

    keys = {str(item["label"]).strip('"') for item in offered if item["kind"] == KEY}
    assert keys == expected
    assert all(item["documentation"] for item in offered if item["kind"] == KEY)


@pytest.mark.parametrize(("marked", "expected"), WORDS.values(), ids=WORDS)
def test_the_words_that_may_stand_there_are_offered_and_our_loader_takes_them(
    server: Server, project: Path, marked: str, expected: set[str]
) -> None:
    offered = ask(server, project, marked)

    assert {str(item["label"]) for item in offered} == expected
    for item in offered:
        document, faults = read_document(accepted(marked, item), "ep.storyboard.yaml", Path())
        assert document is not None
        assert (faults, check_shape(document, "storyboard")) == ((), ())


def test_each_word_says_what_it_means(server: Server, project: Path) -> None:
    offered = ask(server, project, WORDS["subtitles"][0])

    meanings = [item["documentation"] for item in offered]
    assert len(set(map(str, meanings))) == len(meanings) == 4


def test_a_shape_of_the_picture_comes_without_quotes_and_stays_text(server: Server, project: Path) -> None:
    marked = WORDS["aspect"][0]
    upright = next(item for item in ask(server, project, marked) if item["label"] == "9:16")

    text = accepted(marked, upright)
    document, _ = read_document(text, "ep.storyboard.yaml", Path())

    assert text.endswith("    aspect: 9:16")
    assert document is not None
    assert document.data == {"storyboard": 1, "scenes": [{"id": "river", "aspect": "9:16"}]}
