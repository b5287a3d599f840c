"""Turns a document and the name of a schema into faults of shape. Knows neither the rules nor the words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pipeline import forms, schemas
from pipeline.errors import Fault
from pipeline.model import JSON, Document


def check_shape(document: Document, schema_name: str) -> tuple[Fault, ...]:
    """All faults of shape, one for each mistake; none where the document is as the schema says.

    Raises KeyError for a name that is not in `schemas.names`.
    """
    if is_right(document.data, schema_name):
        return ()
    from pipeline.load.checker import errors_of  # jsonschema takes as long to import as ten files to check
    from pipeline.load.page import MOST_TOLD
    from pipeline.load.wording import shape_faults

    return shape_faults(document, schema_name, errors_of(document.data, schema_name, MOST_TOLD + 1))


def check_story(document: Document) -> tuple[tuple[Document, frozenset[str]] | None, tuple[Fault, ...]]:
    """All faults of a storyboard's shape, with the document and the names of its shots as `set_aside` leaves
    them; the document as it is, where it has no faults."""
    if is_right(document.data, "storyboard"):
        return (document, frozenset()), ()
    from pipeline.load.aside import set_aside
    from pipeline.load.checker import errors_of
    from pipeline.load.page import MOST_TOLD
    from pipeline.load.wording import shape_faults

    found = errors_of(document.data, "storyboard", MOST_TOLD + 1)
    at = [tuple(error.absolute_path) for error in found]
    left = set_aside(document, at) if len(found) <= MOST_TOLD else None
    return left, shape_faults(document, "storyboard", found)


def is_right(value: JSON, schema_name: str) -> bool:
    """Whether a value is as the schema says: exactly where `errors_of` finds nothing, and much sooner."""
    return _question(schema_name)(value)


@cache
def _question(schema_name: str) -> Callable[[JSON], bool]:
    schema = schemas.read(schema_name)
    assert isinstance(schema, dict)
    ask = forms.question(schema)
    assert ask is not None, f"{schema_name} uses a keyword that `forms` does not know"
    return ask
