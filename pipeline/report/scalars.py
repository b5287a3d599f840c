"""Turns a value into JSON on one line that a reader of YAML takes for the same value."""

from __future__ import annotations

import json
import re

from pipeline.model import JSON

_UNWRITABLE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""What YAML does not allow as it stands, and what turns the direction of a line, which our reader refuses."""


def scalar(value: JSON) -> str:
    """Text always in quotes: a digest can look like a number."""
    return _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
