"""References: attached by tag, or written in words where the model cannot have them."""

from __future__ import annotations

from pipeline.model import Speaker
from tests.unit.compile.compiling import (
    V1,
    assets,
    at,
    body,
    compiled,
    fault,
    faults,
    keyframe,
    look,
    reference,
    shot,
    tag,
)

MEI = reference("mei", "27, grey coat", "mei.png", called="Mei Lin", gala=look("black silk", "gala.png"))
LOBBY = reference("lobby", "black marble", called="the lobby")
WORDS = frozenset({"references"})


def test_a_mentioned_reference_is_attached_once() -> None:
    crossing = shot(prompt=(tag("mei"), " walks. ", tag("mei"), " stops."))

    given = body(crossing, references=(MEI, LOBBY))

    assert given["positivePrompt"] == "@mei walks. @mei stops."
    assert given["inputs"] == {
        "referenceImages": [{"tag": "@mei", "type": "image", "images": ["https://example.org/mei.png"]}]
    }


def test_a_look_is_sent_under_a_tag_of_its_own() -> None:
    gala = shot(prompt=(tag("mei", "gala"), " enters."))

    given = body(gala, references=(MEI,))

    assert given["positivePrompt"] == "@mei_gala enters."
    assert [item["tag"] for item in given["inputs"]["referenceImages"]] == ["@mei_gala"]


def test_a_reference_without_pictures_is_written_in_words_and_needs_no_word() -> None:
    crossing = shot(prompt=("Rain in ", tag("lobby"), "; ", tag("lobby"), " is empty."))

    given = body(crossing, references=(LOBBY,))

    assert given["positivePrompt"] == "Rain in the lobby (black marble); the lobby is empty."
    assert "inputs" not in given


def test_keyframes_and_references_need_the_word() -> None:
    both = shot(prompt=(tag("mei"), " reads."), keyframes=(keyframe("a.png"),))

    found = fault(both, references=(MEI,))

    assert (found.code, found.place) == ("M013", at(11))
    assert found.message == "skyreels-v4 takes keyframes or references, not both: `@mei` cannot be attached"
    assert "adapt: [references]" in found.help


def test_with_the_word_the_keyframe_stays_and_words_stand_in() -> None:
    both = shot(
        prompt=(tag("mei"), " reads. ", tag("mei"), " laughs."), keyframes=(keyframe("a.png"),), adapt=WORDS
    )

    given = body(both, references=(MEI,))

    assert given["positivePrompt"] == "Mei Lin (27, grey coat) reads. Mei Lin laughs."
    assert set(given["inputs"]) == {"frameImages"}


def test_v1_takes_no_references() -> None:
    alone = shot(model=V1, aspect=None, prompt=(tag("mei"),), keyframes=(keyframe("a.png"),))

    found = fault(alone, references=(MEI,))

    assert found.message == "skyreels-v1 takes no references: `@mei` cannot be attached"


def test_of_four_the_first_three_stay_attached() -> None:
    cast = tuple(reference(name, f"{name} said", f"{name}.png") for name in "abcd")
    prompt = (tag("b"), tag("a"), tag("d"), tag("c"))

    without = fault(shot(prompt=prompt), references=cast)
    given = body(shot(prompt=prompt, adapt=WORDS), references=cast)

    assert without.message == "skyreels-v4 takes 3 references at most: `@c` cannot be attached"
    assert given["positivePrompt"] == "@b@a@dc (c said)"
    assert [item["tag"] for item in given["inputs"]["referenceImages"]] == ["@b", "@a", "@d"]


def test_one_that_has_to_be_put_in_words_needs_a_description() -> None:
    silent = reference("scene", None, "scene.png")
    both = shot(prompt=(tag("scene"),), keyframes=(keyframe("a.png"),), adapt=WORDS)

    found = fault(both, references=(silent,))

    assert (found.code, found.place) == ("M014", at(11))
    assert found.related[0].place == at(5)


def test_a_reference_with_too_many_pictures_is_a_fault_where_they_stand() -> None:
    crowd = reference("crowd", "many", *(f"{n}.png" for n in range(6)))

    found = fault(shot(prompt=(tag("crowd"),)), references=(crowd,))

    assert (found.code, found.place) == ("M015", at(5))
    assert "6 pictures" in found.message


def test_a_speaker_of_a_template_is_a_tag_where_the_prompt_attaches_one() -> None:
    attached = shot(prompt=(tag("mei"), " turns. ", Speaker("mei"), " speaks."))
    not_attached = shot(prompt=("An empty room. ", Speaker("mei"), " speaks."))

    assert body(attached, references=(MEI,))["positivePrompt"] == "@mei turns. @mei speaks."
    assert body(not_attached, references=(MEI,))["positivePrompt"] == "An empty room. Mei Lin speaks."
    assert "inputs" not in body(not_attached, references=(MEI,))


def test_every_missing_word_of_a_shot_is_told_at_once() -> None:
    wrong = shot(
        model=V1, aspect=None, prompt=(tag("mei"),), audio=True, duration_s=8.0, keyframes=(keyframe("a"),)
    )

    found = faults(wrong, references=(MEI,))

    assert sorted(one.code for one in found) == ["M004", "M005", "M013"]


def test_pictures_of_attached_references_are_in_the_graph() -> None:
    from pathlib import PurePosixPath

    from pipeline.model import FilePicture, Look, Reference

    images = (FilePicture(PurePosixPath("cast/mei.png"), at(5)),)
    mei = Reference("mei", "Mei", Look("grey coat", images, at(5)), {})

    graph, _ = compiled(shot(prompt=(tag("mei"),)), references=(mei,), files=assets("cast/mei.png"))

    assert graph is not None
    assert graph.shots[0].takes[0].request.body["inputs"] == {
        "referenceImages": [{"tag": "@mei", "type": "image", "images": [{"$asset": "c" * 64}]}]
    }
    assert list(graph.pictures) == ["c" * 64]


def test_a_description_is_not_asked_for_before_the_word_is_given() -> None:
    silent = reference("scene", None, "scene.png")
    both = shot(prompt=(tag("scene"),), keyframes=(keyframe("a.png"),))

    found = faults(both, references=(silent,))

    assert [one.code for one in found] == ["M013"]
