"""Turns a storyboard and its libraries into what all its shots share: defaults, words, templates, references.

Knows the rule of each section (replaced, merged, added up) and no shot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.errors import Fault
from pipeline.model import Loaded, Reference
from pipeline.records import record
from pipeline.resolve.references import read_references
from pipeline.resolve.written import Written, whole

RESERVED_NAMES = frozenset({"title", "episode", "scene", "shot", "dialogue", "references", "prompt"})
"""What a template may read without anybody writing it."""

NO_TEMPLATE = "none"


@record
class Shared:
    """What all shots share. defaults: the weakest first. All else by name, the nearest file's word."""

    defaults: tuple[Written, ...]
    profiles: Mapping[str, Written]
    words: Mapping[str, Written]
    templates: Mapping[str, Written]
    references: Mapping[str, Reference]
    assembly: Mapping[str, Written]
    assembly_section: Written | None
    budget: Written | None
    language: Written | None


def share(loaded: Loaded, faults: list[Fault]) -> Shared:
    files = [whole(document) for document in (*loaded.libraries, loaded.storyboard)]
    return Shared(
        defaults=tuple(_sections(files, "defaults")),
        profiles=_by_name(files, "profiles"),
        words=_by_name(files, "vars"),
        templates=_by_name(files, "templates"),
        references=read_references(_sections(files, "references"), loaded.root, faults),
        assembly=_by_name(files, "assembly"),
        assembly_section=_nearest(files, "assembly"),
        budget=_nearest(files, "budget"),
        language=_nearest(files, "language"),
    )


def _sections(files: list[Written], name: str) -> Iterator[Written]:
    return (section for file in files if (section := file.get(name)) is not None)


def _by_name(files: list[Written], name: str) -> Mapping[str, Written]:
    return {key: written for section in _sections(files, name) for key, written in section.fields.items()}


def _nearest(files: list[Written], name: str) -> Written | None:
    return next(_sections(files[::-1], name), None)
