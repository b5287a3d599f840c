"""What is said of the cut: trims, transitions, the assembly."""

from __future__ import annotations

import pytest

from tests.unit.resolve.reading import HEAD, fault_of, read, told, underlined


def test_a_trim_may_say_one_end() -> None:
    a, b = read(
        HEAD + "scenes: [{id: a, prompt: P., trim: {in: 0.5}}, {id: b, prompt: P., trim: {out: 4}}]"
    ).shots

    assert a.trim is not None
    assert b.trim is not None
    assert (a.trim.in_s, a.trim.out_s, b.trim.in_s, b.trim.out_s) == (0.5, None, 0.0, 4.0)


@pytest.mark.parametrize("trim", ["{in: 4, out: 2}", "{in: 2, out: 2}"])
def test_a_trim_leaves_something(trim: str) -> None:
    assert told(HEAD + f"scenes: [{{id: a, prompt: P., trim: {trim}}}]") == [("A001", trim)]


def test_a_transition_is_seconds_of_crossfade() -> None:
    shots = read("""
        storyboard: 1
        title: T
        defaults: {model: m, transition: {crossfade: 0.4}}
        scenes: [{id: a, prompt: P.}, {id: b, prompt: P.}, {id: c, prompt: P., transition: cut}]
    """).shots

    assert [shot.crossfade_s for shot in shots] == [0.4, 0.4, 0.0]


def test_a_transition_that_nobody_wrote_is_the_assemblys_matter() -> None:
    assert read(HEAD + "scenes: [{id: a, prompt: P.}]").shots[0].crossfade_s is None


def test_the_first_shots_own_transition_warns() -> None:
    text = HEAD + "scenes: [{id: a, prompt: P., transition: {crossfade: 1}}]"

    fault = fault_of(text)

    assert (fault.code, fault.severity, underlined(fault.place, text)) == (
        "A003",
        "warning",
        "{crossfade: 1}",
    )


@pytest.mark.parametrize("size", ["721x1280", "720x10000", "8x720"])
def test_a_size_is_two_even_numbers(size: str) -> None:
    assert told(HEAD + f"assembly: {{size: {size}}}\nscenes: [{{id: a, prompt: P.}}]") == [("A004", size)]
