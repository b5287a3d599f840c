"""Turns text that strangers wrote into text that is safe to show on one line. Knows no terminal, no file."""

from __future__ import annotations

import re

# C0, DEL and C1 could start an escape sequence; bidi controls could make a line read as another
# (CVE-2021-42574); line and paragraph separators could start a new one. A lone surrogate, which JSON can
# hold, has no bytes: whoever writes it anywhere would fail.
_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]+"
)


def one_line(text: str, limit: int = 300) -> str:
    """The text without control characters, white space folded, cut to `limit` characters."""
    shown = " ".join(_UNSHOWABLE.sub(" ", text).split())
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def in_place(text: str) -> str:
    """The text with each control character as one `?`, so that columns stay where they were."""
    return _UNSHOWABLE.sub(lambda match: "?" * len(match.group()), text)
