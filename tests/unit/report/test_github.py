"""Annotations: as many as GitHub shows, and none that the file itself makes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from markdown_it import MarkdownIt

from pipeline.errors import Fault, Label
from pipeline.model import Place
from pipeline.report.formats.github import SUMMARY_LIMIT_BYTES, as_github, as_step_summary
from tests.unit.report.faulty import fault
from tests.unit.report.runner import read


def no_source(path: str) -> Sequence[str]:
    return ()


def test_a_fault_is_an_annotation_at_its_words() -> None:
    written = as_github([fault(help="write `@mei`")])

    assert written == (
        "::error file=ep01.storyboard.yaml,line=3,endLine=3,col=5,endColumn=9,title=R001::"
        "`@mie` is no reference%0Awrite `@mei`\n"
    )


def test_columns_are_left_out_across_lines_since_github_draws_none_there() -> None:
    across = Fault("S001", "m", Place("a.yaml", 2, 3, 4, 5), severity="warning")

    assert as_github([across]) == "::warning file=a.yaml,line=2,endLine=4,title=S001::m\n"


def test_signs_that_part_a_command_are_escaped() -> None:
    odd = Fault("S001", "100%: a, b", Place("a,b:50%.yaml", 1, 1, 1, 2))

    line = as_github([odd]).rstrip("\n")

    assert "file=a%2Cb%3A50%25.yaml," in line
    assert read(line)[2] == "100%: a, b"


def test_other_places_are_told_in_the_text() -> None:
    circle = fault(related=(Label(Place("b.yaml", 7, 2, 7, 3), "and there"),))

    assert read(as_github([circle]).rstrip("\n"))[2] == "`@mie` is no reference\nb.yaml:7:2: and there"


def test_paths_start_from_the_top_of_the_repository() -> None:
    line = as_github([fault()], folder="drama/s01").rstrip("\n")

    assert read(line)[1]["file"] == "drama/s01/ep01.storyboard.yaml"


def test_ten_of_a_level_are_shown_and_one_line_counts_the_others() -> None:
    errors = [fault("R001", line) for line in range(1, 14)]
    warnings = [fault("Y101", line, severity="warning") for line in range(1, 12)]

    lines = as_github([*errors, *warnings]).splitlines()

    assert [line.partition(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert read(lines[-1])[2] == "3 more errors and 1 more warning: all are in the summary of this step"


def test_ten_faults_need_no_line_that_counts() -> None:
    assert as_github([fault("R001", line) for line in range(1, 11)]).count("\n") == 10


# --- the summary of a step ----------------------------------------------------------------------------------


def test_the_summary_counts_and_holds_every_message() -> None:
    text = as_step_summary([fault(label="not in `references`")], 2, lambda path: ["a", "b", "x: @mie"])

    assert text == (
        "### storyboard: 1 error in 2 files\n"
        "\n"
        "```text\n"
        "error[R001]: `@mie` is no reference\n"
        "  --> ep01.storyboard.yaml:3:5\n"
        "  |\n"
        "3 | x: @mie\n"
        "  |     ^^^ not in `references`\n"
        "```\n"
    )


def test_a_summary_without_faults_says_so() -> None:
    assert as_step_summary([], 3, no_source) == "### storyboard: no faults in 3 files\n"


def test_a_summary_stays_below_what_github_takes() -> None:
    many = [fault("R001", line, help="夜" * 3000) for line in range(1, 200)]

    text = as_step_summary(many, 1, no_source)

    assert 900_000 < len(text.encode()) < SUMMARY_LIMIT_BYTES + 200
    assert re.search(r"\n\d+ more did not fit in here\.\n$", text)


@pytest.mark.parametrize("fence", ["```", "`````", "~~~"])
def test_no_fence_in_a_text_ends_ours(fence: str) -> None:
    written = fault(help=f"write\n{fence}\n# no heading", label=fence)

    text = as_step_summary([written], 1, lambda path: [fence] * 3)

    assert [token.type for token in MarkdownIt().parse(text)][3:] == ["fence"]
