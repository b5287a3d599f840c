"""What authors trip over in YAML is told with its exact place and the line that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import Fault
from pipeline.load import read_document
from pipeline.load.document import MAX_BYTES


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    return read_document(text, "ep.yaml", Path())[1]


def told(fault: Fault) -> tuple[str, str, str]:
    place = fault.place
    return fault.code, f"{place.line}:{place.column}-{place.end_column}", fault.help


@pytest.mark.parametrize(
    ("text", "code", "where", "help"),
    [
        ("a:\n  prompt: @hero waits\n", "Y002", "2:11-16", 'write  prompt: "@hero waits"'),
        ("a: [@hero, b]\n", "Y002", "1:5-10", 'write  a: ["@hero", b]'),
        ("@hero: x\n", "Y002", "1:1-6", "write  hero: x"),
        ("prompt: @hero  # why\n", "Y002", "1:9-14", 'write  prompt: "@hero"  # why'),
        ("prompt: 雨の夜 @a\nline: @mei 雨\n", "Y002", "2:7-11", 'write  line: "@mei 雨"'),
        ("- {prompt: {{ hero }} waits}\n", "Y003", "1:12-14", 'write  - {prompt: "{{ hero }} waits"}'),
        ("prompt: {{ hero }} waits\n", "Y003", "1:9-11", 'write  prompt: "{{ hero }} waits"'),
        ("prompt: {{ hero }}\n", "Y003", "1:9-11", 'write  prompt: "{{ hero }}"'),
        ("a: [{{ a }}, b]\n", "Y003", "1:5-7", 'write  a: ["{{ a }}", b]'),
        ("prompt: {% if x %}y\n", "Y003", "1:9-11", 'write  prompt: "{% if x %}y"'),
        ("a: [p/${x}.txt]\n", "Y006", "1:8-9", 'write  a: ["p/${x}.txt"]'),
        ("prompt: Mei: do not go\n", "Y005", "1:9-13", 'write  prompt: "Mei: do not go"'),
        (
            "a: [{who: mei, line: No: never}]\n",
            "Y005",
            "1:22-25",
            'write  a: [{who: mei, line: "No: never"}]',
        ),
        ("prompt: - hello\n", "Y006", "1:9-10", 'write  prompt: "- hello"'),
        ("prompt: *whispers* go\n", "Y006", "1:9-10", 'write  prompt: "*whispers* go"'),
        ("prompt: ? why\n", "Y006", "1:9-10", 'write  prompt: "? why"'),
        ("prompt: > hello\n", "Y006", "1:9-10", 'write  prompt: "> hello"'),
        ("prompt: | hello\n", "Y006", "1:9-10", 'write  prompt: "| hello"'),
        ("prompt: %5 off\n", "Y006", "1:9-10", 'write  prompt: "%5 off"'),
        ("prompt: `x` y\n", "Y006", "1:9-10", 'write  prompt: "`x` y"'),
        ("prompt: & x\n", "Y006", "1:9-10", 'write  prompt: "& x"'),
        ("prompt: !x hello\n", "Y010", "1:9-11", 'write  prompt: "!x hello"'),
        ('prompt: "No," she says\n', "Y007", "1:15-23", "write  prompt: '\"No,\" she says'"),
        ("prompt: 'No,' she says\n", "Y007", "1:15-23", "write  prompt: \"'No,' she says\""),
        ("a:\n\tb: 1\n", "Y001", "2:1-2", "write    b: 1"),
        ('a: "\\q"\n', "Y027", "1:5-7", 'write  a: "\\\\q"'),
        ("a:\n  b:1\n  c: 2\n", "Y026", "2:4-5", "write  b: 1"),
        ("a:\n  id: x\n  prompt：雨\n", "Y028", "3:9-10", "write  prompt: 雨"),
        ("a: {who：mei, line: x}\n", "Y028", "1:8-9", "write  a: {who: mei, line: x}"),
        ("a:\n  prompt:\u3000雨\n  b: 1\n", "Y029", "2:10-11", "write  prompt: 雨"),
        ("a: x\n\u3000b: 1\nc: 2\n", "Y029", "2:1-2", "indent with plain spaces"),
        ("prompt: neon sign #3 glows\n", "Y101", "1:19-21", 'write  prompt: "neon sign #3 glows"'),
        ("prompt: a {# note #} b\n", "Y101", "1:19-21", 'write  prompt: "a {# note #} b"'),
        ("color: #ff0000\n", "Y102", "1:8-15", 'write  color: "#ff0000"'),
        ("prompt: &co later\n", "Y103", "1:9-12", 'write  prompt: "&co later"'),
        ("a: {b: 27, hair up, c: 1}\n", "Y104", "1:8-19", 'write  a: {b: "27, hair up", c: 1}'),
        ("a: {b: no, no, no}\n", "Y104", "1:8-18", 'write  a: {b: "no, no, no"}'),
        ("a: {b: three,\n  four}\n", "Y104", "1:8-14", "put the whole text in quotes"),
        (
            "a: *x\n",
            "Y008",
            "1:4-6",
            'if it is text, quote it: "*x"; else put `&x` before the value to repeat',
        ),
    ],
)
def test_a_trap_is_told_with_the_corrected_line(text: str, code: str, where: str, help: str) -> None:
    faults = faults_of(text)

    assert [(code, where, help)] == [told(fault) for fault in faults]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ('title: "x\nb: 1\n', "Y020", "1:8-9"),
        ("labels: [a, b\ntakes: 2\n", "Y021", "1:9-10"),
        ("a: x\n]\n", "Y021", "2:1-2"),
        ("a:\n    b: 1\n  c: 2\n", "Y022", "3:3-7"),
        ("a: 1\n  b: 2\n", "Y022", "2:3-7"),
        ("a:\n  - x\n  b: 1\n", "Y022", "3:3-7"),
        ("a: 1\n---\nb: 2\n", "Y011", "2:1-4"),
        ("a: 1\n...\nb: 2\n", "Y011", "2:1-4"),
        ("prompt: neon\n  sign #3 glows\n  more\n", "Y101", "2:8-10"),
        ("a: &a [*a]\n", "Y009", "1:8-10"),
        ("b: {<<: 3}\n", "Y023", "1:9-10"),
        ("{a, [b]: c}\n", "Y024", "1:5-6"),
        ("{: x}\n", "Y024", "1:2-3"),
        ("a: .inf\n", "Y025", "1:4-8"),
        ("pro\u200bmpt: x\n", "Y030", "1:1-8"),
        ("", "Y019", "1:1-1"),
        ("# nothing\n", "Y019", "1:1-1"),
        ("a: x\u2028y\n", "Y014", "1:5-6"),
        ("a: b\n\u0085c: d\n", "Y014", "2:1-2"),
        ('a: "x\x00"\n', "Y013", "1:6-7"),
        ("a: b\ufeff\n", "Y013", "1:5-6"),
        ("a: [!!python/object/apply:os.system [x]]\n", "Y010", "1:5-36"),
        ("a: !ref {x: 1}\n", "Y010", "1:4-8"),
    ],
)
def test_a_broken_file_gives_one_fault_at_its_cause(text: str, code: str, where: str) -> None:
    faults = faults_of(text)

    assert [(code, where)] == [told(fault)[:2] for fault in faults]


@pytest.mark.parametrize(
    "text",
    [
        "takes: 2   # two of them\n",
        "title: The Orchid Contract          # the file's name\n",
        "#comment\na: b\n",
        "a: b#c\n",
        'a: "x" #y\n',
        "a: |\n  neon sign #3\n",
        "a: Using @scene, a@b.com {{ x }} 100% a*b\n",
        "a: &base {x: 1}\n",
    ],
)
def test_ordinary_text_and_comments_raise_nothing(text: str) -> None:
    assert faults_of(text) == ()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("Y101", "line: I am #1\n"),
        ("Y102", "color: #fff\n"),
        ("Y103", "line: &co go\n"),
        ("Y104", "a: {line: Go, go}\n"),
    ],
)
def test_text_that_yaml_drops_is_a_warning(code: str, text: str) -> None:

    (fault,) = faults_of(text)

    assert (code, "warning") == (fault.code, fault.severity)


def test_a_key_written_twice_tells_both_places() -> None:
    (fault,) = faults_of("a: 1\nb: 2\na: 3\n")

    assert (fault.code, fault.place.line) == ("Y004", 3)
    assert [label.place.line for label in fault.related] == [1]


def test_two_merge_keys_in_one_mapping_are_a_fault() -> None:
    (fault,) = faults_of("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n")

    assert (fault.code, fault.place.line, fault.place.column) == ("Y004", 2, 13)


def test_a_text_over_several_lines_is_advised_to_be_a_block() -> None:
    (fault,) = faults_of("prompt: Mei: go\n  home now\n")

    assert fault.help == "put the text in a block:  prompt: |  and the text below, indented"


def test_bytes_that_are_not_utf8_are_told_with_their_place() -> None:
    (fault,) = faults_of("é: x\nb: ".encode() + b"\xe9\n")

    assert (fault.code, fault.place.line, fault.place.column) == ("Y012", 2, 4)


def test_a_utf16_file_is_called_so() -> None:
    (fault,) = faults_of("a: 1\n".encode("utf-16"))

    assert (fault.code, fault.message) == ("Y012", "this file is UTF-16, not UTF-8")


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    (fault,) = faults_of(b"a" * (MAX_BYTES + 1))

    assert fault.code == "Y018"
