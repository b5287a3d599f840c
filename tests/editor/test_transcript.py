"""A conversation with the language server, for review by eye: what it offers, tells and reports.

`STORYBOARD_GOLDEN=write pytest tests/editor` writes it anew; read what changed before you commit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tests.editor.keyboard import CURSOR, placed
from tests.editor.server import Server

GOLDEN = Path(__file__).parent / "transcript.golden"

TOP = "storyboard: 1\nscenes:\n"
OFFERED = [
    CURSOR,
    TOP + "  - ¦",
    TOP + "  - id: river\n    ¦",
    TOP + "  - id: river\n    shots:\n      - id: bank\n        ¦",
    TOP + "  - id: river\n    keyframes:\n      - ¦",
    TOP + "  - id: river\n    dialogue:\n      - who: mei\n        ¦",
    TOP + "  - id: river\n    aspect: ¦",
    TOP + "  - id: river\n    adapt:\n      - ¦",
    TOP + "  - id: river\n    transition: ¦",
    "storyboard: 1\nreferences:\n  mei: ¦\nscenes: [{id: river}]",
    "storyboard: 1\nassembly:\n  ¦\nscenes: [{id: river}]",
    "storyboard: 1\nassembly:\n  subtitles: ¦\nscenes: [{id: river}]",
]
TOLD = [
    TOP + "  - id: river\n    pro¦mpt: A paper lantern drifts.\n",
    TOP + "  - id: river\n    aspect: 9:¦16\n",
    TOP + "  - id: river\n    adapt: [refer¦ences]\n",
    TOP + "  - id: river\n    keyframes: [{image: a.png, fra¦me: last}]\n",
    "storyboard: 1\nassembly: {sub¦titles: soft}\nscenes: [{id: river}]\n",
]
REPORTED = [
    TOP + "  - id: river\n    promt: A paper lantern drifts.\n    duration: '8'\n",
    TOP + "  - id: river\n    prompt: A bus.\n    shots: [{id: bank}]\n",
    TOP + "  - id: river\n    transition: 0.4\n    aspect: wide\n    adapt: [sound]\n",
    TOP + "  - id: river\n    prompt: @mei waits.\n",
]


def conversation(server: Server, path: Path) -> Iterator[str]:
    for marked in OFFERED:
        yield f"== what may stand there?\n{marked}\n--"
        for item in server.completions(path, *placed(marked)):
            yield f"{item['label']}: {item['insertText']!r}"
    for marked in TOLD:
        yield f"== what is this?\n{marked}--"
        yield server.hover(path, *placed(marked)).rpartition("\n\nSource: ")[0]
    for text in REPORTED:
        yield f"== what is wrong?\n{text}--"
        for found in server.diagnostics(path, text):
            start = found["range"]["start"]
            yield f"{start['line'] + 1}:{start['character'] + 1} {found['message']}"


def test_the_conversation_is_as_it_was_read(server: Server, project: Path) -> None:
    told = "\n".join(conversation(server, project / "ep.storyboard.yaml")) + "\n"

    if os.environ.get("STORYBOARD_GOLDEN") == "write":
        GOLDEN.write_text(told, encoding="utf-8", newline="\n")
    assert GOLDEN.read_text(encoding="utf-8") == told
