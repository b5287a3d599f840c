"""Turns a request graph into the graph of what needs what: its order, its longest chain, four drawings. The
only module that imports networkx; knows nothing of what is owned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Literal, TypeAlias

from pipeline.keys import holes
from pipeline.model import JSON, FrameNeed, RequestGraph, ShotRequests, TakeRequest
from pipeline.records import record
from pipeline.showing import one_line

if TYPE_CHECKING:
    import networkx

Kind: TypeAlias = Literal["picture", "take", "clip", "frame", "cut"]


@record
class Node:
    """A thing that an episode is made of. id: kind and name, `take offer/desk#1`, unique in its episode."""

    id: str
    kind: Kind


@record
class Edge:
    """`target` needs `source`. why: the author's key that asks for it, else `frame` or `cut`."""

    source: str
    target: str
    why: str


# --- shots --------------------------------------------------------------------------------------------------


def needs_of(shot: ShotRequests) -> tuple[FrameNeed, ...]:
    """The frames of other shots that a shot needs, in the order met, each once."""
    return tuple(dict.fromkeys(need for take in shot.takes for need in take.needs))


def in_order(graph: RequestGraph) -> tuple[str, ...]:
    """Every shot after those whose frames it needs; in story order where nothing else asks."""
    import networkx

    place = {shot.name: place for place, shot in enumerate(graph.shots)}
    return tuple(networkx.lexicographical_topological_sort(_of_shots(graph), key=place.__getitem__))


def longest_chain(graph: RequestGraph) -> tuple[str, ...]:
    """The most shots that wait for one another, the first to make first; one shot where none waits."""
    import networkx

    return tuple(networkx.dag_longest_path(_of_shots(graph), topo_order=in_order(graph)))


def remaining_s(graph: RequestGraph, expected_s: Mapping[str, float]) -> dict[str, float]:
    """For each shot the longest way from its start to the episode's end, in seconds of rendering.

    expected_s: of each shot alone; a shot that is not named takes no time.
    """
    followers = _of_shots(graph)
    remaining: dict[str, float] = {}
    for name in reversed(in_order(graph)):
        after = max((remaining[follower] for follower in followers.successors(name)), default=0.0)
        remaining[name] = expected_s.get(name, 0.0) + after
    return remaining


def ancestors(graph: RequestGraph, names: Iterable[str]) -> frozenset[str]:
    """Every shot that these need, themselves left out unless one needs another."""
    import networkx

    shots = _of_shots(graph)
    return frozenset(above for name in names for above in networkx.ancestors(shots, name))


def descendants(graph: RequestGraph, names: Iterable[str]) -> frozenset[str]:
    """Every shot that needs one of these, themselves left out unless one needs another."""
    import networkx

    shots = _of_shots(graph)
    return frozenset(below for name in names for below in networkx.descendants(shots, name))


def _of_shots(graph: RequestGraph) -> networkx.DiGraph:
    import networkx  # 0.12 s to import: commands that need no graph do without

    shots = networkx.DiGraph()
    shots.add_nodes_from(shot.name for shot in graph.shots)
    shots.add_edges_from((need.shot, shot.name) for shot in graph.shots for need in needs_of(shot))
    return shots


# --- nodes and edges ----------------------------------------------------------------------------------------


def nodes(graph: RequestGraph) -> tuple[Node, ...]:
    """Pictures first, then takes and clips in story order, the frames that are handed on, the cut."""
    found = [
        *(Node(_picture(sha256, graph), "picture") for take in _takes(graph) for sha256 in _pictures(take)),
        *(node for shot in graph.shots for node in _made(shot)),
        *(Node(_frame(need), "frame") for shot in graph.shots for need in needs_of(shot)),
        Node("cut", "cut"),
    ]
    return tuple(dict.fromkeys(found))


def edges(graph: RequestGraph) -> tuple[Edge, ...]:
    """Who needs what, each pair once, in story order."""
    shots = {shot.name: shot for shot in graph.shots}
    found = [edge for shot in graph.shots for edge in _edges(shot, shots, graph)]
    return tuple(dict.fromkeys(found))


def _edges(shot: ShotRequests, shots: Mapping[str, ShotRequests], graph: RequestGraph) -> Iterator[Edge]:
    for take in shot.takes:
        for sha256, why in _pictures(take).items():
            yield Edge(_picture(sha256, graph), _take(take), why)
        for need in take.needs:
            yield Edge(_frame(need), _take(take), "keyframes")
    for need in needs_of(shot):
        for source in _made(shots[need.shot]):
            yield Edge(source.id, _frame(need), "frame")
    for made in _made(shot):
        yield Edge(made.id, "cut", "cut")


