"""Only `pipeline/cli` prints, and only it and `__main__` end the process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "pipeline"

PRINTERS = {"print", "sys.stdout.write", "sys.stderr.write", "click.echo", "click.secho"}
ENDERS = {"exit", "quit", "sys.exit", "os._exit", "os.abort", "SystemExit"}


def modules_outside_cli() -> list[Path]:
    allowed = (PACKAGE / "cli", PACKAGE / "__main__.py")
    return [path for path in sorted(PACKAGE.rglob("*.py")) if not any(map(path.is_relative_to, allowed))]


def forbidden_lines(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=called) if (name := ast.unparse(called)) in PRINTERS | ENDERS:
                yield f"{node.lineno}: {name}()"
            case ast.Raise(exc=ast.Name(id="SystemExit")):
                yield f"{node.lineno}: raise SystemExit"


def test_no_module_outside_the_command_line_prints_or_exits() -> None:
    modules = modules_outside_cli()

    found = [
        f"{path.relative_to(PACKAGE.parent).as_posix()}:{line}"
        for path in modules
        for line in forbidden_lines(path.read_text(encoding="utf-8"))
    ]

    assert modules
    assert found == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("print('made')", ["1: print()"]),
        ("import sys\nsys.exit(2)", ["2: sys.exit()"]),
        ("raise SystemExit", ["1: raise SystemExit"]),
        ("raise SystemExit(2)", ["1: SystemExit()"]),
        ("printed = reprint(shot)", []),
    ],
)
def test_a_line_that_prints_or_exits_is_seen(source: str, expected: list[str]) -> None:
    assert expected == list(forbidden_lines(source))
