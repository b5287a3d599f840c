"""Turns text that strangers wrote into text that is safe to show on one line. Knows no terminal, no file."""

from __future__ import annotations

import re

# C0, DEL and C1 could start an escape sequence; bidi controls could make a line read as another
# (CVE-2021-42574); line and paragraph separators could start a new one. A lone surrogate, which JSON can
# hold, has no bytes: whoever writes it anywhere would fail.
_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]+"
)


# GitHub's runner obeys `##[command]` anywhere in a line of a log (`ActionCommand.TryParse` in actions/runner,
# read 2026-11-21), Azure's agent `##vso[command]`, TeamCity `##teamcity[`.
_ORDER = re.compile(r"#(?=#\w*\[)")

# The query of a link that was signed for somebody (Signature Version 4): whoever has it can read what lies
# there. Providers repeat links in their refusals.
_SIGNED = re.compile(r"\?[^\s\"'<>]*X-Amz-[^\s\"'<>]*", re.IGNORECASE)

# JSON has escapes for C0 of its own.
_UNSHOWABLE_IN_JSON = f"(?!\n)(?:{_UNSHOWABLE.pattern.removesuffix('+')}|{_ORDER.pattern})"


def one_line(text: str, limit: int = 300) -> str:
    """The text without control characters, white space folded, cut to `limit` characters; what a CI log would
    obey is spoilt by a `?`, and signatures in links are left out."""
    if len(text) <= limit and text.isascii() and text.isalnum():
        return text  # a plain word, as most of what a provider says
    shown = _ORDER.sub("?", " ".join(_UNSHOWABLE.sub(" ", _SIGNED.sub("?...", text)).split()))
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def in_place(text: str) -> str:
    """The text with each control character as one `?`, and so what a CI log would obey: columns stay where
    they were."""
    return _ORDER.sub("?", _UNSHOWABLE.sub(lambda match: "?" * len(match.group()), text))


def line_start(text: str) -> str:
    """As `in_place`, for a path that begins a line and has a colon after it: `./` stands before one that
    GitHub would take for a command.

    The runner drops white space before `::` (`ActionCommand.TryParseV2`, read 2026-11-21).
    """
    shown = in_place(text)
    return f"./{shown}" if shown.lstrip().startswith(":") else shown


def inner_line(text: str) -> str:
    """As `in_place`, for a line after the first of a text: one that GitHub would take for a command is
    spoilt, white space before it or not."""
    shown = in_place(text)
    return shown.replace(":", "?", 1) if shown.lstrip().startswith("::") else shown


def in_json(text: str) -> str:
    """JSON whose strings hold nothing that a terminal or a CI log would obey; it reads back the same."""
    return re.sub(_UNSHOWABLE_IN_JSON, lambda match: f"\\u{ord(match.group()):04x}", text)
