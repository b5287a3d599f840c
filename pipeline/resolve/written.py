"""Turns a document into values that know where they were written. Knows no key and no meaning.

The schema has seen every value before, so a value of the wrong kind is our own mistake and not the author's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.model import JSON, Document, Origin, Place, Pointer
from pipeline.records import record
from pipeline.resolve import inside


@record
class Written:
    """A value, the file that says it, and the way to it. is_own: it stands on a shot itself."""

    value: JSON
    source: Document
    pointer: Pointer = ()
    is_own: bool = False

    @property
    def place(self) -> Place:
        return self.source.place(*self.pointer)

    @property
    def key_place(self) -> Place:
        """Of the key that the value stands under."""
        return self.source.key_place(*self.pointer)

    @property
    def origin(self) -> Origin:
        return Origin(self.place, self.is_own)

    @property
    def text(self) -> str:
        assert isinstance(self.value, str)
        return self.value

    @property
    def number(self) -> float:
        assert isinstance(self.value, (int, float))
        return self.value

    @property
    def whole_number(self) -> int:
        assert isinstance(self.value, (int, float))
        return int(self.value)

    @property
    def truth(self) -> bool:
        assert isinstance(self.value, bool)
        return self.value

    @property
    def items(self) -> tuple[Written, ...]:
        """Of a list, in order."""
        assert isinstance(self.value, list)
        return tuple(self._below(step, value) for step, value in enumerate(self.value))

    @property
    def fields(self) -> Mapping[str, Written]:
        """Of a mapping, in the order of the file."""
        assert isinstance(self.value, dict)
        return {key: self._below(key, value) for key, value in self.value.items()}

    def __getitem__(self, key: str) -> Written:
        """The value of one key of a mapping, which somebody wrote."""
        assert isinstance(self.value, dict)
        return self._below(key, self.value[key])

    def get(self, key: str) -> Written | None:
        """The value of one key of a mapping; None where nobody wrote it, or wrote nothing."""
        assert isinstance(self.value, dict)
        value = self.value.get(key)
        return None if value is None else self._below(key, value)

    def word_place(self, word: str, nth: int = 0) -> Place:
        """The place of a word inside a text: the nth one from 0. Of the whole text where it cannot be
        told."""
        return inside.word_place(self.source.text, self.place, word, nth)

    def own(self) -> Written:
        return replace(self, is_own=True)

    def _below(self, step: str | int, value: JSON) -> Written:
        return Written(value, self.source, (*self.pointer, step), self.is_own)


def whole(document: Document) -> Written:
    """A document as one value."""
    return Written(document.data, document)
