"""SARIF: what a code-scanning page needs, and nothing a stranger's text could make of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline import schemas
from pipeline.errors import Edit, Fault, Label
from pipeline.model import Place
from pipeline.report.formats.sarif import MOST_RESULTS, as_sarif
from tests.cli.sarif import complaints
from tests.unit.report.faulty import fault


def run_of(faults: Sequence[Fault], lines: Sequence[str] = (), folder: str = "") -> dict[str, Any]:
    """The one run of a log that its schema accepts."""
    log = json.loads(json.dumps(as_sarif(faults, lambda path: lines, folder=folder)))
    assert complaints(log) == []
    (run,) = log["runs"]
    return dict(run)


def prints(faults: Sequence[Fault], lines: Sequence[str]) -> list[str]:
    results = run_of(faults, lines)["results"]
    return [result["partialFingerprints"]["storyboardFault/v1"] for result in results]


def address(path: str, folder: str = "") -> dict[str, str]:
    (result,) = run_of([Fault("S001", "m", Place(path, 1, 1, 1, 2))], folder=folder)["results"]
    return dict(result["locations"][0]["physicalLocation"]["artifactLocation"])


def test_a_fault_is_a_result_at_its_region() -> None:
    elsewhere = Label(Place("b.yaml", 7, 1, 7, 4), "and there")

    (result,) = run_of([fault(label="here", help="write `@mei`", related=(elsewhere,))])["results"]

    assert result["ruleId"] == "R001"
    assert result["level"] == "error"
    assert result["message"]["text"] == "`@mie` is no reference\nwrite `@mei`"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "ep01.storyboard.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
    }
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "and there"
    assert related["physicalLocation"]["region"]["startLine"] == 7


def test_what_fix_mends_is_a_fix_of_the_result_in_the_order_of_the_file() -> None:
    first, second = Place("b.yaml", 4, 3, 4, 8), Place("b.yaml", 5, 1, 5, 1)
    mendable = replace(fault(), edits=(Edit(second, "", '"'), Edit(first, "titel", "title")))

    (result,) = run_of([mendable], folder="season")["results"]

    assert result["fixes"] == [
        {
            "description": {"text": "storyboard validate --fix"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "season/b.yaml", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 8},
                            "insertedContent": {"text": "title"},
                        },
                        {
                            "deletedRegion": {"startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 1},
                            "insertedContent": {"text": '"'},
                        },
                    ],
                }
            ],
        }
    ]
    assert "fixes" not in run_of([fault()])["results"][0]


def test_each_code_is_a_rule_with_its_long_text() -> None:
    run = run_of([fault("S001"), fault("R001"), fault("S001", 8, severity="warning")])

    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["R001", "S001"]
    assert rules[0]["shortDescription"]["text"] == "The tag names no reference"
    assert "```yaml" in rules[0]["help"]["markdown"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["S001", "R001", "S001"]


def test_every_code_makes_a_rule() -> None:
    run = run_of([fault(code) for code in schemas.codes()])

    assert len(run["tool"]["driver"]["rules"]) == len(schemas.codes())


def test_no_faults_are_a_run_without_results() -> None:
    assert run_of([])["results"] == []


def test_a_fingerprint_stays_when_lines_come_above() -> None:
    before = prints([fault(line=3)], ["a", "b", "x: @mie"])
    after = prints([fault(line=4)], ["a", "b", "new", "  x: @mie"])

    assert before == after


def test_two_faults_in_equal_lines_have_two_fingerprints() -> None:
    first, second = prints([fault(line=1), fault(line=2)], ["x: @mie", "x: @mie"])

    assert first != second


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b.yaml", "a%20b.yaml"),
        ("夜.yaml", "%E5%A4%9C.yaml"),
        ("javascript:x.yaml", "javascript%3Ax.yaml"),
        ("a%20?#.yaml", "a%2520%3F%23.yaml"),
        ("s01/ep\n.yaml", "s01/ep%0A.yaml"),
    ],
)
def test_a_path_is_a_relative_uri(path: str, uri: str) -> None:
    assert address(path) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_a_path_outside_the_working_folder_is_a_file_uri() -> None:
    assert address("/films/a b.yaml") == {"uri": "file:///films/a%20b.yaml"}
    assert address("C:/films/a.yaml") == {"uri": "file:///C%3A/films/a.yaml"}


def test_paths_start_from_the_top_of_the_repository() -> None:
    assert address("../shared/a.yaml", folder="drama/s01")["uri"] == "drama/shared/a.yaml"


def test_of_too_many_faults_the_errors_stay_and_the_others_are_counted() -> None:
    warnings = [fault("Y101", line, severity="warning") for line in range(1, MOST_RESULTS + 3)]

    log: dict[str, Any] = as_sarif([*warnings, fault("R001", 9999)], lambda path: ())

    (run,) = log["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["ruleId"] == "R001"
    assert {one["ruleId"] for one in run["results"][1:]} == {"Y101"}
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("3 more faults are left out")
    del run["results"][2:]  # they are all alike, and the schema takes its time
    assert complaints(log) == []
