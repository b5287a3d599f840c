"""Faults for the tests of the formats: plain ones, and ones whose every text is a stranger's."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from pipeline.errors import Fault, Label
from pipeline.model import Place

ORDER = re.compile(r"^\s*::|##\w*\[")
"""What a line must not hold, or a CI log obeys it: `::command` at its start, `##[command]` anywhere."""

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""All that moves a cursor, starts an escape sequence or turns the reading order, but the line's end."""


def fault(code: str = "R001", line: int = 3, **more: object) -> Fault:
    place = Place("ep01.storyboard.yaml", line, 5, line, 9)
    return Fault(code, "`@mie` is no reference", place, **more)  # type: ignore[arg-type]


ORDERS = ("::set-env name=A::b", "##[add-path]/x", "##vso[task.x]", "\x1b[2J", "\x9b2J", "\u202e", "\r", "\n")

hostile = st.lists(
    st.sampled_from(
        (*ORDERS, "%0A", "%", ":", ",", "`", "```", "](https://a.example)", "<b>", "夜", " ", "x")
    )
    | st.text(max_size=4),
    max_size=6,
).map("".join)


@st.composite
def _places(draw: st.DrawFn) -> Place:
    line, column = draw(st.integers(1, 5)), draw(st.integers(1, 30))
    return Place(draw(hostile), line, column, line + draw(st.integers(0, 2)), column + 3)


hostile_faults = st.lists(
    st.builds(
        Fault,
        st.sampled_from(["R001", "S001", "Y002"]),
        hostile,
        _places(),
        hostile,
        hostile,
        st.sampled_from(["error", "warning"]),
        st.lists(st.builds(Label, _places(), hostile), max_size=2).map(tuple),
    ),
    max_size=4,
    unique=True,
)
