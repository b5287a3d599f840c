"""Turns requests and words into keys: sha256 over our own canonical JSON, tagged with kind and version. Knows
nothing of what a key is used for."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from pipeline.model import JSON, FrameNeed, TakeRequest

if TYPE_CHECKING:
    from pipeline.model import Realm

Hole: TypeAlias = Mapping[str, JSON]
"""`{"$asset": sha256}` or `{"$frame": shot, "at": moment}`: where a picture goes."""

_OPEN: JSON = {"$pixels": None}


# --- canonical JSON -----------------------------------------------------------------------------------------


def canonical(value: object) -> str:
    """One spelling for each JSON value: sorted keys, no white space, ASCII, 8.0 written as 8, text as it is.

    Raises ValueError for a number that is not finite, TypeError for what is not JSON.
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> JSON:
    match value:
        case str() | int() | None:  # a bool is an int
            return value
        case float():
            return _number(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict() | Mapping():  # the first is found sooner
            return {_name(key): _plain(item) for key, item in value.items()}
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical JSON")


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError(f"{value} has no canonical JSON")
    return int(value) if value.is_integer() else value


def _name(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key of {type(key).__name__} has no canonical JSON")
    return key


def digest(tag: str, value: object) -> str:
    """sha256 in hex. tag: kind and version, `request/1`; values of two kinds never meet."""
    return hashlib.sha256(canonical([tag, value]).encode("ascii")).hexdigest()


# --- holes --------------------------------------------------------------------------------------------------


def is_hole(value: object) -> bool:
    return isinstance(value, Mapping) and ("$asset" in value or "$frame" in value)


def holes(value: object) -> Iterator[Hole]:
    """Every hole, in the order written."""
    if isinstance(value, Mapping):
        if is_hole(value):
            yield value
        else:
            for item in value.values():
                yield from holes(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from holes(item)


def filled(value: object, fill: Callable[[Hole], JSON]) -> JSON:
    """The same JSON with every hole replaced by what `fill` gives for it."""
    if isinstance(value, Mapping):
        if is_hole(value):
            return fill(value)
        return {_name(key): filled(item, fill) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [filled(item, fill) for item in value]
    return _plain(value)


def _with_pixels(value: object, frames: Mapping[FrameNeed, str]) -> JSON:
    pixels = {(need.shot, str(need.at)): digest for need, digest in frames.items()}

    def fill(hole: Hole) -> JSON:
        frame = (str(hole.get("$frame")), str(hole.get("at")))
        return {"$pixels": pixels[frame]} if frame in pixels else dict(hole)

    return filled(value, fill)


def _closed(value: JSON) -> JSON:
    for hole in holes(value):
        if "$frame" in hole:
            raise ValueError(f"the {hole.get('at')} frame of {hole['$frame']} is not known yet")
    return value


# --- keys ---------------------------------------------------------------------------------------------------


def request_key(take: TakeRequest, realm: Realm, frames: Mapping[FrameNeed, str]) -> str:
    """The key of a take: what is paid for, and nothing that changes by itself.

    frames: digest of the pixels of every frame the request needs. A picture behind a URL is keyed by its URL.
    Raises ValueError where a frame is missing.
    """
    return digest("request/1", _identity(take, realm, _closed(_with_pixels(take.request.body, frames))))


def shape_key(take: TakeRequest, realm: Realm) -> str:
    """The key with its frames left open: equal for the same request with another frame of any shot."""
    body = filled(take.request.body, lambda hole: _OPEN if "$frame" in hole else dict(hole))
    return digest("shape/1", _identity(take, realm, body))


def _identity(take: TakeRequest, realm: Realm, body: JSON) -> JSON:
    return {
        "realm": realm,
        "provider": take.request.provider,
        "endpoint": take.request.endpoint,
        "body": body,
        "take": take.number,
    }


def words_form(take: TakeRequest, frames: Mapping[FrameNeed, str]) -> str:
    """What the author asked for this take, as canonical JSON. A frame that is not known stays a hole."""
    return canonical(_words(take, frames))


def words_digest(take: TakeRequest, frames: Mapping[FrameNeed, str]) -> str:
    """The digest of what the author asked for this take. Raises ValueError where a frame is missing."""
    return digest("words/1", _closed(_words(take, frames)))


def _words(take: TakeRequest, frames: Mapping[FrameNeed, str]) -> JSON:
    # Takes of a shot share their words; without the number the second would pass for the first.
    return _with_pixels({**take.words, "take": take.number}, frames)
