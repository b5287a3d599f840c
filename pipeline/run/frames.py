"""Turns a clip and a moment into a frame: taken once, kept as an object and recorded, so that a newer decoder
changes no key. Knows no provider."""

from __future__ import annotations

import asyncio
import hashlib

from pipeline.errors import FileRefused, MediaRefused
from pipeline.keys import Hole
from pipeline.model import FrameFact, FrameNeed, TakeRequest
from pipeline.run.board import Missing
from pipeline.run.crew import Crew

PICTURE_LIMIT_BYTES = 64 * 1024 * 1024
"""Above any picture that a survey lets through."""


async def frame_pixels(crew: Crew, need: FrameNeed, clip_sha256: str) -> str:
    """The digest of a frame's pixels: as recorded, else the frame is taken now. Raises MediaRefused."""
    known = crew.frames.get((clip_sha256, str(need.at)))
    return known.pixels if known is not None else (await _taken(crew, need, clip_sha256)).pixels


async def frame_picture(crew: Crew, need: FrameNeed, clip_sha256: str) -> bytes:
    """A frame as PNG: as kept, else it is taken (again). Raises MediaRefused."""
    known = crew.frames.get((clip_sha256, str(need.at)))
    if known is None or not crew.ports.store.has(known.picture):
        known = await _taken(crew, need, clip_sha256)
    return await asyncio.to_thread(crew.ports.store.read, known.picture)


async def _taken(crew: Crew, need: FrameNeed, clip_sha256: str) -> FrameFact:
    name = (clip_sha256, str(need.at))
    async with crew.locks[name]:
        known, store = crew.frames.get(name), crew.ports.store
        if known is not None and store.has(known.picture):
            return known
        seed = await _seed_picture(crew, need.shot)
        path = store.path(clip_sha256)
        pixels, png = await asyncio.to_thread(crew.ports.films.frame, path, need.at, seed)
        picture = await asyncio.to_thread(store.put, png)
        # Where pixels are on record already they stay: they are part of keys that were paid for.
        fact = FrameFact(known.pixels if known else pixels, picture)
        crew.ports.ledger.record_frame(*name, fact)
        crew.frames[name] = fact
        return fact


async def _seed_picture(crew: Crew, shot: str) -> bytes | None:
    """The first keyframe that a shot's clip was made from, if its bytes can be had: it tells the clip's
    colours. Waits for the shot that it is a frame of, so that every run gets the same answer."""
    takes = crew.shots[shot].takes
    hole = _first_keyframe(takes[0]) if takes else None
    if hole is None or hole.get("$asset") not in (None, *crew.plan.graph.pictures):
        return None  # a picture that the model could not take was not sent
    try:
        if "$asset" in hole:
            return await asset(crew, str(hole["$asset"]))
        need = next(
            need for need in takes[0].needs if (need.shot, str(need.at)) == (hole["$frame"], hole["at"])
        )
        clip = await crew.board.clip_of(need.shot)
        return None if isinstance(clip, Missing) else await frame_picture(crew, need, clip)
    except (FileRefused, MediaRefused):
        return None


def _first_keyframe(take: TakeRequest) -> Hole | None:
    keyframes = take.words.get("keyframes")
    for keyframe in keyframes if isinstance(keyframes, list) else []:
        if isinstance(keyframe, dict) and keyframe.get("frame") == "first":
            image = keyframe.get("image")
            return image if isinstance(image, dict) else None
    return None


async def asset(crew: Crew, sha256: str) -> bytes:
    """A picture of the project as it leaves: re-encoded, so that no EXIF and nothing hidden goes along.

    Raises FileRefused where the file is not what the plan was made with, MediaRefused.
    """
    path = crew.plan.graph.pictures[sha256]
    content = await asyncio.to_thread(crew.ports.files.read, path, PICTURE_LIMIT_BYTES)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileRefused("F006", f"{path} has changed since the plan was made: run again")
    return await asyncio.to_thread(crew.ports.pictures.clean, content)
