"""Turns what was written into what templates may read: bare words, and the storyboard's own names. Renders
nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.model import JSON, DialogueHere, Line, Reference, Speaker
from pipeline.resolve.marks import Marks
from pipeline.resolve.references import NARRATOR
from pipeline.resolve.settings import Settings
from pipeline.resolve.shared import Shared
from pipeline.resolve.story import Entry
from pipeline.resolve.written import Written
from pipeline.templating import MarkedList


class Readable:
    """The values of templates in one episode. Text among them is traced, so that a tag in it is found in its
    file."""

    def __init__(self, shared: Shared, title: Written | None, episode: str) -> None:
        self.marks = Marks()
        self._in_every_shot: Mapping[str, Any] = {
            **{name: self._value(written) for name, written in shared.words.items()},
            "title": self._value(title) if title else episode,
            "episode": episode,
            "references": {tag: _described(reference) for tag, reference in shared.references.items()},
        }

    def in_shot(self, entry: Entry, settings: Settings, dialogue: Sequence[Line]) -> dict[str, Any]:
        """By name; `with` over `vars`. dialogue: the shot's lines, as read from what is written on it."""
        return {
            **self._in_every_shot,
            **{name: self._value(written) for name, written in settings.merged["with"].items()},
            "title": self._in_every_shot["title"],
            "scene": {"id": entry.scene_id, "index": entry.scene_index, "name": entry.scene_id},
            "shot": {"id": entry.id, "index": entry.index, "name": entry.name},
            "dialogue": self._lines(entry, dialogue),
        }

    def _lines(self, entry: Entry, dialogue: Sequence[Line]) -> MarkedList:
        """What a prompt may hold of the dialogue: a narrator is in the subtitles and the animatic only."""
        written = entry.written.get("dialogue")
        items = written.items if written else ()
        read = zip(items, dialogue, strict=True)
        lines = [self._line(item, line) for item, line in read if line.who != NARRATOR]
        return MarkedList(lines, self.marks.insert(DialogueHere()))

    def _line(self, written: Written, line: Line) -> Mapping[str, Any]:
        return {
            "who": self.marks.word(line.who, Speaker(line.who)),
            "line": self.marks.traced(line.text, written["line"], is_spoken=True),
            "at": line.at_s,
            "delivery": line.delivery,
            "off": line.is_off,
        }

    def _value(self, written: Written) -> Any:
        match written.value:
            case str():
                return self.marks.traced(written.text.strip(), written)
            case list():
                return [self._value(item) for item in written.items]
            case dict():
                return {key: self._value(field) for key, field in written.fields.items()}
        return written.value


def _described(reference: Reference) -> Mapping[str, JSON]:
    """A reference without a description has none to read, which a template that reads it is told."""
    told: dict[str, JSON] = {"name": reference.name}
    if reference.base.description is not None:
        told["description"] = reference.base.description
    return told
