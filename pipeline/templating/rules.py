"""Turns a parsed template into one that may run: nothing but what is on a short list, with counters in its
loops.

Knows no values. A template is a stranger's: what is not named here is refused, whatever the engine could do
with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from pipeline.templating.filters import CHAIN, FILTERS, TESTS, WALK
from pipeline.templating.text import TemplateRefused

NODE_LIMIT = 2_000
DEPTH_LIMIT = 40
LOOP_DEPTH_LIMIT = 2

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.If,
    nodes.CondExpr,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)
_REFUSED = {
    "call anything": (nodes.Call, nodes.CallBlock),
    "hold macros or blocks": (nodes.Macro, nodes.Block, nodes.FilterBlock),
    "read other files": (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends),
    "set names: write them in `with` or `vars`": (nodes.Assign, nodes.AssignBlock, nodes.With),
    "make lists or mappings": (nodes.List, nodes.Tuple, nodes.Dict, nodes.Slice),
    "calculate": (nodes.BinExpr, nodes.UnaryExpr),
}


def check(tree: nodes.Template) -> None:
    """Raises TemplateRefused (`forbidden` or `bounds`). Walks without recursion, so depth cannot hurt it."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    count = 0
    while waiting:
        node, depth, loops = waiting.pop()
        loops += isinstance(node, nodes.For)
        count += 1
        if count > NODE_LIMIT or depth > DEPTH_LIMIT or loops > LOOP_DEPTH_LIMIT:
            raise TemplateRefused("bounds", _too_much(count, loops), line=node.lineno)
        _check_one(node)
        waiting.extend((child, depth + 1, loops) for child in node.iter_child_nodes())


def _too_much(count: int, loops: int) -> str:
    if loops > LOOP_DEPTH_LIMIT:
        return f"nests more than {LOOP_DEPTH_LIMIT} loops"
    return "holds too many expressions" if count > NODE_LIMIT else "is nested too deeply"


def _check_one(node: nodes.Node) -> None:
    refused = partial(TemplateRefused, "forbidden", line=node.lineno)
    match node:
        case nodes.Filter():
            _check_filter(node)
        case nodes.Test(name=name) if name not in TESTS:
            raise refused(f"uses the test `{name}`, which is not one of ours", name=name, known=TESTS)
        case nodes.For(target=target) if not isinstance(target, nodes.Name):
            raise refused("walks with more than one name; write `{% for line in dialogue %}`")
        case nodes.For(recursive=True):
            raise refused("holds a recursive loop")
        case nodes.Name(name="self" | "super" | "caller" | "varargs" | "kwargs" as name):
            raise refused(f"reads `{name}`, which is the engine's own", name=name)
        case nodes.Getattr(attr=name) if name.startswith("_"):
            raise refused(f"reads `{name}`, which is the engine's own", name=name)
        case nodes.Const(value=float() as number) if not math.isfinite(number):
            raise refused("holds a number that is too large")
        case _ if not isinstance(node, _ALLOWED):
            done = next((words for words, kinds in _REFUSED.items() if isinstance(node, kinds)), "do this")
            raise refused(f"may not {done}")


def _check_filter(node: nodes.Filter) -> None:
    refused = partial(TemplateRefused, "forbidden", line=node.lineno, name=node.name)
    if node.name not in FILTERS:
        raise refused(f"uses the filter `{node.name}`, which is not one of ours", known=FILTERS)
    if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
        raise refused(f"names an argument of `{node.name}`; write the value alone: `join(', ')`")
    if node.node is None:
        raise refused("holds a filter block")


def names_from_outside(node: nodes.Node, own: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names that are read and that no loop around them makes. For checked trees, which are not deep."""
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in own:
        yield node.name
    children: Iterable[nodes.Node] = node.iter_child_nodes()
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        yield from names_from_outside(node.iter, own)
        own = own | {node.target.name, "loop"}
        children = node.iter_child_nodes(exclude=("iter",))
    for child in children:
        yield from names_from_outside(child, own)


def bounded(tree: nodes.Template) -> nodes.Template:
    """The same template, with what it walks and what it chains put through filters that count."""
    bound = _Bounding().visit(tree)
    assert isinstance(bound, nodes.Template)
    return bound


class _Bounding(NodeTransformer):
    # The visitor looks its methods up by the names of nodes.

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        steps_each = 1 + sum(1 for _ in node.find_all(nodes.Node))
        self.generic_visit(node)
        node.iter = _through(WALK, node.iter, [nodes.Const(steps_each)])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through(CHAIN, node.nodes[0], node.nodes[1:])


def _through(name: str, value: nodes.Node, arguments: Sequence[nodes.Expr]) -> nodes.Filter:
    assert isinstance(value, nodes.Expr)
    return nodes.Filter(value, name, list(arguments), [], None, None, lineno=value.lineno)
