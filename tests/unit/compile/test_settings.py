"""Defaults of the card, knobs that are inherited or written, sound and length."""

from __future__ import annotations

import pytest

from tests.unit.compile.compiling import V1, at, body, compiled, fault, faults, keyframe, shot, take

FIRST = (keyframe("a.png"),)


def v1(**changes: object) -> dict[str, object]:
    return {"model": V1, "aspect": None, "keyframes": FIRST, **changes}


def test_a_bare_shot_takes_the_cards_defaults() -> None:
    bare = shot()

    given = body(bare)

    assert given == {
        "positivePrompt": "A lantern.",
        "width": 720,
        "height": 1280,
        "duration": 5,
        "settings": {"audio": True, "promptExtend": False},
    }


def test_what_is_written_goes_before_the_cards_defaults() -> None:
    loud = shot(duration_s=8.0, audio=False, prompt_extend=True, resolution="480p")

    given = body(loud)

    assert given["duration"] == 8
    assert isinstance(given["duration"], int)
    assert given["settings"] == {"audio": False, "promptExtend": True}
    assert (given["width"], given["height"]) == (480, 848)


def test_v1_is_sent_every_knob_that_it_has() -> None:
    night = shot(**v1(guidance_scale=7.0, negative_prompt="text", seed=5, aspect="9:16"))

    given = body(night)

    assert given == {
        "prompt": "A lantern.",
        "image_url": "https://example.org/a.png",
        "guidance_scale": 7,
        "negative_prompt": "text",
        "seed": 5,
        "aspect_ratio": "9:16",
    }
    assert isinstance(given["guidance_scale"], int)


def test_an_inherited_knob_is_left_behind_where_the_model_lacks_it() -> None:
    inheriting = shot(guidance_scale=7.0, seed=5, inherited=("guidance_scale", "seed"))

    given = body(inheriting)

    assert "guidance_scale" not in given
    assert "seed" not in given


def test_a_knob_on_the_shot_itself_must_be_one_that_the_model_has() -> None:
    own = shot(guidance_scale=7.0, own=("guidance_scale",))

    found = fault(own)

    assert found.code == "M002"
    assert found.message == "`guidance_scale` exists on skyreels-v1 only; this shot uses skyreels-v4"
    assert found.place == at(7)
    assert [(label.place, label.text) for label in found.related] == [(at(2), "this shot uses skyreels-v4")]


def test_take_n_sends_the_seed_plus_n_less_one() -> None:
    thrice = shot(**v1(seed=40, takes=3))

    graph, _ = compiled(thrice)

    assert graph is not None
    assert [one.request.body["seed"] for one in graph.shots[0].takes] == [40, 41, 42]
    assert [one.number for one in graph.shots[0].takes] == [1, 2, 3]


def test_sound_on_a_silent_model_needs_the_word() -> None:
    loud = v1(audio=True, inherited=("audio",))

    without, with_word = faults(shot(**loud)), faults(shot(**loud, adapt=frozenset({"audio"})))

    assert [(one.code, one.place) for one in without] == [("M004", at(3))]
    assert "adapt: [audio]" in without[0].help
    assert with_word == ()


def test_no_sound_never_needs_a_word() -> None:
    silent = shot(**v1(audio=False, own=("audio",)))

    given = body(silent)

    assert set(given) == {"prompt", "image_url"}


def test_a_length_on_a_model_without_one_needs_the_word() -> None:
    long = v1(duration_s=8.0, inherited=("duration",))

    without = fault(shot(**long))
    given = take(shot(**long, adapt=frozenset({"duration"})))

    assert (without.code, without.place) == ("M005", at(3))
    assert given.duration_s == 4
    assert given.fps == 24


@pytest.mark.parametrize(("seconds", "able"), [(2.0, "3"), (16.0, "15"), (4.5, "5"), (400.0, "15")])
def test_a_length_that_the_model_cannot_make_is_a_fault_with_one_that_it_can(
    seconds: float, able: str
) -> None:
    odd = shot(duration_s=seconds, own=("duration",))

    found = fault(odd)

    assert (found.code, found.place) == ("M006", at(7))
    assert f"`duration: {able}`" in found.help


def test_the_word_lets_an_impossible_length_become_the_nearest() -> None:
    odd = shot(duration_s=20.0, adapt=frozenset({"duration"}))

    given = body(odd)

    assert given["duration"] == 15


def test_a_value_that_the_input_refuses_stands_at_the_key_that_wrote_it() -> None:
    hot = shot(**v1(guidance_scale=25.0, own=("guidance_scale",)))

    found = fault(hot)

    assert (found.code, found.place) == ("M003", at(7))
    assert "`guidance_scale`" in found.message
    assert found.message == "`guidance_scale` goes from 1 to 20 on skyreels-v1; this is 25"
    assert found.help == "write  guidance_scale: 20"


def test_an_unknown_model_is_told_with_the_nearest_name() -> None:
    misspelt = shot(model="skyreel-v4")

    found = fault(misspelt)

    assert (found.code, found.place) == ("M001", at(2))
    assert found.help == "did you mean `skyreels-v4`?"
