"""Messages: the caret stands right under the words, in every script."""

from __future__ import annotations

from pipeline.errors import Fault, Label
from pipeline.model import Place
from pipeline.report.faults import as_json, as_text, summary
from tests.unit.report.faulty import ORDER, fault


def message(line: str, start: int, end: int, **changes: object) -> list[str]:
    fault = Fault("S001", "unknown key `promt`", Place("a.yaml", 1, start, 1, end), label="here")
    return as_text([fault], lambda path: [line]).splitlines()


def test_a_message_has_the_line_a_caret_and_help() -> None:
    fault = Fault(
        "S001",
        "unknown key `promt`",
        Place("a.yaml", 2, 3, 2, 8),
        help="write `prompt:`",
        label="did you mean `prompt`?",
    )

    text = as_text([fault], lambda path: ["scenes:", "  promt: a bus"])

    assert text == (
        "error[S001]: unknown key `promt`\n"
        "  --> a.yaml:2:3\n"
        "  |\n"
        "2 |   promt: a bus\n"
        "  |   ^^^^^ did you mean `prompt`?\n"
        "  = help: write `prompt:`\n"
        "\n"
    )


def test_wide_characters_take_two_columns() -> None:
    *_, line, marks, _ = [*message("夜の街、@heroo が", 5, 11), ""][:6]

    assert line == "1 | 夜の街、@heroo が"
    assert marks == "  |         ^^^^^^ here"


def test_tabs_are_drawn_as_wide_as_they_are_counted() -> None:
    lines = message("\tpromt: x", 2, 7)

    assert lines[3] == "1 |     promt: x"
    assert lines[4] == "  |     ^^^^^ here"


def test_other_places_are_shown_with_their_own_lines() -> None:
    fault = Fault(
        "Y004",
        "`prompt` is written twice",
        Place("a.yaml", 2, 1, 2, 7),
        related=(
            Label(Place("a.yaml", 1, 1, 1, 7), "first here"),
            Label(Place("b.yaml", 9, 1, 9, 2), "and there"),
        ),
    )

    text = as_text([fault], lambda path: ["prompt: a", "prompt: b"] if path == "a.yaml" else [])

    assert "1 | prompt: a\n  | ------ first here" in text
    assert "  --> b.yaml:9:1\n  = and there" in text


def test_escape_sequences_of_a_file_never_reach_the_screen() -> None:
    text = "\n".join(message("a\x1b[2J\u202eb: 1", 1, 2))

    assert "\x1b" not in text
    assert "\u202e" not in text


def test_json_counts_from_one_and_leaves_out_what_is_not_there() -> None:
    assert as_json([Fault("S001", "m", Place("a.yaml", 1, 2, 3, 4))]) == [
        {
            "code": "S001",
            "severity": "error",
            "message": "m",
            "path": "a.yaml",
            "line": 1,
            "column": 2,
            "end_line": 3,
            "end_column": 4,
        }
    ]


def test_the_last_line_counts() -> None:
    place = Place("a.yaml", 1, 1, 1, 1)

    assert summary([], 1) == "no faults in 1 file"
    assert (
        summary([Fault("S001", "m", place), Fault("R001", "m", place, severity="warning")], 3)
        == "1 error and 1 warning in 3 files"
    )


def test_no_line_of_a_help_is_a_command() -> None:
    text = as_text(
        [fault(help="it was looked for at a\n::error::b\x85::error::c\u2028##[error]d")], lambda path: ()
    )

    assert not any(ORDER.search(line) for line in text.splitlines())
