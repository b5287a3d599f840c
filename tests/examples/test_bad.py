"""Every broken storyboard in `bad/` ends in the messages beside it, and in the lines of each other format: a
new file is a new test, and every fault code has one.

`STORYBOARD_GOLDEN=write pytest tests/examples` writes all of them anew; read what changed before you commit.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline import schemas
from tests.cli.running import run_storyboard
from tests.cli.sarif import complaints

BAD = Path(__file__).parent / "bad"
FORMATS = Path(__file__).parent / "formats"
TEXT = re.compile(r"^(?:error|warning)\[([A-Z]\d{3})\]: ", re.MULTILINE)

ELSEWHERE = {
    "F024": "told while rendering, of a clip that came shorter than promised: tests/media/test_films.py",
    "Y032": "told after five hundred others: tests/unit/load/test_document.py",
    "Y018": "a file is refused as F004 before it is read; a text in hand: tests/unit/load/test_traps.py",
}
"""Codes that no storyboard shows, or none that can be kept here."""


TOO_LARGE = "codes/F004.storyboard.yaml"
EXAMPLES = sorted(
    [
        *(path.relative_to(BAD).as_posix() for path in BAD.rglob("*.storyboard.yaml")),
        "codes/S011/ep01.yaml",
        TOO_LARGE,
    ]
)


def grow(folder: Path) -> None:
    """Writes the example that is too large to be kept."""
    (folder / TOO_LARGE).parent.mkdir()
    (folder / TOO_LARGE).write_text(
        "storyboard: 1\ntitle: Lantern\ndefaults: {model: skyreels-v4, resolution: 720p}\nscenes:\n"
        "  - id: desk\n    keyframes: [scan.png]\n    prompt: A pen slides over marble.\n",
        encoding="utf-8",
    )
    with (folder / TOO_LARGE).with_name("scan.png").open("wb") as picture:
        picture.truncate(51_000_000)


@cache
def told(example: str) -> Mapping[str, str]:
    """What `validate` says of an example in each format, as the golden files hold it."""
    with TemporaryDirectory() as written, TemporaryDirectory() as grown:
        if example == TOO_LARGE:
            grow(Path(grown))
            return _told(example, Path(grown), Path(written))
        return _told(example, BAD, Path(written))


def _told(example: str, folder: Path, out: Path) -> dict[str, str]:
    outputs = [f"--output={form}:{out / form}" for form in READERS]
    ended = run_storyboard("validate", "--format=text", *outputs, example, cwd=folder)
    forms = {form: read((out / form).read_text(encoding="utf-8")) for form, read in READERS.items()}
    return {"text": f"exit {ended.code}\n{ended.stdout}{ended.stderr}", **forms}


def _lines(text: str) -> str:
    return text


def _diagnostics(text: str) -> str:
    report = json.loads(text)
    assert report["format_version"] == "1.0"
    return "".join(_compact(found) for found in report["diagnostics"])


def _results(text: str) -> str:
    log = json.loads(text)
    assert complaints(log) == []
    (run,) = log["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        result["ruleId"] for result in run["results"]
    }
    return "".join(_compact(result) for result in run["results"])


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


READERS: Mapping[str, Callable[[str], str]] = {
    "concise": _lines,
    "github": _lines,
    "json": _diagnostics,
    "sarif": _results,
}


def compare(golden: Path, text: str) -> None:
    if os.environ.get("STORYBOARD_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(text.encode())
    assert golden.read_bytes().decode() == text


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_broken_storyboard_ends_in_its_message(example: str) -> None:
    golden = BAD / f"{example.removesuffix('.yaml').removesuffix('.storyboard')}.golden"

    text = told(example)["text"]

    compare(golden, text)


@pytest.mark.parametrize("form", READERS)
def test_each_format_tells_the_same_of_every_broken_storyboard(form: str) -> None:
    text = "".join(f"# {example}\n{told(example)[form]}\n" for example in EXAMPLES)

    compare(FORMATS / f"{form}.golden", text)


def test_every_code_has_a_broken_storyboard() -> None:
    shown = {code for example in EXAMPLES for code in TEXT.findall(told(example)["text"])}

    assert sorted(shown | set(ELSEWHERE)) == list(schemas.codes())


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.startswith("codes/")])
def test_an_example_named_after_a_code_shows_that_code(example: str) -> None:
    code = example.removeprefix("codes/")[:4]

    assert code in TEXT.findall(told(example)["text"])
