"""The form of an author's words: complete, and blind to the card."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import LAST, DialogueHere, FrameTag, Line, Speaker, Trim
from tests.unit.compile.compiling import (
    CARDS,
    V4,
    assets,
    at,
    frame_of,
    keyframe,
    look,
    picture,
    reference,
    shot,
    tag,
    take,
)

MEI = reference("mei", "27, grey coat", "mei.png", called="Mei Lin", gala=look("black silk", "gala.png"))


def test_a_bare_shot_has_its_own_words_only() -> None:
    words = take(shot(aspect="9:16")).words

    assert words == {"model": "skyreels-v4", "prompt": "A lantern.", "aspect": "9:16", "take": 1}


def test_everything_that_was_asked_is_in_the_words() -> None:
    full = shot(
        prompt=(tag("mei", "gala"), " waits at a@b; ", FrameTag("image1", 1, at(11)), ". ", DialogueHere()),
        is_dialogue_placed=True,
        duration_s=8.0,
        seed=3,
        keyframes=(keyframe(frame_of("b")), keyframe(picture("desk.png"), LAST)),
        dialogue=(Line("mei", "Now.", 2.0, "dry", True, at(20)),),
        adapt=frozenset({"references"}),
        params={"outputQuality": 90},
    )

    words = take(full, references=(MEI,), files=assets("desk.png")).words

    assert words == {
        "model": "skyreels-v4",
        "prompt": "@mei.gala waits at a@@b; @image1. {{ dialogue }}",
        "duration": 8,
        "aspect": "9:16",
        "seed": 3,
        "keyframes": [
            {"image": {"$frame": "b", "at": "last"}, "frame": "first"},
            {"image": {"$asset": "d" * 64}, "frame": "last"},
        ],
        "references": {
            "mei.gala": {
                "name": "Mei Lin",
                "description": "black silk",
                "images": ["https://example.org/gala.png"],
            }
        },
        "dialogue": [
            {"who": "mei", "name": "Mei Lin", "line": "Now.", "at": 2, "delivery": "dry", "off": True}
        ],
        "adapt": ["references"],
        "params": {"outputQuality": 90},
        "take": 1,
    }


def test_another_card_changes_the_request_and_not_the_words() -> None:
    card = replace(CARDS[V4], version=2, defaults={**CARDS[V4].defaults, "duration": 9}, fps=24)

    before, after = take(shot()), take(shot(), cards={V4: card})

    assert before.request != after.request
    assert before.words == after.words


def test_what_is_never_rendered_is_not_in_the_words() -> None:
    plain = take(shot()).words
    dressed = take(shot(labels=("night",), trim=Trim(0, 2, at(5)), crossfade_s=0.4)).words

    assert plain == dressed


def test_a_tag_and_the_same_letters_are_other_words() -> None:
    as_tag = take(shot(prompt=(tag("mei"),)), references=(MEI,)).words
    as_text = take(shot(prompt=("@mei",)), references=(MEI,)).words

    assert (as_tag["prompt"], as_text["prompt"]) == ("@mei", "@@mei")


def test_a_speaker_of_a_template_is_in_the_words() -> None:
    words = take(shot(prompt=(Speaker("mei"), " speaks.")), references=(MEI,)).words

    assert words["prompt"] == "{{ speaker mei }} speaks."


def test_each_take_has_words_of_its_own() -> None:
    twice = shot(takes=2)

    assert [take(twice, number).words["take"] for number in (1, 2)] == [1, 2]
