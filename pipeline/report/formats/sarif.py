"""Turns faults into a SARIF 2.1.0 log, as code scanning and editors read it, with the long text of each code
as the help of its rule. Knows no upload and no repository.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub's limits are those of its page "SARIF
support for code scanning" (read 2026-11-21).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pipeline import __version__, schemas
from pipeline.errors import Edit, Fault
from pipeline.model import JSON, Place
from pipeline.report.faults import Source
from pipeline.report.formats.hints import hints
from pipeline.report.formats.paths import as_uri, in_repository, is_absolute
from pipeline.showing import in_place

MOST_RESULTS = 5000
"""GitHub keeps as many of one run, and refuses a log of more than 25,000 whole."""

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_WARNING = " (warning)"


def as_sarif(faults: Sequence[Fault], source: Source, *, folder: str = "") -> dict[str, JSON]:
    """The log, one run. Of more than MOST_RESULTS faults the errors come first, and a note counts the others.

    Lines and columns count from 1, columns in characters; a region ends before its end column, as places do.
    folder: the working folder, which the faults' paths start from, as seen from the repository's top.
    """
    kept = _worst(faults)
    levels = {fault.code: fault.severity for fault in reversed(kept)}
    codes = sorted(levels)
    run: dict[str, JSON] = {
        "tool": {
            "driver": {
                "name": "storyboard",
                "semanticVersion": __version__,
                "rules": [_rule(code, levels[code]) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": _results(kept, codes, source, folder),
    }
    if len(kept) < len(faults):
        note = f"{len(faults) - len(kept)} more faults are left out: storyboard validate tells all"
        run["invocations"] = [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "note", "message": {"text": note}}],
            }
        ]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _worst(faults: Sequence[Fault]) -> Sequence[Fault]:
    if len(faults) <= MOST_RESULTS:
        return faults
    return sorted(faults, key=lambda fault: not fault.is_error)[:MOST_RESULTS]


def _rule(code: str, level: str) -> JSON:
    title, _, text = schemas.code_text(code).removeprefix("# ").partition("\n")
    body = text.strip()
    return {
        "id": code,
        "shortDescription": {"text": title.removesuffix(_WARNING)},
        "fullDescription": {"text": body.partition("\n\n")[0].replace("\n", " ")},
        "help": {"text": body, "markdown": body},
        "defaultConfiguration": {"level": level},
    }


def _results(faults: Sequence[Fault], codes: Sequence[str], source: Source, folder: str) -> list[JSON]:
    seen: Counter[str] = Counter()
    results: list[JSON] = []
    for fault in faults:
        same = _sameness(fault, source)
        seen[same] += 1
        result = _result(fault, folder)
        result["ruleIndex"] = codes.index(fault.code)
        result["partialFingerprints"] = {"storyboardFault/v1": f"{same}:{seen[same]}"}
        results.append(result)
    return results


def _result(fault: Fault, folder: str) -> dict[str, JSON]:
    result: dict[str, JSON] = {
        "ruleId": fault.code,
        "level": fault.severity,
        "message": {"text": _message(fault)},
        "locations": [_location(fault.place, folder)],
    }
    if fault.related:
        result["relatedLocations"] = [
            {"id": number, **_location(label.place, folder), "message": {"text": _plain(label.text)}}
            for number, label in enumerate(fault.related, 1)
        ]
    if fault.edits:
        result["fixes"] = [_fix(fault.edits, folder)]
    return result


def _fix(edits: Sequence[Edit], folder: str) -> JSON:
    """What `--fix` writes: all of it in one file. An editor puts it in by a click (3.55 to 3.57)."""
    file = _location(edits[0].place, folder)["physicalLocation"]["artifactLocation"]
    replacements: list[JSON] = [
        {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.new}}
        for edit in sorted(edits, key=lambda edit: edit.place)
    ]
    return {
        "description": {"text": "storyboard validate --fix"},
        "artifactChanges": [{"artifactLocation": file, "replacements": replacements}],
    }


def _sameness(fault: Fault, source: Source) -> str:
    """A digest that stays when lines come or go above the fault: of its code, file and line of text."""
    lines = source(fault.place.path)
    line = lines[fault.place.line - 1].strip() if fault.place.line <= len(lines) else ""
    parts = "\0".join((fault.code, fault.place.path, line))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _message(fault: Fault) -> str:
    return "\n".join(_plain(line) for line in (fault.message, *hints(fault)))


def _plain(text: str) -> str:
    """One line that holds no link: SARIF reads `[text](target)` as one even in plain messages (3.11.6)."""
    return in_place(text).replace("](", "] (")


def _location(place: Place, folder: str) -> dict[str, Any]:
    path = in_repository(place.path, folder)
    base = {} if is_absolute(path) else {"uriBaseId": "%SRCROOT%"}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": as_uri(path), **base},
            "region": _region(place),
        }
    }


def _region(place: Place) -> JSON:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
