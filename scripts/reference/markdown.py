"""Turns texts and rows into Markdown. Knows nothing of what a page is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def page(title: str, intro: str, source: str, *parts: str) -> str:
    """A whole page. source: what it is made from, for the reader who finds a mistake on it."""
    return made_from(source) + "\n\n".join([f"# {title}", intro, *parts]) + "\n"


def made_from(source: str) -> str:
    """What stands at the top of a page that nobody shall edit."""
    return f"<!-- Made by `make reference` from {source}: mend it there. -->\n\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a `|` in a cell would part it, and a line break would end the row."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def code(text: str) -> str:
    """Code inside a line; two signs where the text holds one itself."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def fenced(text: str, language: str = "") -> str:
    return f"```{language}\n{text.strip(chr(10))}\n```"


def link(text: str, heading: str, file: str = "") -> str:
    """A link to a heading of this page, or of another one."""
    return f"[{text}]({file}#{anchor(heading)})"


def anchor(heading: str) -> str:
    """The name that GitHub gives a heading: small letters, hyphens, no other signs."""
    return _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


def listed(words: Sequence[str], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
