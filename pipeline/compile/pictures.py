"""Turns the pictures of a shot into what stands for them in a request until they are sent. Reads no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.compile.cast import Cast, look_of
from pipeline.compile.keyframes import Pin
from pipeline.compile.refusals import refused
from pipeline.errors import Fault
from pipeline.model import (
    JSON,
    Assets,
    Card,
    FilePicture,
    FrameOf,
    PictureFacts,
    Reference,
    Shot,
    WebPicture,
)


def hole(source: FilePicture | WebPicture | FrameOf, assets: Assets) -> JSON:
    """`{"$asset": sha256}`, the address as written, or `{"$frame": shot, "at": moment}`."""
    match source:
        case FilePicture():
            return {"$asset": assets.pictures[source.path].sha256}
        case WebPicture():
            return source.url
        case FrameOf():
            return {"$frame": source.shot, "at": str(source.at)}


def sent_files(
    pins: Iterable[Pin], cast: Cast, references: Mapping[str, Reference]
) -> tuple[FilePicture, ...]:
    """The project's own pictures that a request names."""
    sources = [
        *(one.keyframe.source for one in pins),
        *(image for role in cast.attached for image in look_of(role, references).images),
    ]
    return tuple(source for source in sources if isinstance(source, FilePicture))


def check_limits(shot: Shot, card: Card, files: Iterable[FilePicture], assets: Assets) -> list[Fault]:
    """Faults of pictures that are larger than the provider takes. A picture at fault in itself is left
    alone."""
    limits = card.pictures
    faults = []
    for file in files:
        facts = assets.pictures.get(file.path)
        if facts is None:
            continue
        if limits.max_bytes is not None and facts.size_bytes > limits.max_bytes:
            told = f"{facts.size_bytes / 1e6:.1f} MB; {shot.model} takes {limits.max_bytes / 1e6:g} MB"
            faults.append(_too_large(shot, file, told))
        elif limits.max_pixels is not None and _pixels(facts) > limits.max_pixels:
            told = f"{_pixels(facts)} pixels; {shot.model} takes {limits.max_pixels}"
            faults.append(_too_large(shot, file, told))
    return faults


def _pixels(facts: PictureFacts) -> int:
    return facts.width_px * facts.height_px


def _too_large(shot: Shot, file: FilePicture, told: str) -> Fault:
    return refused("M021", shot, file.place, f"`{file.path}` has {told}", help="scale the picture down")


def first_size_px(
    pins: Iterable[Pin], assets: Assets, sizes: Mapping[str, tuple[int, int]]
) -> tuple[int, int] | None:
    """The size of the first keyframe, where it is known. sizes: of the clips of shots compiled before."""
    source = next((one.keyframe.source for one in pins), None)
    match source:
        case FilePicture() if source.path in assets.pictures:
            facts = assets.pictures[source.path]
            return facts.width_px, facts.height_px
        case FrameOf():
            return sizes.get(source.shot)
        case _:
            return None
