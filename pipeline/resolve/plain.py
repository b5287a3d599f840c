"""Turns text that looks like a template, where none is read, into faults. Knows no key: prompts and templates
are read elsewhere, all else is text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.model import Place
from pipeline.resolve.written import Written
from pipeline.templating import holds_a_tag


def left_over(opener: str, place: Place) -> Fault:
    """opener: the `{{` or `{%` that stands there."""
    message = f"`{opener}` is left over: this is text, and no template"
    help = "write the words themselves here, or put the tag into `prompt` or a template"
    return Fault("T007", message, place, help, "is not read as a template")


def text_faults(*texts: Written | None) -> Iterator[Fault]:
    """A fault for each text that would be sent with a `{{` in it. None: nobody wrote it."""
    for written in texts:
        opener = holds_a_tag(written.text) if written else None
        if written and opener:
            yield left_over(opener, written.word_place(opener))
