"""Turns a request with holes into one that can be sent: every picture published, in the provider's way. Sends
no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.keys import Hole, canonical, filled, holes
from pipeline.model import JSON, FrameNeed, Request, TakeRequest
from pipeline.run.crew import Crew
from pipeline.run.frames import asset, frame_picture


async def fill(crew: Crew, take: TakeRequest, clips: Mapping[FrameNeed, str]) -> Request:
    """clips: the clip that each needed frame is of.

    Raises FileRefused, MediaRefused, TransportError, SpendingRefused where a picture cannot be had or sent.
    """
    request = take.request
    publisher = crew.ports.publishers[request.provider]
    published: dict[str, JSON] = {}
    for hole in holes(request.body):
        name = canonical(hole)
        if name not in published:
            published[name] = await publisher.publish(await _picture(crew, hole, clips))
    body = filled(request.body, lambda hole: published[canonical(hole)])
    return replace(request, body=body if isinstance(body, dict) else {})


async def _picture(crew: Crew, hole: Hole, clips: Mapping[FrameNeed, str]) -> bytes:
    if "$asset" in hole:
        return await asset(crew, str(hole["$asset"]))
    need = next(need for need in clips if (need.shot, str(need.at)) == (hole["$frame"], hole["at"]))
    return await frame_picture(crew, need, clips[need])
