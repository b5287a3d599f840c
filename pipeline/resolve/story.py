"""Turns the scenes of a storyboard into its shots in story order, and finds a shot as an author calls it.

Knows ids, names and neighbours; what a shot shows is another's matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.errors import Fault, Label
from pipeline.model import Document
from pipeline.records import record
from pipeline.resolve.written import Written, whole
from pipeline.suggest import certain_name, nearest

PREVIOUS = "previous"
NOWHERE = "none"
_NUMBER_STEP = 10


@record
class Entry:
    """A shot's place in the story. index: within its scene, scene_index: within the episode; both from 1.

    written: the shot itself (the scene, where the scene is the shot). scene: what the shot inherits from;
    None where the scene is the shot. chain: the scene's `chain: true`.
    """

    name: str
    id: str
    scene_id: str
    index: int
    scene_index: int
    number: int
    written: Written
    scene: Written | None
    chain: Written | None


@dataclass(frozen=True)
class Story:
    """All shots, in order."""

    entries: tuple[Entry, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Entry]:
        return {entry.name: entry for entry in self.entries}

    @cached_property
    def _last_of_scene(self) -> Mapping[str, Entry]:
        return {entry.scene_id: entry for entry in self.entries}

    @cached_property
    def _siblings(self) -> Mapping[str, list[str]]:
        siblings: dict[str, list[str]] = {}
        for entry in self.entries:
            siblings.setdefault(entry.scene_id, []).append(entry.id)
        return siblings

    @cached_property
    def called_twice(self) -> frozenset[str]:
        """Names that more than one shot has."""
        counted = Counter(entry.name for entry in self.entries)
        return frozenset(name for name, count in counted.items() if count > 1)

    def before(self, entry: Entry) -> Entry | None:
        """The shot before this one; None for the first."""
        position = entry.number // _NUMBER_STEP - 1
        return self.entries[position - 1] if position else None

    def find(self, called: str, seen_from: Entry) -> Entry | None:
        """The shot that is meant: a sibling's id, else a full name; a scene's name means its last shot."""
        sibling = self.by_name.get(f"{seen_from.scene_id}/{called}")
        return sibling or self.by_name.get(called) or self._last_of_scene.get(called)

    def suggestion(self, called: str, seen_from: Entry) -> str | None:
        """The name that was probably meant."""
        return nearest(called, self._callable(seen_from))

    def certain(self, called: str, seen_from: Entry) -> str | None:
        """The only name that can have been meant."""
        return certain_name(called, dict.fromkeys(self._callable(seen_from)))

    def _callable(self, seen_from: Entry) -> list[str]:
        siblings = self._siblings[seen_from.scene_id]
        return [PREVIOUS, *siblings, *self.by_name, *self._last_of_scene]


def read_story(storyboard: Document, faults: list[Fault]) -> Story:
    scenes = whole(storyboard)["scenes"].items
    faults += _id_faults(scenes, "scene")
    for scene in scenes:
        shots = scene.get("shots")
        faults += _id_faults(shots.items if shots else (), "shot")
    return Story(tuple(_entries(scenes)))


def _entries(scenes: Iterable[Written]) -> Iterator[Entry]:
    number = 0
    for scene_index, scene in enumerate(scenes, start=1):
        scene_id = scene["id"].text
        shots = scene.get("shots")
        for index, shot in enumerate(shots.items if shots else (scene,), start=1):
            number += _NUMBER_STEP
            shot_id = shot["id"].text
            name = f"{scene_id}/{shot_id}" if shots else scene_id
            inherited, chain = (scene, _chain(scene)) if shots else (None, None)
            yield Entry(name, shot_id, scene_id, index, scene_index, number, shot.own(), inherited, chain)


def _chain(scene: Written) -> Written | None:
    chain = scene.get("chain")
    return chain if chain is not None and chain.truth else None


def _id_faults(items: Iterable[Written], kind: str) -> Iterator[Fault]:
    first: dict[str, Written] = {}
    for item in items:
        written = item["id"]
        same = first.setdefault(written.text, written)
        if same is not written:
            message = f"two {kind}s are called `{written.text}`"
            related = (Label(same.place, f"`{written.text}` is here already"),)
            help = f"write  id: {written.text}-2"
            yield Fault("R007", message, written.place, help, "another id goes here", related=related)
