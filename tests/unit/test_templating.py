"""The template language: what it can do, and that nothing else can be done with it."""

from __future__ import annotations

import time

import pytest

from pipeline.templating import Marked, MarkedList, TemplateRefused, Traced, find_name, find_tags, is_template
from pipeline.templating.engine import find_mistake, names_read, render

LINES = [{"who": "mei", "line": "No.", "off": False}, {"who": "adrian", "line": "Yes.", "off": True}]


def refused(text: str, **values: object) -> TemplateRefused:
    with pytest.raises(TemplateRefused) as caught:
        render(text, values)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ who }} waits.", "mei waits."),
        ("{{ shot.id }} {{ shot['index'] }} {{ lines[0].who }}", "desk 2 mei"),
        ("{% if who == 'mei' and not (takes > 3) %}a{% elif who %}b{% else %}c{% endif %}", "a"),
        ("{{ 'a' if takes >= 3 else 'b' }}", "b"),
        (
            "{% for a in lines %}{{ loop.index }}{{ a.who }}{% if not loop.last %},{% endif %}{% endfor %}",
            "1mei,2adrian",
        ),
        ("{% for line in lines if line.off %}{{ line.line }}{% else %}-{% endfor %}", "Yes."),
        ("{% for key in shot %}{{ key }} {% endfor %}", "id index "),
        (
            "{{ names | join(' and ') }} {{ names | first }} {{ names | last }} {{ names | length }}",
            "a and b a b 2",
        ),
        (
            "{{ who | upper }} {{ who | capitalize }} {{ 'a b' | title }} {{ ' x ' | trim | lower }}",
            "MEI Mei A B x",
        ),
        ("{{ nobody | default('x') }}{{ nothing | default('y') }}{{ who is defined }}", "xytrue"),
        ("{{ who ~ '/' ~ takes }}", "mei/2"),
        ("{{ 'a' in (who ~ 'a') and 'b' in names | join }}", "true"),
        ("{{ 2.5 }} {{ true }} {{ nothing }}|", "2.5 true |"),
        ("a{# note #}{% if who in names or 'a' in names %} b{% endif %}\n", "a b\n"),
    ],
)
def test_a_template_puts_values_into_text(text: str, expected: str) -> None:
    values = {
        "who": "mei",
        "takes": 2,
        "shot": {"id": "desk", "index": 2},
        "lines": LINES,
        "names": ["a", "b"],
        "nothing": None,
    }

    assert render(text, values) == expected


def test_marks_come_out_and_stay_out_of_comparisons() -> None:
    values = {
        "who": Traced("@mei", "<", ">"),
        "line": Marked("mei", "[1]"),
        "all": MarkedList(["a"], "[all]"),
        "none": MarkedList([], "[none]"),
    }

    text = render("{{ who }}{{ who | upper }}{{ 'x' ~ who }}{{ line }}", values)

    assert text == "<@mei><@MEI>x<@mei>[1]"
    assert render("{{ who ~ line == '@meimei' }} {{ (line ~ who) | upper }}", values) == "true [1]<@MEI>"
    assert render("{{ who == '@mei' and line == 'mei' }} {{ all }}{{ none }}", values) == "true [all]"


# --- what is refused --------------------------------------------------------------------------------------

# Published ways out of the sandbox, and the usual ways to look around in it.
ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ who.__class__ }}",
    "{{ who['__class__'] }}",
    "{{ who | attr('__class__') }}",  # CVE-2025-27516
    "{{ '{0.__class__}'.format(who) }}",  # CVE-2016-10745
    "{{ '{x.__class__}'.format_map({'x': 1}) }}",  # CVE-2019-10906
    "{% set f = '{0.__class__}'.format %}{{ f(who) }}",  # CVE-2024-56326
    "{{ '%s' | format(who) }}",
    "{{ self._TemplateReference__context }}",
    "{{ self }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace() }}",
    "{{ range(9) }}",
    "{{ dict(a=1) }}",
    "{{ loop }}",
    "{{ joiner }}",
    "{{ caller() }}",
    "{{ config }}",
    "{{ request }}",
    "{{ shot.keys() }}",
    "{{ shot.keys }}",
    "{{ who.upper }}",
    "{{ who.upper() }}",
    "{{ names.append(1) }}",
    "{{ names | map('upper') | join }}",
    "{{ names | sort }}",
    "{{ who | replace('m', 'x') }}",
    "{{ who | safe }}",
    "{{ shot | tojson }}",
    "{{ who is mapping }}",
    "{% macro m() %}{% endmacro %}",
    "{% include 'x' %}",
    "{% import 'x' as x %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% set x = 1 %}",
    "{% set x %}1{% endset %}",
    "{% with x = 1 %}{% endwith %}",
    "{% filter upper %}a{% endfilter %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% call shot() %}{% endcall %}",
    "{% for a, b in names %}{% endfor %}",
    "{% for a in names recursive %}{% endfor %}",
    "{% for a in who %}{% endfor %}",
    "{% do names.append(1) %}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ (1, 2) }}",
    "{{ names[0:1] }}",
    "{{ 'a' * 9 }}",
    "{{ 2 ** 9 }}",
    "{{ 1 + 1 }}",
    "{{ -takes }}",
    "{{ '%9d' % 1 }}",
    "{{ names | join(*names) }}",
    "{{ names | join(d=' ') }}",
    "{{ names }}",
    "{{ shot }}",
    "{{ takes < who }}",
    "{{ takes | length }}",
    "{{ takes | join }}",
    "{{ who | first }}",
    "{{ (who ~ who) | last }}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_but_the_language_can_be_said(text: str) -> None:
    refusal = refused(text, who="mei", shot={"id": "desk"}, names=["a"], takes=2)

    assert refusal.kind in {"forbidden", "unknown", "syntax", "value"}


