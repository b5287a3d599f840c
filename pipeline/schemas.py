"""Turns the name of a schema or of a fault code into its shipped text.

Knows no document and checks nothing.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pipeline.model import JSON

SUFFIX = ".schema.json"
KINDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys",
    "null": "empty",
}
"""What the types of JSON Schema are called by authors."""


@cache
def folder() -> Path:
    """Where the schemas lie: inside an installed package, else at the top of the checkout."""
    package = Path(__file__).parent
    installed = package / "_schemas"
    return installed if installed.is_dir() else package.parent / "schemas"


def names() -> tuple[str, ...]:
    """The names of all schemas, sorted: `storyboard`, `library`, ..."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in folder().glob("*" + SUFFIX)))


def text(name: str) -> str:
    """A schema as it was written. Raises KeyError for a name that is not in `names`."""
    if name not in names():
        raise KeyError(name)
    return (folder() / f"{name}{SUFFIX}").read_text(encoding="utf-8")


@cache
def read(name: str) -> JSON:
    """A schema as a value, which nobody may change. Raises KeyError for a name that is not in `names`."""
    parsed: JSON = json.loads(text(name))
    return parsed


def codes() -> tuple[str, ...]:
    """All fault codes that are explained, sorted."""
    return tuple(sorted(path.stem for path in (folder() / "codes").glob("*.md")))


def code_text(code: str) -> str:
    """The long text of a fault code, in Markdown. Raises KeyError for a code that is not in `codes`."""
    if code not in codes():
        raise KeyError(code)
    return (folder() / "codes" / f"{code}.md").read_text(encoding="utf-8")
