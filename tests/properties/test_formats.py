"""Whatever a fault says, no format of the findings holds more than was meant: nothing that a terminal or a CI
log obeys, and no markup."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from markdown_it import MarkdownIt

from pipeline.errors import Fault
from pipeline.report.formats.concise import as_concise
from pipeline.report.formats.github import as_github, as_step_summary
from pipeline.report.formats.sarif import as_sarif
from pipeline.showing import in_json
from tests.cli.sarif import complaints
from tests.unit.report.faulty import CONTROLS, ORDER, hostile_faults
from tests.unit.report.runner import read


@given(hostile_faults)
def test_whatever_a_fault_says_it_is_one_line_that_nothing_obeys(faults: Sequence[Fault]) -> None:
    text = as_concise(faults)

    assert text.count("\n") == len(faults)
    assert not any(ORDER.search(line) for line in text.split("\n"))
    assert not CONTROLS.search(text)


@given(hostile_faults)
def test_whatever_a_fault_says_there_is_one_command_for_it_and_no_other(faults: Sequence[Fault]) -> None:
    lines = as_github(faults).split("\n")[:-1]

    assert len(lines) == len(faults)
    for line, written in zip(lines, faults, strict=True):
        name, properties, _ = read(line)
        assert (name, properties["title"]) == (written.severity, written.code)
        assert not CONTROLS.search(line)
        assert not ORDER.search(line.removeprefix("::"))


@given(hostile_faults)
def test_whatever_a_fault_says_the_summary_is_a_heading_and_plain_text(faults: Sequence[Fault]) -> None:
    text = as_step_summary(faults, 1, lambda path: ())

    kinds = [token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text)]
    assert kinds == ["heading_open", "inline", "heading_close"] + (["fence"] if faults else [])
    assert not CONTROLS.search(text)


@given(hostile_faults)
def test_whatever_a_fault_says_the_log_is_valid_and_plain(faults: Sequence[Fault]) -> None:
    log: dict[str, Any] = as_sarif(faults, lambda path: ())

    text = in_json(json.dumps(log, ensure_ascii=False, indent=2))
    assert complaints(json.loads(text)) == []
    assert not CONTROLS.search(text)
    assert not any(ORDER.search(line) for line in text.split("\n"))
    assert not any("](" in result["message"]["text"] for result in log["runs"][0]["results"])
    uris = re.findall(r'"uri": "([^"]*)"', text)
    assert all(re.fullmatch(r"(file://)?[A-Za-z0-9%/._~-]*", uri) for uri in uris)
