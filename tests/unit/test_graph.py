"""The graph: order, chains, and what its drawings say."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from pipeline.graph import (
    ancestors,
    descendants,
    in_order,
    longest_chain,
    remaining_s,
    to_dot,
    to_json,
    to_mermaid,
    to_svg,
)
from pipeline.model import RequestGraph
from tests.twins import episode, own_shot, shot_of, take

CHAIN = episode(
    take("arrival"),
    take("desk", picture="f" * 64),
    take("answer", after="desk"),
    take("night", after="answer"),
    take("door", after="desk"),
    pictures={"f" * 64: "desk.png"},
)


def test_shots_come_after_those_they_need_and_else_in_story_order() -> None:
    graph = episode(take("end", after="start"), take("middle"), take("start"))

    assert in_order(graph) == ("middle", "start", "end")


def test_the_longest_chain_is_the_most_shots_that_wait_for_one_another() -> None:
    assert longest_chain(CHAIN) == ("desk", "answer", "night")
    assert longest_chain(episode()) == ()


def test_the_way_to_the_end_is_the_longest_one_from_a_shot_on() -> None:
    expected_s = {"arrival": 5.0, "desk": 5.0, "answer": 5.0, "night": 5.0, "door": 20.0}

    assert remaining_s(CHAIN, expected_s) == {
        "arrival": 5,
        "desk": 25,
        "answer": 10,
        "night": 5,
        "door": 20,
    }


def test_what_a_shot_needs_and_what_needs_it() -> None:
    assert ancestors(CHAIN, ["night"]) == {"desk", "answer"}
    assert descendants(CHAIN, ["desk"]) == {"answer", "night", "door"}


def test_json_holds_nodes_and_edges_with_why() -> None:
    takes = shot_of(take("desk", picture="f" * 64), take("desk", number=2, picture="f" * 64))
    own = own_shot("own", "own.mp4", b"clip")
    drawn = to_json(episode(takes, take("answer", after="desk"), own, pictures={"f" * 64: "boards/desk.png"}))

    assert drawn["nodes"] == [
        {"id": "picture boards/desk.png", "kind": "picture"},
        {"id": "take desk#1", "kind": "take"},
        {"id": "take desk#2", "kind": "take"},
        {"id": "take answer#1", "kind": "take"},
        {"id": "clip own", "kind": "clip"},
        {"id": "frame desk@last", "kind": "frame"},
        {"id": "cut", "kind": "cut"},
    ]
    assert drawn["edges"] == [
        {"from": "picture boards/desk.png", "to": "take desk#1", "why": "keyframes"},
        {"from": "picture boards/desk.png", "to": "take desk#2", "why": "keyframes"},
        {"from": "take desk#1", "to": "cut", "why": "cut"},
        {"from": "take desk#2", "to": "cut", "why": "cut"},
        {"from": "frame desk@last", "to": "take answer#1", "why": "keyframes"},
        {"from": "take desk#1", "to": "frame desk@last", "why": "frame"},
        {"from": "take desk#2", "to": "frame desk@last", "why": "frame"},
        {"from": "take answer#1", "to": "cut", "why": "cut"},
        {"from": "clip own", "to": "cut", "why": "cut"},
    ]


def test_mermaid_and_dot_name_every_node() -> None:
    graph = episode(take("desk"), take("answer", after="desk"))

    assert to_mermaid(graph).splitlines() == [
        "flowchart LR",
        '  n0["take desk#35;1"]',
        '  n1["take answer#35;1"]',
        '  n2["frame desk@last"]',
        '  n3["cut"]',
        '  n0 -->|"cut"| n3',
        '  n2 -->|"keyframes"| n1',
        '  n0 -->|"frame"| n2',
        '  n1 -->|"cut"| n3',
    ]
    assert '  "frame desk@last" -> "take answer#1" [label="keyframes"];' in to_dot(graph).splitlines()


def test_several_episodes_stand_apart_in_one_drawing() -> None:
    one, other = episode(take("desk")), replace(episode(take("desk")), storyboard="ep02.storyboard.yaml")

    mermaid, dot = to_mermaid(one, other).splitlines(), to_dot(one, other).splitlines()
    svg = ElementTree.fromstring(to_svg(one, other))

    assert mermaid == [
        "flowchart LR",
        '  subgraph e0["ep01.storyboard.yaml"]',
        '  n0["take desk#35;1"]',
        '  n1["cut"]',
        '  n0 -->|"cut"| n1',
        "  end",
        '  subgraph e2["ep02.storyboard.yaml"]',
        '  n2["take desk#35;1"]',
        '  n3["cut"]',
        '  n2 -->|"cut"| n3',
        "  end",
    ]
    assert '  "ep02.storyboard.yaml: take desk#1" -> "ep02.storyboard.yaml: cut" [label="cut"];' in dot
    assert [inner.get("y") for inner in svg.findall("{http://www.w3.org/2000/svg}svg")] == ["24", "124"]
    assert svg.get("height") == "200"


@pytest.mark.parametrize("hostile", ['<script>"', 'a"];b', "x\ny", "\x1b[31m"])
def test_no_name_breaks_out_of_a_drawing(hostile: str) -> None:
    graph = episode(take(hostile))

    svg = ElementTree.fromstring(to_svg(graph))
    assert not [element for element in svg.iter() if element.tag.endswith("script")]
    for text in (to_mermaid(graph), to_dot(graph), to_svg(graph)):
        assert "\x1b" not in text
        assert len(text.splitlines()) == len(plain(to_mermaid, to_dot, to_svg)[text_kind(text)].splitlines())


def text_kind(text: str) -> int:
    return 0 if text.startswith("flowchart") else 1 if text.startswith("digraph") else 2


def plain(*writers: object) -> list[str]:
    return [writer(episode(take("plain"))) for writer in writers]  # type: ignore[operator]


def boxes(graph: RequestGraph) -> dict[str, tuple[int, int]]:
    space = "{http://www.w3.org/2000/svg}"
    groups = ElementTree.fromstring(to_svg(graph)).findall(f"{space}g")
    found = {}
    for group in groups:
        title, rect = group.find(f"{space}title"), group.find(f"{space}rect")
        assert title is not None
        assert rect is not None
        found[str(title.text)] = (int(rect.get("x", "")), int(rect.get("y", "")))
    return found


def test_the_picture_has_a_row_for_each_chain_and_a_column_for_each_step() -> None:
    drawn = boxes(CHAIN)

    rows = {name: y for name, (_, y) in drawn.items()}
    columns = {name: x for name, (x, _) in drawn.items()}
    assert rows["desk"] == rows["answer"] == rows["night"]
    assert len({rows["arrival"], rows["desk"], rows["door"]}) == 3
    assert columns["arrival"] == columns["desk"]
    assert columns["answer"] == columns["door"]
    assert columns["desk"] < columns["answer"] < columns["night"]
    assert len(set(drawn.values())) == 5
