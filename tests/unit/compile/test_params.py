"""Fields that an author passes to the model as they are."""

from __future__ import annotations

from tests.unit.compile.compiling import at, body, fault, shot


def test_a_field_of_the_model_is_passed_as_it_is() -> None:
    given = body(shot(params={"outputQuality": 90, "safety": {"mode": "fast"}}))

    assert given["outputQuality"] == 90
    assert given["safety"] == {"mode": "fast"}


def test_a_field_that_the_model_has_not_is_told_with_the_nearest() -> None:
    found = fault(shot(params={"outputQualty": 90}, own=("params",)))

    assert (found.code, found.place) == ("M003", at(7))
    assert found.message == "skyreels-v4 has no field `outputQualty`"
    assert found.help == "did you mean `outputQuality`?"


def test_a_field_inside_an_object_is_checked_too() -> None:
    found = fault(shot(params={"settings": {"colour": "red"}}))

    assert found.message == "skyreels-v4 has no field `colour`"


def test_a_field_that_a_shot_key_writes_is_refused_with_the_key() -> None:
    prompt = fault(shot(params={"positivePrompt": "Another."}))
    duration = fault(shot(params={"duration": 10}))
    audio = fault(shot(params={"settings": {"audio": False}}))

    assert [one.code for one in (prompt, duration, audio)] == ["M019"] * 3
    assert [one.help for one in (prompt, duration, audio)] == [
        "write `prompt` on the shot instead",
        "write `duration` on the shot instead",
        "write `audio` on the shot instead",
    ]


def test_an_author_cannot_make_a_hole() -> None:
    found = fault(shot(params={"inputs": {"frameImages": [{"image": {"$asset": "0" * 64}}]}}))

    assert found.code == "M019"
    assert "`$asset`" in found.message


def test_a_value_that_is_refused_stands_at_params_under_its_own_name() -> None:
    found = fault(shot(params={"width": 90, "height": 720}, own=("params",)))

    assert (found.code, found.place) == ("M003", at(7))
    assert found.message == "`width` goes from 256 to 2048 on skyreels-v4; this is 90"
