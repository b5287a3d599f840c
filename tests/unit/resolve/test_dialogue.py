"""Lines of dialogue and who speaks them."""

from __future__ import annotations

import pytest

from tests.unit.resolve.reading import HEAD, fault_of, only_shot, underlined

SCENE = HEAD + "references: {mei: {name: Mei Lin}}\nscenes: [{id: s, prompt: P., dialogue: [%s]}]"


def test_a_line_is_complete() -> None:
    first, second = only_shot(
        SCENE
        % """
        {who: mei, line: ' Three months. '},
        {who: narrator, line: So it was., at: 2.5, delivery: dry, off: true}
        """
    ).dialogue

    assert (first.who, first.text, first.at_s, first.delivery, first.is_off) == (
        "mei",
        "Three months.",
        None,
        None,
        False,
    )
    assert (second.who, second.at_s, second.delivery, second.is_off) == ("narrator", 2.5, "dry", True)


@pytest.mark.parametrize(("at", "at_s"), [("2", 2.0), ("2.5", 2.5), ("2.5s", 2.5), (".5s", 0.5), ("0s", 0.0)])
def test_a_line_begins_at_seconds_with_or_without_their_unit(at: str, at_s: float) -> None:
    (line,) = only_shot(SCENE % f"{{who: mei, line: Ha., at: {at}}}").dialogue

    assert line.at_s == at_s


def test_an_unknown_speaker_has_a_suggestion() -> None:
    text = SCENE % "{who: '@mie', line: Ha.}"

    fault = fault_of(text)

    assert (fault.code, underlined(fault.place, text), fault.label) == (
        "R009",
        "'@mie'",
        "did you mean `mei`?",
    )
