"""Keys: equal for what is equal, different for what is paid for differently, the same on every machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.keys import canonical, digest, request_key, shape_key, words_digest, words_form
from pipeline.model import LAST, FrameNeed, Moment, Request
from tests.twins import take


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8.0, "8"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e22, "10000000000000000000000"),
        (True, "true"),
        ({"b": 1, "a": [None]}, '{"a":[null],"b":1}'),
        ("밤", '"\\ubc24"'),
        ("e\u0301", '"e\\u0301"'),
        ((1, 2), "[1,2]"),
    ],
)
def test_a_value_has_one_spelling(value: object, expected: str) -> None:
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_a_number_without_a_value_has_no_key(value: object) -> None:
    with pytest.raises(ValueError, match="no canonical JSON"):
        canonical(value)


@pytest.mark.parametrize("value", [{1: 2}, {"a": {3}}, b"bytes", Moment("last")])
def test_what_is_not_json_has_no_key(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical JSON"):
        canonical(value)


def test_digests_of_two_kinds_never_meet() -> None:
    assert digest("request/1", "x") != digest("words/1", "x")


def test_a_key_stays_what_it_was() -> None:
    assert (
        request_key(take("a", "rain"), "vendor", {})
        == "991b43275a65dd4070bc2d68919ed5c52a7c2e4e20327f8310f566dd5c3a4fdb"
    )


NEED = FrameNeed("a", LAST)


@pytest.mark.parametrize(
    ("changed", "is_other"),
    [
        (replace(take("a"), shot="renamed"), False),
        (replace(take("a"), price=None), False),
        (replace(take("a"), words={"prompt": "words say it otherwise"}), False),
        (replace(take("a"), number=2), True),
        (take("a", "snow"), True),
        (replace(take("a"), request=Request("acme", "acme-v2", "acme:v1", {"prompt": "rain"})), False),
        (replace(take("a"), request=Request("acme", "acme-v1", "acme:v2", {"prompt": "rain"})), True),
        (replace(take("a"), request=Request("other", "acme-v1", "acme:v1", {"prompt": "rain"})), True),
    ],
)
def test_the_key_holds_what_is_paid_for_and_nothing_else(changed: object, is_other: bool) -> None:
    before = request_key(take("a"), "vendor", {})

    assert (request_key(changed, "vendor", {}) != before) is is_other  # type: ignore[arg-type]


def test_the_key_holds_the_realm() -> None:
    assert request_key(take("a"), "vendor", {}) != request_key(take("a"), "preview", {})


def test_a_frame_is_keyed_by_its_pixels_and_not_by_its_shot() -> None:
    after_a = request_key(take("x", after="a"), "vendor", {FrameNeed("a", LAST): "p"})
    after_b = request_key(take("x", after="b"), "vendor", {FrameNeed("b", LAST): "p"})

    assert after_a == after_b
    assert after_a != request_key(take("x", after="a"), "vendor", {FrameNeed("a", LAST): "q"})


def test_a_key_without_its_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="the last frame of a is not known yet"):
        request_key(take("x", after="a"), "vendor", {})
    with pytest.raises(ValueError, match="not known yet"):
        words_digest(take("x", after="a"), {})


def test_the_shape_is_the_same_with_any_frame_of_any_shot() -> None:
    assert shape_key(take("x", after="a"), "vendor") == shape_key(take("y", after="b"), "vendor")
    assert shape_key(take("x", after="a"), "vendor") != shape_key(take("x", picture="c"), "vendor")


def test_two_takes_of_equal_words_are_two() -> None:
    one = replace(take("a"), words={"prompt": "rain"})

    assert words_digest(one, {}) != words_digest(replace(one, number=2), {})


def test_words_keep_a_frame_that_is_not_known_as_a_hole() -> None:
    one = replace(take("x", after="a"), words={"keyframes": [{"$frame": "a", "at": "last"}]})

    assert words_form(one, {}) == '{"keyframes":[{"$frame":"a","at":"last"}],"take":1}'
    assert words_form(one, {NEED: "p"}) == '{"keyframes":[{"$pixels":"p"}],"take":1}'
