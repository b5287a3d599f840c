"""Turns a media value of a request into a still, or into a name where nobody may fetch it. Fetches
nothing."""

from __future__ import annotations

import base64
import binascii
import re

from pipeline.errors import MediaRefused
from pipeline.model import JSON, PinnedPicture
from pipeline.ports import Pictures
from pipeline.records import record
from pipeline.showing import one_line

_STORED = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DATA_URI = re.compile(r"data:[A-Za-z0-9/+.=;-]*;base64,")


@record
class Still:
    """content, size_px: None for a link, or the id of stored media. name: for a slate; of a link, the
    link."""

    content: bytes | None
    name: str
    size_px: tuple[int, int] | None

    def pinned(self, frame: int) -> PinnedPicture:
        return PinnedPicture(frame, self.content, self.name)


def still(value: JSON, pictures: Pictures) -> Still | None:
    """A still from a link, a data URI, bare base64 or a stored id; None for what is none of them, or damaged.

    Source: the four forms are those of Runware's page on media storage.
    """
    if not isinstance(value, str) or not value:
        return None
    if value.startswith(("https://", "http://")):
        return Still(None, _without_query(value), None)
    if _STORED.fullmatch(value):
        return Still(None, value, None)
    head = _DATA_URI.match(value[:200])
    return _decoded(value[head.end() :] if head else value, pictures)


def _decoded(text: str, pictures: Pictures) -> Still | None:
    try:
        content = base64.b64decode(text, validate=True)
        facts = pictures.probe(content)
    except (binascii.Error, ValueError, MediaRefused):
        return None
    return Still(content, f"picture {facts.sha256[:8]}", (facts.width_px, facts.height_px))


def _without_query(url: str) -> str:
    """The link as far as it can be shown: what follows the path may hold a signature."""
    return one_line(re.split(r"[?#]", url, maxsplit=1)[0])
