"""Requests: what providers are asked for, in their own words, with holes for what is not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import PurePosixPath

from pipeline.model.cards import FieldPath
from pipeline.model.document import JSON
from pipeline.model.media import ClipFacts
from pipeline.model.shots import Moment
from pipeline.records import record


@record
class Request:
    """What a provider is asked for one clip, in its own words, without the envelope of its transport.

    model: the card's name. endpoint: the provider's id of the model. body: JSON with holes where a picture
    goes:
    `{"$asset": sha256}` for a file's bytes, `{"$frame": "offer/desk", "at": "last"}` for a frame of another
    shot.
    An https picture stands as its URL.
    """

    provider: str
    model: str
    endpoint: str
    body: Mapping[str, JSON]


@record
class FrameNeed:
    """A frame of another shot that a request waits for."""

    shot: str
    at: Moment


@record
class Price:
    """What a clip costs in US dollars: the list price, and how much more the bill has been seen to be.

    source: where the list was read; date: when, ISO 8601. Both empty where nobody wrote it down.
    """

    list_usd: float
    surplus_usd: float
    source: str = field(default="", compare=False)
    date: str = field(default="", compare=False)


@record
class TakeRequest:
    """One take of a shot, compiled. number: from 1.

    words: what the author asked, before the card: a JSON form with the same holes, whose digest the lock
    keeps. price: None where nobody knows it. duration_s, fps, size_px: what the clip is expected to be.
    seed_path: where the body says the seed; None where it says none.
    """

    shot: str
    number: int
    request: Request
    words: Mapping[str, JSON]
    needs: tuple[FrameNeed, ...]
    price: Price | None
    duration_s: float
    fps: float
    size_px: tuple[int, int]
    seed_path: FieldPath | None = None


@record
class OwnClip:
    """A clip of the author's own in a shot's place."""

    shot: str
    path: PurePosixPath
    facts: ClipFacts


@record
class ShotRequests:
    """A shot in the graph: the takes to own, or the author's clip. requires: shots whose frames it needs, in
    order met."""

    name: str
    number: int
    label_words: tuple[str, ...]
    model: str
    takes: tuple[TakeRequest, ...]
    own_clip: OwnClip | None


@record
class RequestGraph:
    """An episode as requests, in story order. Edges stand in the needs of its takes; the cut needs every
    shot.

    pictures: the file of every `$asset` that a body names, by sha256.
    """

    storyboard: str
    episode: str
    profile: str | None
    shots: tuple[ShotRequests, ...]
    pictures: Mapping[str, PurePosixPath]
