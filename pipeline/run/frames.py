"""Turns a clip and a moment into a frame: taken once, kept as an object and recorded, so that a newer decoder
changes no key. Knows no provider."""

from __future__ import annotations

import asyncio
import hashlib

from pipeline.errors import FileRefused, MediaRefused
from pipeline.keys import Hole
from pipeline.model import FrameFact, FrameNeed, TakeRequest
from pipeline.run.desk import Desk

PICTURE_LIMIT_BYTES = 64 * 1024 * 1024
"""Above any picture that a survey lets through."""


async def frame_pixels(desk: Desk, need: FrameNeed, clip_sha256: str) -> str:
    """The digest of a frame's pixels: as recorded, else the frame is taken now. Raises MediaRefused."""
    known = desk.frames.get((clip_sha256, str(need.at)))
    return known.pixels if known is not None else (await _taken(desk, need, clip_sha256)).pixels


async def frame_picture(desk: Desk, need: FrameNeed, clip_sha256: str) -> bytes:
    """A frame as PNG: as kept, else it is taken (again). Raises MediaRefused."""
    known = desk.frames.get((clip_sha256, str(need.at)))
    if known is None or not desk.ports.store.has(known.picture):
        known = await _taken(desk, need, clip_sha256)
    return await asyncio.to_thread(desk.ports.store.read, known.picture)


async def _taken(desk: Desk, need: FrameNeed, clip_sha256: str) -> FrameFact:
    name = (clip_sha256, str(need.at))
    async with desk.locks[name]:
        known, store = desk.frames.get(name), desk.ports.store
        if known is not None and store.has(known.picture):
            return known
        seed = await _seed_picture(desk, need.shot)
        path = store.path(clip_sha256)
        pixels, png = await asyncio.to_thread(desk.ports.films.frame, path, need.at, seed)
        picture = await asyncio.to_thread(store.put, png)
        # Where pixels are on record already they stay: they are part of keys that were paid for.
        fact = FrameFact(known.pixels if known else pixels, picture)
        desk.ports.ledger.record_frame(*name, fact)
        desk.frames[name] = fact
        return fact


async def _seed_picture(desk: Desk, shot: str) -> bytes | None:
    """The first keyframe that the shot's clip was made from, if its bytes can be had: it tells the clip's
    colours."""
    takes = desk.shots[shot].takes
    hole = _first_keyframe(takes[0]) if takes else None
    if hole is None:
        return None
    try:
        if "$asset" in hole:
            return await asset(desk, str(hole["$asset"]))
        fact = desk.frames.get((desk.clip_of.get(str(hole["$frame"]), ""), str(hole["at"])))
        return desk.ports.store.read(fact.picture) if fact and desk.ports.store.has(fact.picture) else None
    except (FileRefused, MediaRefused):
        return None


def _first_keyframe(take: TakeRequest) -> Hole | None:
    keyframes = take.words.get("keyframes")
    for keyframe in keyframes if isinstance(keyframes, list) else []:
        if isinstance(keyframe, dict) and keyframe.get("frame") == "first":
            image = keyframe.get("image")
            return image if isinstance(image, dict) else None
    return None


async def asset(desk: Desk, sha256: str) -> bytes:
    """A picture of the project as it leaves: re-encoded, so that no EXIF and nothing hidden goes along.

    Raises FileRefused where the file is not what the plan was made with, MediaRefused.
    """
    path = desk.plan.graph.pictures[sha256]
    content = await asyncio.to_thread(desk.ports.files.read, path, PICTURE_LIMIT_BYTES)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileRefused("F006", f"{path} has changed since the plan was made: run again")
    return await asyncio.to_thread(desk.ports.pictures.clean, content)
