"""What authors trip over in YAML comes out as they meant it, or is told once, at its place, with the line to
write. The rows are in `traps.py`."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import Fault
from pipeline.load import read_document
from pipeline.load.builder import PARSERS, Builder
from pipeline.load.document import MAX_BYTES
from pipeline.load.shape import check_story
from tests.unit.load.traps import BEYOND, STUDIED, Trap

TRAPS = [*STUDIED, *BEYOND]


def read(text: str | bytes) -> tuple[object, tuple[Fault, ...]]:
    """The values, and the faults of the text; where it is a storyboard, or was to be one, those of its shape
    too."""
    document, faults = read_document(text, "ep.yaml", Path())
    if document is None:
        return None, faults
    is_story = isinstance(document.data, str) or document.text.startswith("storyboard:")
    return document.data, (*faults, *(check_story(document)[1] if is_story else ()))


def told(fault: Fault) -> tuple[str, str]:
    place = fault.place
    return f"{fault.code} {place.line}:{place.column}-{place.end_column}", fault.help


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: ascii(trap.text))
def test_a_trap_ends_as_meant_or_in_one_message(trap: Trap) -> None:
    values, faults = read(trap.text)

    assert [(trap.told, trap.help)] * (trap.ends != "meant") == [told(fault) for fault in faults]
    assert [fault.is_error for fault in faults] == [trap.ends == "refused"] * len(faults)
    if trap.ends != "refused":
        assert trap.values == values


def test_the_table_counts_its_traps_by_how_they_end() -> None:
    assert len(STUDIED) == 99
    assert len({trap.text for trap in TRAPS}) == len(TRAPS) == 403
    assert Counter(trap.ends for trap in TRAPS) == {"meant": 127, "refused": 258, "warned": 18}


@pytest.mark.parametrize(
    "trap",
    [trap for trap in TRAPS if trap.ends != "refused" and "\t" not in str(trap.text)],
    ids=lambda trap: ascii(trap.text),
)
def test_the_parser_in_python_gives_the_same_values(trap: Trap) -> None:
    """PyYAML may have been built without its C parser. The other one takes no tab between key and value."""
    text = trap.text if isinstance(trap.text, str) else trap.text.decode()
    builder = Builder("ep.yaml", text.removeprefix("\ufeff"), PARSERS[-1])

    builder.build()

    assert trap.values == builder.root


@pytest.mark.parametrize(
    "text",
    [
        "takes: 2   # two of them\n",
        "title: The Orchid Contract          # the file's name\n",
        "#comment\na: b\n",
        "a: b#c\n",
        'a: "x" #y\n',
        "a: Using @scene, a@b.com {{ x }} 100% a*b\n",
    ],
)
def test_ordinary_text_and_comments_raise_nothing(text: str) -> None:
    assert read(text)[1] == ()


def test_a_key_written_twice_tells_both_places() -> None:
    (fault,) = read("a: 1\nb: 2\na: 3\n")[1]

    assert (fault.code, fault.place.line) == ("Y004", 3)
    assert [label.place.line for label in fault.related] == [1]


def test_a_text_that_leaves_its_block_tells_where_the_block_begins() -> None:
    (fault,) = read("a: 1\nb: >-\n    Rain\n  on glass.\n")[1]

    assert (fault.code, fault.place.line) == ("Y022", 4)
    assert [(label.place.line, label.place.column) for label in fault.related] == [(2, 4)]


@pytest.mark.parametrize(("encoding", "name"), [("utf-16", "UTF-16"), ("utf-32-le", "UTF-32")])
def test_a_file_in_another_encoding_is_called_by_its_name(encoding: str, name: str) -> None:
    (fault,) = read("storyboard: 1\n".encode(encoding))[1]

    assert (fault.code, fault.message) == ("Y012", f"this file is {name}, not UTF-8")


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    (fault,) = read(b"a" * (MAX_BYTES + 1))[1]

    assert fault.code == "Y018"


@pytest.mark.parametrize(
    "text",
    ["a: 1\n" + "#\n" * 300_000 + " b: 2\n", "a: |\n" + "  x\n" * 200_000 + " y\n"],
    ids=["comments", "a long text"],
)
def test_the_lines_round_a_mistake_are_looked_through_once(text: str) -> None:
    started_s = time.process_time()

    (fault,) = read(text)[1]

    assert fault.code == "Y022"
    assert time.process_time() - started_s < 2
