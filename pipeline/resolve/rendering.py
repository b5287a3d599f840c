"""Turns the text of a prompt or a template into marked text, and the engine's refusals into faults at their
word.

Knows how to tell an author what is wrong with a template, not what prompts are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.errors import Fault, Label, in_place_of
from pipeline.model import Place
from pipeline.records import record
from pipeline.resolve import inside
from pipeline.resolve.written import Written
from pipeline.suggest import certain, certain_name, known_words, nearest, one_of
from pipeline.templating import TemplateRefused, find_name, is_template

_CODES = {"unknown": "T003", "syntax": "T004", "forbidden": "T005", "bounds": "T006", "value": "T010"}
_HELP = {
    "syntax": "a value is written {{ name }}, a choice {% if name %} ... {% endif %}",
    "forbidden": "a template holds {{ names }}, filters, {% if %}, {% for line in dialogue %}, nothing else",
    "bounds": "say less: a prompt is a few sentences",
    "value": "put out text and numbers, and compare like with like",
}


OWN_WORDS = "prompt"
"""The name under which a template reads the shot's own words."""


@record
class Text:
    """A prompt or a template, as faults call it, and who uses it where."""

    written: Written
    called: str
    user: Label | None = None


def rendered(text: Text, values: Mapping[str, Any], faults: list[Fault]) -> str | None:
    """The marked text. None at a fault."""
    if not is_template(text.written.text):
        return text.written.text
    from pipeline.templating import engine  # imported where it is needed: it takes a quarter of a second

    try:
        return engine.render(text.written.text, values)
    except TemplateRefused as refused:
        faults.append(_fault(refused, text, [name for name in values if name.isidentifier()]))
        return None


def names_read(text: Text, faults: list[Fault]) -> frozenset[str]:
    """The names that a text reads; none at a fault, which is told."""
    if not is_template(text.written.text):
        return frozenset()
    from pipeline.templating import engine

    try:
        return engine.names_read(text.written.text)
    except TemplateRefused as refused:
        faults.append(_fault(refused, text, []))
        return frozenset()


def _fault(refused: TemplateRefused, text: Text, names: list[str]) -> Fault:
    """names: that could have been read."""
    readable = refused.known or names
    meant = nearest(refused.name, readable) if refused.name else None
    label = f"did you mean `{meant}`?" if meant else ""
    is_about_this_shot = refused.kind in ("unknown", "value") and text.user is not None
    related = (text.user,) if is_about_this_shot and text.user else ()
    message = f"{text.called} {refused.reason}"
    place = _place(refused, text.written)
    sure = (
        (certain(refused.name, readable) if refused.known else certain_name(refused.name, readable))
        if meant
        else None
    )
    return Fault(
        _CODES[refused.kind],
        message,
        place,
        _help(refused, names),
        label,
        related=related,
        edits=in_place_of(place, refused.name, sure),
    )


def _help(refused: TemplateRefused, names: list[str]) -> str:
    if refused.known:
        return f"write {one_of(refused.known)}"
    if refused.kind != "unknown":
        return _HELP[refused.kind]
    if refused.name == OWN_WORDS:
        return "these are the shot's own words; a template places them: write  templates: {NAME: ...}"
    way = f"write  with: {{{refused.name}: ...}}  on the shot or its scene, or add it to `vars`"
    return f"{way}; {known_words(sorted(names))}"


def _place(refused: TemplateRefused, written: Written) -> Place:
    span = _span(refused, written.text)
    if span is None:
        return written.place
    word = written.text[slice(*span)]
    return written.word_place(word, len(inside.pattern(word).findall(written.text[: span[0]])))


def _span(refused: TemplateRefused, text: str) -> tuple[int, int] | None:
    """The start and end of what is at fault in a template's text."""
    from pipeline.templating import engine

    at = find_name(text, refused.name) if refused.name else None
    if at is not None:
        return at, at + len(refused.name)
    return engine.find_mistake(text, refused.line) if refused.line else None
