"""Turns the layers that say something of a shot into the settings that hold for it. Knows the rule of each
key, no value.

The weakest layer comes first. A layer that merely passes on has no say in what is a shot's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.model import Origin
from pipeline.records import record
from pipeline.resolve.written import Written

OWN_KEYS = frozenset({"id", "notes", "prompt", "continues", "keyframes", "clip", "dialogue", "trim"})
"""Keys that hold for the shot they are written on and for no other."""

_OF_A_SCENE = frozenset({"shots", "chain"})
_MERGED = frozenset({"with", "params"})
_ADDED = frozenset({"adapt", "labels"})


@record
class Settings:
    """What holds for one shot. nearest: the last word on each key. merged: `with` and `params`, key by key.
    added: `adapt` and `labels`, the weakest layer's first."""

    nearest: Mapping[str, Written]
    merged: Mapping[str, Mapping[str, Written]]
    added: Mapping[str, tuple[Written, ...]]

    def get(self, key: str) -> Written | None:
        return self.nearest.get(key)

    def text(self, key: str) -> str | None:
        written = self.nearest.get(key)
        return None if written is None else written.text

    def number(self, key: str) -> float | None:
        written = self.nearest.get(key)
        return None if written is None else written.number

    def whole_number(self, key: str) -> int | None:
        written = self.nearest.get(key)
        return None if written is None else written.whole_number

    def truth(self, key: str) -> bool | None:
        written = self.nearest.get(key)
        return None if written is None else written.truth

    def words(self, key: str) -> tuple[str, ...]:
        """Each word of `adapt` or `labels` once, in the order they were met."""
        return tuple(dict.fromkeys(word.text for word in self.added[key]))


class Origins(Mapping[str, Origin]):
    """Where each setting was written. A place is found when somebody asks: a shot has twenty, and a fault
    needs one."""

    __slots__ = ("_written",)

    def __init__(self, written: Mapping[str, Written]) -> None:
        self._written = written

    def __getitem__(self, key: str) -> Origin:
        return self._written[key].origin

    def __contains__(self, key: object) -> bool:
        return key in self._written

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


NOTHING = Settings({}, {key: {} for key in _MERGED}, dict.fromkeys(_ADDED, ()))


def settle(layers: Iterable[Written], weaker: Settings = NOTHING) -> Settings:
    """layers: mappings of shot keys, the weakest first; the shot itself is the one that is its own. weaker:
    what layers below these came to, so that what shots share is settled once."""
    nearest = dict(weaker.nearest)
    merged = {key: dict(said) for key, said in weaker.merged.items()}
    added = dict(weaker.added)
    for layer in layers:
        for key, written in layer.fields.items():
            if written.value is None or key in _OF_A_SCENE or (key in OWN_KEYS and not layer.is_own):
                continue
            if key in _MERGED:
                merged[key].update(written.fields)
            if key in _ADDED:
                added[key] += written.items
            nearest[key] = _last_word(key, nearest.get(key), written)
    return Settings(nearest, merged, added)


def _last_word(key: str, before: Written | None, now: Written) -> Written:
    """What adds up or merges stays a shot's own where the shot has a part in it."""
    if before is not None and before.is_own and key in _ADDED | _MERGED:
        return before
    return now
