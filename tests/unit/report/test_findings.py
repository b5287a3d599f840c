"""What a look over a project found, as people and programs read it."""

from __future__ import annotations

import pytest

from pipeline.model import Finding, Standing
from pipeline.report.findings import as_json, as_text, worst

FOUND = (
    Finding("ledger", "well", "whole, 3 submissions"),
    Finding("key of acme", "missing", "ACME_KEY is not set", "set it"),
    Finding("jobs", "note", "1 under way", "render"),
)


def test_a_finding_is_a_line_with_what_mends_it_below() -> None:
    assert as_text(FOUND) == (
        "ok       ledger       whole, 3 submissions\n"
        "MISSING  key of acme  ACME_KEY is not set\n"
        "                      set it\n"
        "note     jobs         1 under way\n"
        "                      render\n"
        "\n"
        "1 missing: a paid run would be refused, or stop there.\n"
    )


def test_json_holds_the_same() -> None:
    assert as_json(FOUND) == {
        "format_version": "1.0",
        "standing": "missing",
        "findings": [
            {"about": "ledger", "standing": "well", "told": "whole, 3 submissions"},
            {"about": "key of acme", "standing": "missing", "told": "ACME_KEY is not set", "help": "set it"},
            {"about": "jobs", "standing": "note", "told": "1 under way", "help": "render"},
        ],
    }


@pytest.mark.parametrize(
    ("standings", "expected", "summed"),
    [
        (["well"], "well", "Nothing is missing that a paid run needs."),
        (["well", "note"], "note", "Nothing is missing that a paid run needs."),
        (["missing", "damaged"], "damaged", "1 damaged: mend that before anything else."),
    ],
)
def test_the_worst_is_what_counts(standings: list[Standing], expected: Standing, summed: str) -> None:
    found = [Finding("x", standing, "so") for standing in standings]

    assert worst(found) == expected
    assert as_text(found).endswith(f"\n\n{summed}\n")


def test_nothing_that_a_stranger_wrote_moves_the_cursor() -> None:
    assert "\x1b" not in as_text([Finding("x", "missing", "a\x1b[2J", "b\x1b[2J")])