def _takes(graph: RequestGraph) -> Iterator[TakeRequest]:
    return (take for shot in graph.shots for take in shot.takes)


def _made(shot: ShotRequests) -> list[Node]:
    if shot.own_clip is not None:
        return [Node(f"clip {shot.name}", "clip")]
    return [Node(_take(take), "take") for take in shot.takes]


def _take(take: TakeRequest) -> str:
    return f"take {take.shot}#{take.number}"


def _frame(need: FrameNeed) -> str:
    return f"frame {need.shot}@{need.at}"


def _picture(sha256: str, graph: RequestGraph) -> str:
    """By its file: one of them, where several hold the same bytes."""
    return f"picture {graph.pictures[sha256]}"


def _pictures(take: TakeRequest) -> dict[str, str]:
    """The author's key that each picture of the request stands under."""
    sent = dict.fromkeys(_assets(dict(take.request.body)), "picture")
    written = {sha256: key for key, value in take.words.items() for sha256 in _assets(value)}
    return {sha256: written.get(sha256, why) for sha256, why in sent.items()}


def _assets(value: JSON) -> Iterator[str]:
    return (str(hole["$asset"]) for hole in holes(value) if "$asset" in hole)


# --- drawings -----------------------------------------------------------------------------------------------


def to_json(graph: RequestGraph) -> dict[str, JSON]:
    """One episode's part of `graph --format json`."""
    return {
        "nodes": [{"id": node.id, "kind": node.kind} for node in nodes(graph)],
        "edges": [{"from": edge.source, "to": edge.target, "why": edge.why} for edge in edges(graph)],
    }


def to_mermaid(*graphs: RequestGraph) -> str:
    """A Mermaid flowchart, as GitHub draws it; of several episodes, each in a frame of its own."""
    lines, count = ["flowchart LR"], 0
    for graph in graphs:
        place = {node.id: f"n{count + place}" for place, node in enumerate(nodes(graph))}
        drawn = [
            *(f'  {place[node.id]}["{_mermaid(node.id)}"]' for node in nodes(graph)),
            *(
                f'  {place[edge.source]} -->|"{_mermaid(edge.why)}"| {place[edge.target]}'
                for edge in edges(graph)
            ),
        ]
        head = f'  subgraph e{count}["{_mermaid(graph.storyboard)}"]'
        lines += [head, *drawn, "  end"] if len(graphs) > 1 else drawn
        count += len(place)
    return "\n".join([*lines, ""])


def _mermaid(text: str) -> str:
    return one_line(text).replace("#", "#35;").replace('"', "#34;").replace("<", "#60;")


def to_dot(*graphs: RequestGraph) -> str:
    """Graphviz text; of several episodes, each in a cluster, and what it is made of named with its file."""
    lines = ["digraph episode {", "  rankdir=LR;"]
    for number, graph in enumerate(graphs):
        before = f"{graph.storyboard}: " if len(graphs) > 1 else ""
        drawn = [
            *(f"  {_quoted(before + node.id)} [tooltip={_quoted(node.kind)}];" for node in nodes(graph)),
            *(
                f"  {_quoted(before + edge.source)} -> {_quoted(before + edge.target)} "
                f"[label={_quoted(edge.why)}];"
                for edge in edges(graph)
            ),
        ]
        head = [f"  subgraph cluster_{number} {{", f"  label={_quoted(graph.storyboard)};"]
        lines += [*head, *drawn, "  }"] if before else drawn
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- a picture of the shots ---------------------------------------------------------------------------------

BOX_WIDTH_PX = 150
BOX_HEIGHT_PX = 44
GAP_X_PX = 70
GAP_Y_PX = 18
MARGIN_PX = 16
HEADING_PX = 24
NAME_CHARACTERS = 20

_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1c1c1c}.small{font-size:10px;fill:#5a5a5a}"
    "rect{fill:#f4f1ea;stroke:#8a7f6a;rx:6}path{fill:none;stroke:#8a7f6a;stroke-width:1.5}"
)


