"""Over every broken storyboard: `--fix` mends what the text of a code says, and a second time nothing.

No comment is lost."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline import schemas
from tests.cli.running import Ended, run_storyboard
from tests.examples.test_bad import BAD, EXAMPLES, TOO_LARGE

COMMENT = re.compile(r"(?:^|[ \t])# .*?(?=[ \t]*$)", re.MULTILINE)
KEPT = [example for example in EXAMPLES if example != TOO_LARGE]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Two runs over a copy of the examples. first, second: the texts that each has left, by path."""

    before: Mapping[str, bytes]
    first: Mapping[str, bytes]
    second: Mapping[str, bytes]
    ended: tuple[Ended, Ended]

    @property
    def codes(self) -> set[str]:
        return {fault["code"] for fault in json.loads(self.ended[0].stdout)["mended"]}


@cache
def fixed(example: str) -> Fixed:
    with TemporaryDirectory() as place:
        folder = Path(place) / "bad"
        around = (BAD / example).parent if (BAD / example).parent.parent.name == "codes" else None
        shutil.copytree(around or BAD, folder)
        name = Path(example).name if around else example
        before = _texts(folder)
        first = run_storyboard("validate", "--fix", "--json", name, cwd=folder)
        after = _texts(folder)
        second = run_storyboard("validate", "--fix", "--json", name, cwd=folder)
        return Fixed(before, after, _texts(folder), (first, second))


def _texts(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".toml")
    }


@pytest.mark.parametrize("example", KEPT)
def test_a_second_time_changes_nothing(example: str) -> None:
    found = fixed(example)

    assert found.first == found.second
    assert json.loads(found.ended[1].stdout)["mended"] == []


@pytest.mark.parametrize("example", KEPT)
def test_files_change_exactly_where_faults_were_mended(example: str) -> None:
    found = fixed(example)
    (told,) = [json.loads(found.ended[0].stdout)]

    changed = {path for path, text in found.first.items() if text != found.before[path]}
    assert {fault["path"] for fault in told["mended"]} == changed
    assert found.ended[0].code == (1 if told["mended"] or not told["valid"] else 0)


@pytest.mark.parametrize("example", KEPT)
def test_no_comment_is_lost(example: str) -> None:
    found = fixed(example)

    for path, text in found.before.items():
        kept = _comments(found.first[path])
        assert [comment for comment in _comments(text) if comment not in kept] == []


def _comments(text: bytes) -> list[str]:
    return COMMENT.findall(text.decode("utf-8", errors="replace"))


def test_a_code_is_mended_where_its_text_says_so_and_nowhere_else() -> None:
    said = {code for code in schemas.codes() if "`--fix`" in schemas.code_text(code)}

    assert set().union(*(fixed(example).codes for example in KEPT)) == said
