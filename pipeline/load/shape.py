"""Turns a document and the name of a schema into faults of shape. Knows neither the rules nor the words."""

from __future__ import annotations

from pipeline.errors import Fault
from pipeline.load.aside import set_aside
from pipeline.load.wording import shape_faults
from pipeline.model import Document


def check_shape(document: Document, schema_name: str) -> tuple[Fault, ...]:
    """All faults of shape, one for each mistake; none where the document is as the schema says.

    Raises KeyError for a name that is not in `schemas.names`.
    """
    from pipeline.load.checker import errors_of  # jsonschema takes as long to import as ten files to check

    found = errors_of(document.data, schema_name)
    return shape_faults(document, schema_name, found) if found else ()


def check_story(document: Document) -> tuple[tuple[Document, frozenset[str]] | None, tuple[Fault, ...]]:
    """All faults of a storyboard's shape, with the document and the names of its shots as `set_aside` leaves
    them; the document as it is, where it has no faults."""
    from pipeline.load.checker import errors_of

    found = errors_of(document.data, "storyboard")
    if not found:
        return (document, frozenset()), ()
    left = set_aside(document, [tuple(error.absolute_path) for error in found])
    return left, shape_faults(document, "storyboard", found)
