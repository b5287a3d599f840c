"""Turns the events of a YAML parser into plain values with their marks, within bounds. Knows no schema.

Nothing recurses here, and nothing is built before the bounds allowed it: a file is a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from pipeline.errors import Fault, FaultsFound
from pipeline.load import refusals
from pipeline.load.commas import is_lone, joined
from pipeline.load.holders import Alias, Anchor, Event, Holder, Marks, Scalar, Start
from pipeline.load.places import Mark, place_between
from pipeline.load.scalars import plain
from pipeline.load.traps import cut_off, hidden_text
from pipeline.model import JSON, Place, Pointer

MAX_DEPTH = 50
MAX_NODES = 100_000
MAX_ALIASES = 100
MAX_FAULTS = 500

AGAIN = -1
"""Stands in the pointer of a value whose key was there before: it is read on, and kept nowhere."""

MERGE = "<<"
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, which the parser in Python lets an escape write."""

PARSERS: tuple[type[Any], ...] = tuple(
    getattr(yaml, name) for name in ("CSafeLoader", "SafeLoader") if hasattr(yaml, name)
)
"""The C parser where PyYAML was built with it, and the one in Python, which is eight times slower."""


class Builder:
    """What has been built of a text so far.

    `values` and `keys` hold marks, which `Places` turns into places; so does `parted`, of texts with commas.
    """

    def __init__(self, path: str, text: str, parser: type[Any] = PARSERS[0]) -> None:
        self.path, self.text = path, text
        self.root: JSON = None
        self.values: dict[Pointer, Marks] = {}
        self.keys: dict[Pointer, Marks] = {}
        self.anchors: dict[str, Anchor] = {}
        self.faults: list[Fault] = []
        self.parted: dict[Pointer, Marks] = {}
        self._parser = parser
        self._hidden = hidden_text(text)
        self._stack: list[Holder] = []
        self._last_end: Mark | None = None
        self._nodes = self._aliases = self._documents = 0

    def build(self) -> None:
        """Reads the whole text. Raises FaultsFound where nothing can be built, and yaml.MarkedYAMLError."""
        steps: dict[type[yaml.Event], Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._open_mapping,
            SequenceStartEvent: self._open_list,
            MappingEndEvent: self._close,
            SequenceEndEvent: self._close,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        for event in self._events():
            step = steps.get(event.__class__)
            if step is not None:
                step(event)

    # --- events ---------------------------------------------------------------------------------------------

    def _document(self, event: Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise FaultsFound([refusals.second_document(self._place_of(event))])

    def _scalar(self, event: Scalar) -> None:
        if event.tag is not None:
            raise FaultsFound([refusals.tag(self._place_of(event), self.text)])
        if not event.value.isascii() and SURROGATE.search(event.value):
            raise FaultsFound([refusals.no_character(self._place_of(event))])
        holder = self._stack[-1] if self._stack else None
        if holder is not None and holder.key is None and holder.value.__class__ is dict:
            self._key_or_rest(holder, event)
            return
        marks = (event.start_mark, event.end_mark)
        value: JSON = event.value
        if event.implicit[0]:
            value = self._plain(event)
            if self._hidden and marks[1].index in self._hidden:
                self._warn_of_cut(holder, value, marks)
        elif self.text[marks[1].index - 1 : marks[1].index + 1] in ('"#', "'#"):
            self._warn_of_cut(holder, value, marks)
        if event.anchor is not None:
            if not event.value and event.implicit[0]:
                raise FaultsFound([refusals.names_nothing(self._place_of(event), self.text)])
            self.anchors[event.anchor] = Anchor(self._next_pointer(), marks, value, 1)
        key = holder.key if holder is not None else None
        self._take(value, marks)
        if holder is not None and key is not None and event.implicit[0] and event.value:
            holder.plain = (key, marks[0]) if event.anchor is None else None

    def _plain(self, event: Scalar) -> JSON:
        try:
            return plain(event.value)
        except ValueError:
            raise FaultsFound([refusals.no_number(event.value, self._place_of(event))]) from None

    def _open_mapping(self, event: Start) -> None:
        self._open(event, {})

    def _open_list(self, event: Start) -> None:
        self._open(event, [])

    def _open(self, event: Start, empty: dict[str, JSON] | list[JSON]) -> None:
        if event.tag is not None:
            raise FaultsFound([refusals.tag(self._place_of(event), self.text)])
        self._refuse_as_key(event)
        if len(self._stack) >= MAX_DEPTH:
            raise FaultsFound([refusals.too_deep(self._place_of(event), MAX_DEPTH)])
        pointer = self._next_pointer()
        if event.anchor is not None:
            self.anchors[event.anchor] = Anchor(pointer, (event.start_mark, event.end_mark))
        self._stack.append(Holder(empty, pointer, event.start_mark, event.anchor, self._nodes))

    def _close(self, event: Event) -> None:
        holder = self._stack.pop()
        for mapping, source in holder.merged:
            self._merge(mapping, source, holder)
        # The end of a block collection is marked where the next thing begins; it ends with its last value.
        has_bracket = event.start_mark.index != event.end_mark.index
        end = event.end_mark if has_bracket or self._last_end is None else self._last_end
        marks = (holder.start, end)
        self._take(holder.value, marks, holder.height)
        if holder.anchor is not None:
            nodes = self._nodes - holder.nodes_before
            self.anchors[holder.anchor] = Anchor(holder.pointer, marks, holder.value, nodes, holder.height)

    def _alias(self, event: Alias) -> None:
        self._refuse_as_key(event)
        anchor = self._anchor(event)
        anchor.is_used = True
        self._aliases += 1
        self._nodes += anchor.nodes - 1
        if self._aliases > MAX_ALIASES:
            raise FaultsFound([refusals.too_many_aliases(self._place_of(event), MAX_ALIASES)])
        if len(self._stack) + anchor.height > MAX_DEPTH:
            raise FaultsFound([refusals.too_deep(self._place_of(event), MAX_DEPTH)])
        pointer = self._next_pointer()
        self._take(anchor.value, (event.start_mark, event.end_mark), anchor.height)
        self.values[pointer] = anchor.marks
        self._graft(anchor.value, anchor.pointer, pointer)

    def _anchor(self, event: Alias) -> Anchor:
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise FaultsFound([refusals.unknown_alias(event.anchor, self._place_of(event))])
        if not anchor.nodes:
            raise FaultsFound([refusals.alias_in_itself(event.anchor, self._place_of(event))])
        return anchor

    # --- values ---------------------------------------------------------------------------------------------

    def _next_pointer(self) -> Pointer:
        """Where the next value belongs."""
        if not self._stack:
            return ()
        holder = self._stack[-1]
        if isinstance(holder.value, list):
            return (*holder.pointer, len(holder.value))
        assert holder.key is not None
        if holder.key in holder.value:
            return (*holder.pointer, holder.key, AGAIN)
        return (*holder.pointer, holder.key)

    def _take(self, value: JSON, marks: Marks, height: int = 0) -> None:
        """Puts a finished value where it belongs."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise FaultsFound([refusals.too_many(self._place(marks), MAX_NODES)])
        self._last_end = marks[1]
        if not self._stack:
            self.root, self.values[()] = value, marks
            return
        holder = self._stack[-1]
        if holder.height <= height:
            holder.height = height + 1
        into = holder.value
        if isinstance(into, list):
            self.values[(*holder.pointer, len(into))] = marks
            into.append(value)
        else:
            self._take_in_mapping(holder, into, value, marks)

    def _take_in_mapping(self, holder: Holder, into: dict[str, JSON], value: JSON, marks: Marks) -> None:
        key, holder.key, holder.plain = holder.key, None, None
        assert key is not None
        assert holder.key_marks is not None
        pointer = (*holder.pointer, key)
        if holder.is_merging:
            holder.is_merging = False
            holder.merged += self._mergeable(value, pointer, marks)
        elif key not in into:
            self.values[pointer], self.keys[pointer] = marks, holder.key_marks
            into[key] = value

    def _graft(self, value: JSON, source: Pointer, target: Pointer) -> None:
        """Gives everything inside a repeated value the places where it was written."""
        waiting: list[tuple[JSON, Pointer, Pointer]] = [(value, source, target)]
        while waiting:
            value, source, target = waiting.pop()
            if isinstance(value, (dict, list)):
                steps = value.items() if isinstance(value, dict) else enumerate(value)
                for step, inner in steps:
                    old, new = (*source, step), (*target, step)
                    self._copy_marks(old, new)
                    waiting.append((inner, old, new))

    def _copy_marks(self, source: Pointer, target: Pointer) -> None:
        self.values[target] = self.values[source]
        if source in self.keys:
            self.keys[target] = self.keys[source]

    # --- keys -----------------------------------------------------------------------------------------------

    def _key_or_rest(self, holder: Holder, event: Scalar) -> None:
        if holder.is_going_on:
            holder.is_going_on = False
        elif not self._is_rest(holder, event):
            self._key(holder, event)

    def _is_rest(self, holder: Holder, event: Scalar) -> bool:
        """Takes a word without colon and value as the rest of the text that a comma parted it from."""
        end = event.end_mark
        if holder.plain is None or not event.implicit[0] or not is_lone(self.text, end.index):
            return False
        key, start = holder.plain
        text = joined(self.text[start.index : end.index])
        if text is None or self._look_alike(event.value, self._place_of(event)):
            return False
        assert isinstance(holder.value, dict)
        pointer = (*holder.pointer, key)
        holder.value[key], holder.is_going_on = text, True
        self.values[pointer] = self.parted[pointer] = (start, end)
        return True

    def _key(self, holder: Holder, event: Scalar) -> None:
        """Keys are always text: `1` and `01` are two of them."""
        key: str = event.value
        marks = (event.start_mark, event.end_mark)
        is_plain = event.implicit[0]
        if not key and is_plain:
            raise FaultsFound([refusals.no_key(self._place(marks))])
        if is_plain and (not key.isascii() or ":" in key or key[0] == "-"):
            fault = self._look_alike(key, self._place(marks))
            if fault is not None:
                raise FaultsFound([fault])
        if event.anchor is not None:
            self.anchors[event.anchor] = Anchor((*holder.pointer, key), marks, key, 1)
        holder.key, holder.key_marks = key, marks
        holder.is_merging = is_plain and key == MERGE
        if holder.is_merging or key in holder.value:
            self._refuse_again(holder, key, marks)

    def _look_alike(self, key: str, place: Place) -> Fault | None:
        from pipeline.load.lookalikes import fault_in_key  # few files need its tables

        return fault_in_key(key, place, self.text)

    def _refuse_again(self, holder: Holder, key: str, marks: Marks) -> None:
        pointer = (*holder.pointer, key)
        if holder.is_merging and holder.merged:
            self._tell(refusals.again(key, self._place(marks), self._place(self.keys[pointer])))
        elif holder.is_merging:
            self.keys[pointer] = marks
        else:
            self._tell(refusals.again(key, self._place(marks), self._place(self.keys[pointer])))

    def _mergeable(
        self, value: JSON, pointer: Pointer, marks: Marks
    ) -> Iterator[tuple[dict[str, JSON], Pointer]]:
        steps = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        if not steps:
            raise FaultsFound([refusals.not_mergeable(self._place(marks))])
        for step, mapping in steps:
            if not isinstance(mapping, dict):
                raise FaultsFound([refusals.not_mergeable(self._place(marks))])
            yield mapping, pointer if step is None else (*pointer, step)

    def _merge(self, mapping: dict[str, JSON], source: Pointer, holder: Holder) -> None:
        """Own keys win, and an earlier merged mapping wins over a later one."""
        into = holder.value
        assert isinstance(into, dict)
        for key, value in mapping.items():
            if key not in into:
                into[key] = value
                old, new = (*source, key), (*holder.pointer, key)
                self._copy_marks(old, new)
                self._graft(value, old, new)

    # --- faults ---------------------------------------------------------------------------------------------

    def _place(self, marks: Marks) -> Place:
        return place_between(self.path, self.text, *marks)

    def _place_of(self, event: Event) -> Place:
        return self._place((event.start_mark, event.end_mark))

    def _refuse_as_key(self, event: Event) -> None:
        holder = self._stack[-1] if self._stack else None
        if holder is not None and holder.key is None and holder.value.__class__ is dict:
            raise FaultsFound([refusals.key_is_no_text(self._place_of(event), self.text)])

    def _warn_of_cut(self, holder: Holder | None, value: JSON, marks: Marks) -> None:
        key = holder.key if holder is not None else None
        fault = cut_off(key, value, self._place(marks), self.text)
        if fault is not None:
            self._tell(fault)

    def _tell(self, fault: Fault) -> None:
        if len(self.faults) == MAX_FAULTS:
            raise FaultsFound([refusals.more_faults(fault.place)])
        self.faults.append(fault)

    def _events(self) -> Iterator[yaml.Event]:
        """One event at a time: a parser that ran ahead has crashed on a hundred thousand open brackets."""
        parser = self._parser(self.text)
        try:
            while parser.check_event():
                yield parser.get_event()
        except (ValueError, OverflowError):  # the parser in Python, at an escape beyond the last character
            mark = parser.get_mark()
            raise FaultsFound([refusals.no_character(self._place((mark, mark)))]) from None
        finally:
            parser.dispose()
