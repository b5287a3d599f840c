"""Model cards: what a model can do, what it costs, and where each word of a shot goes in its input. Knows no
provider by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pipeline.model.document import JSON
from pipeline.records import record

FieldPath: TypeAlias = tuple[str, ...]
"""The way to a field of a request's body: ("settings", "audio")."""
KeyframePlace: TypeAlias = Literal["first", "middle", "last"]


@record
class FixedLength:
    """Clips of one length, which nobody can choose. seconds: what is expected."""

    seconds: float


@record
class LengthRange:
    """Clips of any length from min_s to max_s, both included; is_whole: whole seconds only."""

    min_s: float
    max_s: float
    is_whole: bool
    is_text: bool


@record
class LengthChoice:
    """Clips of a few lengths, ascending. is_text: sent as text, `"5"`."""

    seconds: tuple[float, ...]
    is_text: bool


Lengths: TypeAlias = FixedLength | LengthRange | LengthChoice


@record
class SizeRow:
    """A shape that a model gives. resolution None: of a model that has but one."""

    resolution: str | None
    aspect: str
    width_px: int
    height_px: int


@record
class PairFields:
    """Where width and height go, in place of the resolution, when no keyframe gives the shape."""

    width: FieldPath
    height: FieldPath


@record
class SizeRule:
    """pair None: `resolution` and `aspect` are sent by name, as written. rows: never empty; the first is the
    usual shape."""

    pair: PairFields | None
    rows: tuple[SizeRow, ...]


@record
class FrameList:
    """All keyframes in one list, each `{"image": picture, "frame": "first" | "last" | number}`."""

    field: FieldPath


@record
class FrameFields:
    """Each keyframe alone in a field of its own, by its place."""

    fields: Mapping[KeyframePlace, FieldPath]


@record
class KeyframeRule:
    """Which keyframes a model takes. required: places without which it makes nothing."""

    written: FrameList | FrameFields
    places: frozenset[KeyframePlace]
    required: frozenset[KeyframePlace]
    max_middle: int


@record
class ReferenceRule:
    """References go as a list of `{"tag": "@mei", "type": "image", "images": [...]}`.

    max_count: in one request. max_pictures: in one reference. beside_keyframes: whether a shot may have both.
    """

    field: FieldPath
    max_count: int
    max_pictures: int
    beside_keyframes: bool


@record
class DialogueRule:
    """How a line is put into the prompt. line, off: texts with the slots {at}, {speaker}, {delivery}, {line}.

    at, delivery: what stands in their slots where the line has one; nothing where it has not.
    """

    line: str
    off: str
    at: str
    delivery: str


@record
class PictureLimits:
    """What the provider takes as a picture. None: no limit is known."""

    formats: tuple[str, ...]
    max_bytes: int | None
    max_pixels: int | None


@record
class PriceRule:
    """List prices in US dollars. usd: by resolution, or under `any`. date: when `source` was read."""

    per: Literal["second", "clip"]
    usd: Mapping[str, float]
    surplus_usd: float
    date: str
    source: str


@record
class Card:
    """What is known of one model. A new model of a known provider is a new card and no code.

    endpoint: the provider's id of the model. input: JSON Schema (draft-07, closed) of a request's body.
    fields: where each shot key goes; a key that is not in there is one the model does not have. defaults: by
    shot key. fps: the rate to expect, by which seconds become frame numbers. has_frame_tags: whether
    `@image1` means anything in a prompt. keyframes, references, dialogue None: the model takes none. price
    None: nobody knows. retires: ISO date. needs_consent: why a person has to agree to this card before it is
    used; empty for a shipped one.
    """

    name: str
    version: int
    title: str
    provider: str
    endpoint: str
    input: Mapping[str, JSON]
    fields: Mapping[str, FieldPath]
    defaults: Mapping[str, JSON]
    fps: float
    lengths: Lengths
    size: SizeRule
    keyframes: KeyframeRule | None
    references: ReferenceRule | None
    has_frame_tags: bool
    max_prompt_characters: int | None
    dialogue: DialogueRule | None
    pictures: PictureLimits
    price: PriceRule | None
    retires: str | None
    needs_consent: tuple[str, ...] = ()

    def has(self, key: str) -> bool:
        """Whether a shot key means something to this model."""
        return key in self.fields or (key == "aspect" and self.size.pair is not None)
