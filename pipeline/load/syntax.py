"""Turns a YAML parser's complaint into the mistake that an author made, with the corrected line. Knows no
schema.

The parser's words are not used: its marks are exact, and the source around them says more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import yaml

from pipeline.errors import Fault
from pipeline.load import enclosed, layout, signs
from pipeline.load.complaint import Complaint, complaint_of
from pipeline.load.trial import helps

_LOOKS: tuple[Callable[[Complaint], Fault | None], ...] = (
    layout.second_document,
    layout.tab,
    signs.at_sign,
    signs.template,
    enclosed.escape,
    enclosed.after_quote,
    enclosed.open_quote,
    signs.reserved,
    enclosed.bracket_in_text,
    enclosed.after_bracket,
    enclosed.lone_comma,
    layout.no_key,
    layout.glued_colon,
    signs.wide_sign,
    signs.colon_in_text,
    layout.colon_in_lines,
    enclosed.hidden_between_brackets,
    enclosed.open_bracket,
    layout.wide,
    signs.reserved_before,
    layout.no_space,
    layout.text_of_block,
    layout.hidden_above,
    layout.no_colon,
    layout.indentation,
)
"""What authors do, the surest sign first."""


def syntax_fault(error: yaml.MarkedYAMLError, path: str, text: str) -> Fault:
    """The one fault that stopped the parser."""
    complaint = complaint_of(error, path, text)
    found = (look(complaint) for look in _LOOKS)
    fault = next((fault for fault in found if fault is not None), None) or _unknown(complaint)
    if fault.edits and not helps(text, fault, complaint.line.number, complaint.column):
        return replace(fault, edits=())
    return fault


def _unknown(at: Complaint) -> Fault:
    return Fault(
        "Y031",
        "from here on this is not YAML",
        at.line.place(at.column, at.column + 1),
        help="put a text with unusual signs in a block: `|` after the key, the text below it, indented",
    )
