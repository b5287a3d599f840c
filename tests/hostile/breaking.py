"""Turns good storyboards into broken ones, by chance that is the same every time. Knows no fault code."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import schemas
from pipeline.load import read_document

ROOT = Path(__file__).parents[2]
SIGNS = (
    "@{}%#:&*!|>\"'[],-?~`<=\\ \t\n\r0.\x00\x1b\x85\u2028\u202e\u200b\ufeff\u3000\uff1a\uff0c\uff20\uff03"
    "雨🎬é"
)
PIECES = (
    *(
        "{{",
        "}}",
        "{% for a in b %}",
        "{% endif %}",
        "{#",
        "@mei",
        "@image1",
        "@@",
        "<<: *a\n",
        "&a ",
        "*a",
        "!!x ",
    ),
    *(
        "- ",
        "? ",
        "---\n",
        "...\n",
        "|\n",
        ">-\n  ",
        " #",
        ": ",
        "\n  ",
        "\n\t",
        "\r\n",
        '"',
        "'",
        "\\u",
        "\\x",
        "%FOO\n",
    ),
    *("9:16", "1e999", "0x" + "f" * 40, "9" * 400, ".inf", "null", "true", "-1", "1_000", "previous", "none"),
    *(
        "::error::x",
        "##[x]",
        "\x1b[2J",
        "../../x",
        "/etc/passwd",
        "https://127.0.0.1/x",
        "\udc80",
        "\U000f0000",
    ),
    *(
        "[" * 200,
        "{a: " * 200,
        "- " * 200,
        "x" * 5_000,
        "雨" * 2_000,
        "{{ x }}" * 300,
        "@mei " * 300,
        "\n" * 500,
    ),
)
VALUES = (
    *(None, True, False, 0, 1, -1, 7, 1e9, 0.5, 2**63, "", " ", "x", "9:16", "0:0", "720p", "a.png", "desk"),
    *(
        "@mei",
        "{{ x }}",
        "{{ prompt }}",
        "skyreels-v4",
        "skyreels-v1",
        "first",
        "last",
        "1s",
        "80f",
        "offer/desk",
    ),
    *PIECES,
)
KEYS = sorted(
    {
        key
        for name in ("storyboard", "library", "review", "card")
        for key in re.findall(r'"([a-z_-]+)": \{', schemas.text(name))
    }
)


def seeds() -> Mapping[str, str]:
    """The text of every small storyboard and library of this repository, good and bad, by its path."""
    folders = (ROOT / "storyboards", ROOT / "tests" / "examples" / "bad")
    paths = [
        path for folder in folders for path in sorted(folder.rglob("*.yaml")) if ".lock." not in path.name
    ]
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_bytes().decode("utf-8", "replace") for path in paths
    }
    return {name: text for name, text in texts.items() if len(text) < 4_000}


# --- text ---------------------------------------------------------------------------------------------------


def _cut(text: str, dice: random.Random) -> str:
    start = dice.randrange(len(text) + 1)
    return text[:start] if dice.random() < 0.5 else text[:start] + text[start + dice.randrange(1, 40) :]


def _put(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(PIECES) + text[at:]


def _sign(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(SIGNS) + text[at + dice.randrange(2) :]


def _double(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    part = text[at : at + dice.randrange(1, 120)]
    return text[:at] + part * dice.randrange(2, 5) + text[at:]


def _swap_lines(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _indent(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    white = dice.choice(["", " ", "  ", "   ", "    ", "\t", "\u3000", "\u00a0"])
    lines[at] = white + (lines[at].lstrip() if dice.random() < 0.5 else lines[at])
    return "\n".join(lines)


def _swap_characters(text: str, dice: random.Random) -> str:
    at = dice.randrange(max(len(text) - 1, 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


_WAYS: Sequence[Callable[[str, random.Random], str]] = (
    _cut,
    _put,
    _put,
    _sign,
    _sign,
    _sign,
    _double,
    _swap_lines,
    _indent,
    _indent,
    _swap_characters,
)


def broken_text(good: Sequence[str], dice: random.Random) -> bytes:
    """One of the texts, changed in one to four ways, or two of them spliced; at times no UTF-8."""
    text = dice.choice(good)
    if dice.random() < 0.1:
        other = dice.choice(good)
        text = text[: dice.randrange(len(text))] + other[dice.randrange(len(other)) :]
    for _ in range(dice.randrange(1, 5)):
        text = dice.choice(_WAYS)(text, dice)
    content = text.encode("utf-8", "surrogatepass")
    if dice.random() < 0.05:
        at = dice.randrange(len(content) + 1)
        content = content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
    return content


# --- values -------------------------------------------------------------------------------------------------


def trees(texts: Sequence[str]) -> list[Any]:
    """The values of those texts that can be read, as mappings."""
    documents = (read_document(text, "seed.yaml", Path())[0] for text in texts)
    return [
        document.data for document in documents if document is not None and isinstance(document.data, dict)
    ]


def any_value(dice: random.Random, depth: int = 0) -> Any:
    roll = dice.random()
    if depth < 3 and roll < 0.2:
        return {dice.choice(KEYS): any_value(dice, depth + 1) for _ in range(dice.randrange(4))}
    if depth < 3 and roll < 0.35:
        return [any_value(dice, depth + 1) for _ in range(dice.randrange(4))]
    return dice.choice(VALUES)


def broken_tree(good: Sequence[Any], dice: random.Random) -> bytes:
    """The values of a good storyboard with one to four of them changed, as JSON."""
    tree = json.loads(json.dumps(dice.choice(good)))
    for _ in range(dice.randrange(1, 5)):
        _change(tree, dice)
    return json.dumps(tree, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")


def _change(tree: Any, dice: random.Random) -> None:
    holders = [holder for holder in _holders(tree) if holder]
    if not holders:
        return
    holder = dice.choice(holders)
    if isinstance(holder, list):
        at = dice.randrange(len(holder))
        dice.choice(
            [
                lambda: holder.pop(at),
                lambda: holder.insert(at, any_value(dice)),
                lambda: holder.append(holder[at]),
            ]
        )()
        return
    key = dice.choice(list(holder))
    roll = dice.random()
    if roll < 0.15:
        del holder[key]
    elif roll < 0.35:
        holder[dice.choice(KEYS)] = holder[key]
    elif roll < 0.5:
        holder[dice.choice(KEYS)] = any_value(dice)
    else:
        holder[key] = any_value(dice)


def _holders(tree: Any) -> list[Any]:
    waiting, found = [tree], []
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            found.append(value)
            waiting += value.values() if isinstance(value, dict) else value
    return found
