"""Turns card files, shipped ones and a project's own, into model cards. Knows no model, and trusts no
card that did not come with the tool."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from pipeline import schemas
from pipeline.errors import Fault, FileRefused
from pipeline.load.card_checks import card_faults
from pipeline.load.causes import one_for_each_cause
from pipeline.load.document import read_document
from pipeline.model import (
    Card,
    DialogueRule,
    Document,
    FieldPath,
    FixedLength,
    FrameFields,
    FrameList,
    KeyframePlace,
    KeyframeRule,
    LengthChoice,
    LengthRange,
    Lengths,
    PairFields,
    PictureLimits,
    Place,
    PriceRule,
    ReferenceRule,
    SizeRow,
    SizeRule,
)
from pipeline.ports import Files

HERE = PurePosixPath()
FOLDER = PurePosixPath("models")
SUFFIXES = (".json", ".yaml", ".yml")
CARD_LIMIT_BYTES = 256 * 1024
BETWEEN_PLACES: tuple[KeyframePlace, ...] = ("first", "last")


def load_cards(files: Files, *, shown: PurePosixPath = HERE) -> tuple[Mapping[str, Card], tuple[Fault, ...]]:
    """All model cards by name: the shipped ones, and over them those in the project's `models/`.

    shown: the project's root as messages call it. A card at fault is left out; its faults are errors, so
    nothing is bought under a shipped one of its name.
    """
    shipped = shipped_cards()
    cards = dict(shipped)
    faults: list[Fault] = []
    for path in _card_files(files):
        document, found = _read(files, path, shown)
        found = one_for_each_cause((*found, *(card_faults(document, path.stem) if document else ())))
        faults.extend(found)
        if document is not None and not any(fault.is_error for fault in found):
            cards[path.stem] = _with_consent(_card(document.data), shipped)
    return cards, tuple(faults)


@cache
def shipped_cards() -> Mapping[str, Card]:
    """The cards that come with the tool, by name."""
    paths = sorted((schemas.folder() / FOLDER).glob("*.json"))
    cards = [_card(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return {card.name: card for card in cards}


def _card_files(files: Files) -> Iterator[PurePosixPath]:
    """One file a name: of two spellings of one name, the first counts."""
    met: set[str] = set()
    for name in files.names(FOLDER):
        path = FOLDER / name
        if path.suffix in SUFFIXES and path.stem not in met and not name.startswith("."):
            met.add(path.stem)
            yield path


def _read(
    files: Files, path: PurePosixPath, shown: PurePosixPath
) -> tuple[Document | None, tuple[Fault, ...]]:
    called = str(shown / path)
    try:
        content = files.read(path, CARD_LIMIT_BYTES)
    except FileRefused as refusal:
        place = Place(called, 1, 1, 1, 1)
        return None, (Fault(refusal.code, refusal.reason, place, help=refusal.help),)
    return read_document(content, called, files.root / path.parent)


# --- what a project's own card needs a person's word for ----------------------------------------------------


def _with_consent(card: Card, shipped: Mapping[str, Card]) -> Card:
    reasons = []
    if card.name in shipped:
        reasons.append(f"takes the place of the shipped card {card.name}")
    for other in shipped.values():
        if _is_cheaper(card, other):
            reasons.append(f"gives a lower price than the shipped card {other.name}")
    return replace(card, needs_consent=tuple(reasons))


def _is_cheaper(card: Card, shipped: Card) -> bool:
    """Whether a budget would let more through than under the shipped card of the same model."""
    is_same = card.name == shipped.name or (card.provider, card.endpoint) == (
        shipped.provider,
        shipped.endpoint,
    )
    ours, theirs = card.price, shipped.price
    if not is_same or ours is None or theirs is None:
        return False
    if ours.per != theirs.per or ours.surplus_usd < theirs.surplus_usd:
        return True
    return any(
        ours.usd.get(resolution, ours.usd.get("any", usd)) < usd for resolution, usd in theirs.usd.items()
    )


# --- from a checked form to a record ------------------------------------------------------------------------


def _card(said: Any) -> Card:
    """A card from its form, which has the right shape."""
    prompt = said.get("prompt", {})
    return Card(
        name=said["name"],
        version=said["version"],
        title=said["title"],
        provider=said["provider"],
        endpoint=said["endpoint"],
        input=said["input"],
        fields={key: _path(field) for key, field in said["fields"].items()},
        defaults=said.get("defaults", {}),
        fps=said["fps"]["expected"],
        lengths=_lengths(said["duration"]),
        size=_size(said["size"]),
        keyframes=_keyframes(said.get("keyframes")),
        references=_references(said.get("references")),
        has_frame_tags=prompt.get("frame_tags", False),
        max_prompt_characters=prompt.get("max_characters"),
        dialogue=_dialogue(said.get("dialogue")),
        pictures=_pictures(said.get("pictures", {})),
        price=_price(said.get("price")),
        retires=said.get("retires"),
    )


def _path(field: str) -> FieldPath:
    return tuple(field.split("."))


def _lengths(said: Mapping[str, Any]) -> Lengths:
    if "expected" in said:
        return FixedLength(said["expected"])
    is_text = said.get("as_text", False)
    if "choices" in said:
        return LengthChoice(tuple(sorted(said["choices"])), is_text)
    return LengthRange(said["min"], said["max"], said.get("whole", False), is_text)


def _size(said: Mapping[str, Any]) -> SizeRule:
    pair = PairFields(_path(said["width"]), _path(said["height"])) if "width" in said else None
    rows: Sequence[Mapping[str, Any]] = said["rows"]
    return SizeRule(
        pair,
        tuple(SizeRow(row.get("resolution"), row["aspect"], row["width"], row["height"]) for row in rows),
    )


def _keyframes(said: Mapping[str, Any] | None) -> KeyframeRule | None:
    if said is None:
        return None
    required = frozenset(said.get("required", ()))
    if "list" in said:
        written = FrameList(_path(said["list"]))
        return KeyframeRule(written, frozenset(said["places"]), required, said.get("max_middle", 0))
    fields = {place: _path(said[place]) for place in BETWEEN_PLACES if place in said}
    return KeyframeRule(FrameFields(fields), frozenset(fields), required, 0)


def _references(said: Mapping[str, Any] | None) -> ReferenceRule | None:
    if said is None:
        return None
    return ReferenceRule(_path(said["tagged"]), said["max"], said["max_pictures"], said["beside_keyframes"])


def _dialogue(said: Mapping[str, Any] | None) -> DialogueRule | None:
    if said is None:
        return None
    return DialogueRule(
        said["line"], said.get("off", said["line"]), said.get("at", ""), said.get("delivery", "")
    )


def _pictures(said: Mapping[str, Any]) -> PictureLimits:
    return PictureLimits(tuple(said.get("formats", ())), said.get("max_bytes"), said.get("max_pixels"))


def _price(said: Mapping[str, Any] | None) -> PriceRule | None:
    if said is None:
        return None
    return PriceRule(said["per"], said["usd"], said.get("surplus_usd", 0.0), said["date"], said["source"])
