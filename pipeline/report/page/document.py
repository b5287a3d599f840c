"""Turns the contents of a review page into one HTML document that stands alone. Every text of a storyboard is
data in it, never markup."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from functools import cache
from html import escape
from pathlib import Path

from pipeline.model import JSON
from pipeline.report.page.contents import contents
from pipeline.report.page.sheet import Sheet

SCRIPTS = (
    "begin.js",
    "decisions.js",
    "words.js",
    "timing.js",
    "player.js",
    "sheet.js",
    "stage.js",
    "notes.js",
    "views.js",
    "saving.js",
    "keyboard.js",
)
"""In this order they are one script; `begin.js` opens its scope and `keyboard.js` closes it."""

_FOLDER = Path(__file__).parent / "parts"


def document(sheet: Sheet, *, is_served: bool) -> str:
    """The page. is_served: it may ask the server it came from; else it asks nobody, its films lie beside."""
    parts = {
        "policy": escape(policy(is_served=is_served)),
        "title": escape(sheet.title),
        "style": _part("page.css"),
        "contents": in_script(contents(sheet, is_served=is_served)),
        "drawing": sheet.drawing,
        "script": _script(),
    }
    page = _part("page.html")
    pieces = page.split("<!--")
    return pieces[0] + "".join(_filled(piece, parts) for piece in pieces[1:])


def policy(*, is_served: bool) -> str:
    """What the page may do, as a Content-Security-Policy: its own script and style, pictures that are in it,
    films beside it.

    `'self'` names no origin on a page from the disk, so films are allowed by scheme there.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_hash(_script())}'",
            f"style-src '{_hash(_part('page.css'))}'",
            "img-src data:",
            "media-src 'self'" if is_served else "media-src file:",
            "connect-src 'self'" if is_served else "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def in_script(value: JSON) -> str:
    """JSON that a browser reads as it is inside `<script type="application/json">`: nothing ends it."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _filled(piece: str, parts: dict[str, str]) -> str:
    name, _, rest = piece.partition("-->")
    return parts[name] + rest


@cache
def _script() -> str:
    return "".join(_part(name) for name in SCRIPTS)


@cache
def _part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