NUMBERS = list(range(300))
BOMBS = [
    "{% for a in n %}{% for b in n %}{% endfor %}{% endfor %}",
    "{% for a in n %}{% endfor %}" * 4,
    "{% for a in n %}" + "{% if a %}{% endif %}" * 200 + "{% endfor %}",
    "{% for a in s %}{% for b in s %}{% for c in s %}{% endfor %}{% endfor %}{% endfor %}",
    "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "{{ " + "not " * 10_000 + "1 }}",
    "{{ " + "long" + " | upper" * 20 + " }}",
    "{% if a %}" * 2_000 + "{% endif %}" * 2_000,
    "{{ " + " ~ ".join(["long"] * 100) + " }}",
    "{{ long }}" * 2,
    "{{ long }}{% for a in n %}{{ long }}{% endfor %}",
    "x" * 70_000 + "{{ long }}",
    "{{ n | join(long) }}",
    "{{ 1" + " and 1" * 8_000 + " }}",
]


@pytest.mark.parametrize("text", BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_is_refused_before_it_grows(text: str) -> None:
    started_s = time.process_time()

    refusal = refused(text, n=NUMBERS, s=[1, 2], long="x" * 60_000, a=1)

    assert refusal.kind == "bounds"
    assert time.process_time() - started_s < 2


@pytest.mark.parametrize("number", ["9" * 5_000, "1e999 == 1"])
def test_a_number_beyond_all_bounds_is_refused(number: str) -> None:
    assert refused("{{ " + number + " }}").kind in {"syntax", "forbidden"}


# --- what a refusal says ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{{ whoo }}",
        "{% if whoo %}{% endif %}",
        "{{ who if whoo == 1 }}",
        "{% for a in whoo %}{% endfor %}",
        "{{ whoo | upper }}",
        "{{ whoo | join }}",
        "{{ whoo.id }}",
        "{{ 'a' ~ whoo }}",
        "{{ who | default(whoo) }}{{ whoo }}",
        "{{ shot.whoo }}",
    ],
)
def test_an_unknown_name_is_named(text: str) -> None:
    refusal = refused(text, who="mei", shot={"id": "desk"})

    assert (refusal.kind, refusal.name) == ("unknown", "whoo")


def test_a_field_that_is_not_there_says_what_is() -> None:
    assert refused("{{ shot.idd }}", shot={"id": "desk", "index": 1}).known == ("id", "index")


def test_a_mistake_has_its_line() -> None:
    assert (refused("a\nb {{ }}\nc").kind, refused("a\nb {{ }}\nc").line) == ("syntax", 2)
    assert refused("a\nb\n{{ 1 + 1 }}").line == 3


def test_a_refusal_is_the_same_the_second_time() -> None:
    assert refused("{{ 1 * 1 }}").reason == refused("{{ 1 * 1 }}").reason


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("{{ a }} {{ b | }} {{ c }}", 1, "{{ b | }}"),
        ("{{ a }}\n{% if %}", 2, "{% if %}"),
        ("{{ a }} {{ b", 1, "{{ b"),
        ("{{ a }} {{ b + 1 }}", 1, "{{ b + 1 }}"),
        ("{% if a %}\n{{ b }}", 1, "{% if a %}"),
    ],
)
def test_the_tag_at_fault_is_found(text: str, line: int, expected: str) -> None:
    span = find_mistake(text, line)

    assert span is not None
    assert text[slice(*span)] == expected


def test_names_that_a_template_reads_are_those_it_does_not_make() -> None:
    text = "{{ a.b }}{% for c in d %}{{ c }}{{ e }}{{ loop.index }}{% endfor %}{{ c | default(f) }}{# g #}"

    assert names_read(text) == {"a", "c", "d", "e", "f"}


def test_a_name_is_found_where_an_expression_says_it() -> None:
    text = "who {# {{ who }} #} {{ 'who' }} {{ whoever }} {% if who %}"

    assert find_name(text, "who") == text.rindex("who")
    assert find_name(text, "nobody") is None


def test_tags_are_found_even_unclosed() -> None:
    text = "a {{ b }} {# {{ c }} #} {% d %} {{ e"

    assert [text[start:end] for start, end in find_tags(text)] == ["{{ b }}", "{% d %}", "{{ e"]


@pytest.mark.parametrize(
    ("text", "expected"), [("{{ a }}", True), ("{% a", True), ("{# a", True), ("{a} }} #}", False)]
)
def test_only_what_opens_a_tag_needs_an_engine(text: str, expected: bool) -> None:
    assert is_template(text) is expected
