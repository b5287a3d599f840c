"""Turns the text of a template and the values it may name into text, in a sandbox with bounds.

Knows nothing of storyboards. What needs no engine is given here; `engine` imports one, so import that where
it is used.
"""

from pipeline.templating.text import (
    Marked,
    MarkedList,
    TemplateRefused,
    Traced,
    find_name,
    find_tags,
    holds_a_tag,
    is_template,
)

__all__ = [
    "Marked",
    "MarkedList",
    "TemplateRefused",
    "Traced",
    "find_name",
    "find_tags",
    "holds_a_tag",
    "is_template",
]