def to_svg(*graphs: RequestGraph) -> str:
    """The shots as boxes: a column for each step that has to wait, a row for each chain, in story order; of
    several episodes, one below the other.

    Stands alone: no script, no font, nothing fetched. Edges to the cut are left out, since every shot has
    one.
    """
    style = f"<style>{_STYLE}</style>"
    if len(graphs) == 1:
        return _svg(graphs[0], style)
    drawn, width, height = list[str](), 0, 0
    for graph in graphs:
        own_width, own_height = _size(_corners(graph))
        name = _text(one_line(graph.storyboard, 80))
        height += HEADING_PX
        drawn += [
            f'<text x="{MARGIN_PX}" y="{height}">{name}</text>',
            f'<svg y="{height}" width="{own_width}" height="{own_height}">',
            *_inside(graph),
            "</svg>",
        ]
        width, height = max(width, own_width), height + own_height
    return _framed(width, height, [style, *drawn])


def drawing(graph: RequestGraph) -> str:
    """The same, for a page that brings its own style and finds each box by its `data-shot`."""
    return _svg(graph, "")


def _svg(graph: RequestGraph, style: str) -> str:
    title, *drawn = _inside(graph)
    return _framed(*_size(_corners(graph)), [title, *filter(None, [style]), *drawn])


def _inside(graph: RequestGraph) -> list[str]:
    corners = _corners(graph)
    return [
        f"<title>{_text(graph.episode)}</title>",
        *(_arrow(need, corners[need.shot], corners[shot.name]) for shot, need in _handed_on(graph)),
        *(_box(shot, *corners[shot.name]) for shot in graph.shots),
    ]


def _size(corners: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    width = max((x for x, _ in corners.values()), default=0) + BOX_WIDTH_PX + MARGIN_PX
    return width, max((y for _, y in corners.values()), default=0) + BOX_HEIGHT_PX + MARGIN_PX


def _framed(width: int, height: int, drawn: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">'
    )
    return "\n".join([head, *drawn, "</svg>", ""])


def _handed_on(graph: RequestGraph) -> Iterator[tuple[ShotRequests, FrameNeed]]:
    return ((shot, need) for shot in graph.shots for need in needs_of(shot))


def _corners(graph: RequestGraph) -> dict[str, tuple[int, int]]:
    """The upper left corner of each shot's box."""
    import networkx

    generations = networkx.topological_generations(_of_shots(graph))
    column = {name: place for place, generation in enumerate(generations) for name in generation}
    row = _rows(graph)
    return {
        shot.name: (
            MARGIN_PX + column[shot.name] * (BOX_WIDTH_PX + GAP_X_PX),
            MARGIN_PX + row[shot.name] * (BOX_HEIGHT_PX + GAP_Y_PX),
        )
        for shot in graph.shots
    }


def _rows(graph: RequestGraph) -> dict[str, int]:
    """The row of each shot: that of the first shot it needs, if nobody else goes on there; else a new one."""
    shots = {shot.name: shot for shot in graph.shots}
    rows: dict[str, int] = {}
    ends: set[str] = set()
    count = 0
    for name in in_order(graph):
        before = next((need.shot for need in needs_of(shots[name]) if need.shot in ends), None)
        if before is None:
            rows[name], count = count, count + 1
        else:
            rows[name] = rows[before]
            ends.remove(before)
        ends.add(name)
    return rows


def _arrow(need: FrameNeed, source: tuple[int, int], target: tuple[int, int]) -> str:
    start_x, start_y = source[0] + BOX_WIDTH_PX, source[1] + BOX_HEIGHT_PX // 2
    end_x, end_y = target[0], target[1] + BOX_HEIGHT_PX // 2
    middle_x = (start_x + end_x) // 2
    return (
        f'<path d="M{start_x} {start_y}C{middle_x} {start_y} {middle_x} {end_y} {end_x} {end_y}"/>'
        f'<text class="small" text-anchor="middle" x="{middle_x}" y="{(start_y + end_y) // 2 - 4}">'
        f"{_text(str(need.at))}</text>"
    )


def _box(shot: ShotRequests, x: int, y: int) -> str:
    return (
        f'<g data-shot="{_text(shot.name)}"><title>{_text(shot.name)}</title>'
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH_PX}" '
        f'height="{BOX_HEIGHT_PX}"/><text x="{x + 10}" y="{y + 19}">'
        f"{_text(one_line(shot.name, NAME_CHARACTERS))}</text>"
        f'<text class="small" x="{x + 10}" y="{y + 35}">{_text(_small_print(shot))}</text></g>'
    )


def _small_print(shot: ShotRequests) -> str:
    if shot.own_clip is not None:
        return "own clip"
    pictures = {sha256 for take in shot.takes for sha256 in _pictures(take)}
    counts = ((len(shot.takes), "take"), (len(pictures), "picture"))
    return ", ".join(f"{count} {word}{'s' * (count > 1)}" for count, word in counts if count)


def _text(text: str) -> str:
    return escape(one_line(text))
