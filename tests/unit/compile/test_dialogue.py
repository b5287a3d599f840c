"""Lines in the prompt, lines that only subtitles carry, and lines that do not fit."""

from __future__ import annotations

import pytest

from pipeline.model import DialogueHere, Line
from tests.unit.compile.compiling import V1, at, body, fault, faults, keyframe, reference, shot, tag

MEI = reference("mei", "27, grey coat", "mei.png", called="Mei Lin")
ADRIAN = reference("adrian", "38, dark suit", called="Adrian Vale")
CAST = (MEI, ADRIAN)
LONG = "I have waited on this bridge for eleven years and you come now, tonight, with a lantern."


def line(
    who: str,
    text: str,
    at_s: float | None = None,
    delivery: str | None = None,
    *,
    off: bool = False,
    row: int = 20,
) -> Line:
    return Line(who, text, at_s, delivery, off, at(row))


def test_lines_are_added_as_the_card_words_them() -> None:
    talk = shot(
        prompt=(tag("mei"), " reads."),
        dialogue=(
            line("mei", "Ninety. Not one day more.", 2.0, "dry"),
            line("adrian", "Fine.", off=True),
        ),
    )

    given = body(talk, references=CAST)

    assert given["positivePrompt"] == (
        '@mei reads. At 2 s @mei says (dry): "Ninety. Not one day more." '
        'Adrian Vale, heard but not seen, says: "Fine."'
    )


def test_a_template_may_place_the_lines_itself() -> None:
    talk = shot(
        prompt=("A room. ", DialogueHere(), " Rain."),
        is_dialogue_placed=True,
        dialogue=(line("adrian", "Fine."),),
    )

    given = body(talk, references=CAST)

    assert given["positivePrompt"] == 'A room. Adrian Vale says: "Fine." Rain.'


def test_what_stands_in_a_line_is_never_read_as_a_slot() -> None:
    talk = shot(dialogue=(line("adrian", "{speaker} {line}"),))

    given = body(talk, references=CAST)

    assert given["positivePrompt"] == 'A lantern. Adrian Vale says: "{speaker} {line}"'


def test_a_narrator_is_never_sent() -> None:
    told = shot(dialogue=(line("narrator", "Years later."),))

    given = body(told, references=CAST)

    assert given["positivePrompt"] == "A lantern."


def test_lines_on_a_silent_model_need_the_word_and_are_then_not_sent() -> None:
    silent = {
        "model": V1,
        "aspect": None,
        "keyframes": (keyframe("a.png"),),
        "dialogue": (line("mei", "Now."),),
        "own": ("dialogue",),
    }

    without = fault(shot(**silent), references=CAST)
    given = body(shot(**silent, adapt=frozenset({"dialogue"})), references=CAST)

    assert (without.code, without.place) == ("D003", at(7))
    assert given["prompt"] == "A lantern."


def test_lines_in_a_shot_without_sound_need_the_word() -> None:
    silent = shot(audio=False, dialogue=(line("mei", "Now."),))

    found = fault(silent, references=CAST)

    assert found.code == "D003"
    assert "`audio: true`" in found.help


def test_a_line_that_cannot_be_spoken_in_the_clip_is_a_fault_with_the_numbers() -> None:
    rushed = shot(duration_s=3.0, dialogue=(line("mei", LONG, 1.0),))

    found = fault(rushed, references=CAST)

    assert (found.code, found.place) == ("D001", at(20))
    assert found.message == "the line needs about 6.8 s from 1 s on, and the clip ends at 3 s"
    assert found.help.startswith("write `duration: 8`, ")


def test_a_way_out_is_never_a_length_that_the_model_cannot_make() -> None:
    rushed = shot(duration_s=15.0, dialogue=(line("mei", LONG, 12.0),))

    found = fault(rushed, references=CAST)

    assert "duration" not in found.help


def test_the_rate_of_speech_is_that_of_the_language() -> None:
    chinese = shot(duration_s=3.0, dialogue=(line("mei", "这把雨伞我等了十一年你今晚才拿着灯笼回来"),))

    in_english = faults(chinese, references=CAST, language="en")
    in_chinese = faults(chinese, references=CAST, language="zh-Hans")

    assert in_english == ()
    assert [one.code for one in in_chinese] == ["D001"]


def test_one_mouth_says_one_line_at_a_time() -> None:
    talk = shot(
        dialogue=(
            line("mei", "Three months. Not a day more.", 1.0, row=20),
            line("mei", "Never.", 2.0, row=21),
        )
    )

    found = fault(talk, references=CAST)

    assert (found.code, found.place, found.related[0].place) == ("D002", at(21), at(20))
    assert "`at: 3.4`" in found.help


def test_two_people_may_speak_at_once() -> None:
    talk = shot(dialogue=(line("mei", "Three months. Not a day more.", 1.0), line("adrian", "Never.", 2.0)))

    found = faults(talk, references=CAST)

    assert found == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"dialogue": (line("narrator", "Years later.", 5.0),)},
        {"dialogue": (line("mei", "Now.", 1.0, row=19), line("narrator", "Years later.", 9.0))},
        {"dialogue": (line("mei", "Now.", 5.0),), "audio": False, "adapt": frozenset({"dialogue"})},
    ],
)
def test_a_subtitle_that_would_begin_after_the_clip_is_a_fault(changes: dict[str, object]) -> None:
    found = fault(shot(**changes), references=CAST)

    assert (found.code, found.place, found.label) == ("D001", at(20), "no subtitle would show it")


def test_a_subtitle_may_run_on_to_the_end_of_the_clip() -> None:
    told = shot(duration_s=3.0, dialogue=(line("narrator", LONG, 1.0),))

    found = faults(told, references=CAST)

    assert found == ()
