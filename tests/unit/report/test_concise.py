"""One line a fault, which an editor can jump by."""

from __future__ import annotations

from pipeline.errors import Fault
from pipeline.model import Place
from pipeline.report.formats.concise import as_concise
from tests.unit.report.faulty import fault


def test_a_fault_is_one_line_with_its_place_first() -> None:
    faults = [fault(help="write `@mei`"), fault("Y101", 4, severity="warning")]

    assert as_concise(faults) == (
        "ep01.storyboard.yaml:3:5: error R001 `@mie` is no reference (write `@mei`)\n"
        "ep01.storyboard.yaml:4:5: warning Y101 `@mie` is no reference\n"
    )


def test_what_stands_under_the_caret_helps_where_nothing_else_does_or_where_it_asks() -> None:
    guessed, pointed = fault(label="did you mean `@mei`?", help="known: `@mei`"), "not a reference"

    assert as_concise([guessed]).endswith(" (did you mean `@mei`?; known: `@mei`)\n")
    assert as_concise([fault(label=pointed)]).endswith(" (not a reference)\n")
    assert as_concise([fault(label=pointed, help="write `@mei`")]).endswith(" (write `@mei`)\n")


def test_no_faults_are_no_lines() -> None:
    assert as_concise([]) == ""


def test_a_file_named_as_a_command_is_told_by_a_path_that_is_none() -> None:
    named = Fault("S001", "unknown key", Place("::error::x.storyboard.yaml", 1, 1, 1, 2))

    assert as_concise([named]).startswith("./::error::x.storyboard.yaml:1:1: ")
