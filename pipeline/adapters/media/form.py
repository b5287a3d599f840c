"""Turns a film into yes or no: can its packets be copied beside those that the house's encoder makes? Decodes
one frame at most."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from av.video.stream import VideoStream

from pipeline.adapters.media.house import encoded_pictures, extradata_digest, mux, picture_stream
from pipeline.adapters.media.ratios import exact
from pipeline.adapters.media.reading import opened, picture_track
from pipeline.errors import MediaRefused
from pipeline.model import House

Form: TypeAlias = tuple[object, ...]


def has_house_form(path: Path, house: House) -> bool:
    """Whether codec, profile, size, pixels, rate, colour tags and the encoder's settings are the house's own.

    Source: with any of these different, packets copied side by side decode to garbage without an error
    (measured).
    """
    try:
        with opened(path) as container:
            track = picture_track(container)
            return _form(track) == _own_form(house) and next(container.decode(track)).rotation == 0
    except (MediaRefused, StopIteration):
        return False


def length_in_house_form(path: Path, house: House) -> int | None:
    """How many frames the film holds; None where it is not there, is damaged, or its frames do not stand in
    step from 0."""
    if not path.is_file():
        return None
    step = 1 / Fraction(*house.fps)
    count = 0
    try:
        with opened(path) as container:
            for packet in container.demux(picture_track(container)):
                if not packet.size:
                    continue
                if packet.pts is None or packet.pts != packet.dts or packet.is_discard:
                    return None
                if packet.pts * exact(packet.time_base) != count * step or not (count or packet.is_keyframe):
                    return None
                count += 1
    except MediaRefused:
        return None
    return count


def _form(track: VideoStream) -> Form:
    context = track.codec_context
    return (
        context.name,
        context.profile,
        context.width,
        context.height,
        context.pix_fmt,
        exact(track.average_rate),
        exact(context.sample_aspect_ratio),
        (context.colorspace, context.color_primaries, context.color_trc, context.color_range),
        extradata_digest(context.extradata),
    )


@lru_cache(maxsize=16)
def _own_form(house: House) -> Form:
    """What the encoder here gives: two grey frames are made and looked at."""
    size = house.height_px, house.width_px
    grey = np.full(size, 128, np.uint8)
    planes = (grey, grey[::2, ::2], grey[::2, ::2])
    film = BytesIO()
    with av.open(film, "w", format="mp4") as container:
        mux(container, encoded_pictures(picture_stream(container, house), house, [planes, planes]))
    film.seek(0)
    with av.open(film, "r", format="mp4") as container:
        return _form(picture_track(container))
