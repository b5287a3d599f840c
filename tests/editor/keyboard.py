"""Turns a text with a cursor in it into a place, and a completion into the text that an editor makes
of it. Knows no schema and asks no server."""

from __future__ import annotations

import re
from typing import Any

CURSOR = "¦"

_PLACEHOLDER = re.compile(r"\$\{\d+:((?:\\.|[^\\{}$])*)\}")
_STOP = re.compile(r"\$\{\d+\}|\$\d+")


def placed(marked: str) -> tuple[str, int, int]:
    """(text, line, column) of a text with one cursor in it; from 0."""
    before, _, after = marked.partition(CURSOR)
    return before + after, before.count("\n"), len(before) - before.rfind("\n") - 1


def accepted(marked: str, item: dict[str, Any]) -> str:
    """The text after a completion was chosen and each of its placeholders left as it is.

    Lines after the first are indented as the line of the cursor is: `insertTextMode` 2 of the protocol, which
    VS Code takes for every snippet.
    """
    text, line, column = placed(marked)
    lines = text.split("\n")
    edit = item.get("textEdit") or {"newText": item["insertText"], "range": None}
    span = edit["range"] or {"start": {"character": column}, "end": {"character": column}}
    own = lines[line]
    indent = own[: len(own) - len(own.lstrip())]
    new = _plain(edit["newText"]).replace("\n", "\n" + indent)
    lines[line] = own[: span["start"]["character"]] + new + own[span["end"]["character"] :]
    return "\n".join(lines)


def _plain(snippet: str) -> str:
    """A snippet of the protocol without its marks: `${1:desk}` is `desk`, `$2` nothing, `\\}` a brace."""
    while (less := _PLACEHOLDER.sub(r"\1", snippet)) != snippet:
        snippet = less
    return re.sub(r"\\([$}\\])", r"\1", _STOP.sub("", snippet))
