"""Turns the pieces of a cut into films of the house's form, each made once and kept by what it was made of.
Knows no sound, and no order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from pipeline.adapters.media.colour import Planes
from pipeline.adapters.media.fitting import pictures_between
from pipeline.adapters.media.form import has_house_form, length_in_house_form
from pipeline.adapters.media.heeding import IsStopped, heeding
from pipeline.adapters.media.house import (
    encoded_pictures,
    frames_of,
    mux,
    new_film,
    picture_stream,
    settings_of,
)
from pipeline.adapters.media.lettering import fonts_digest
from pipeline.adapters.media.patches import Patch, blended, lay
from pipeline.adapters.media.slates import slate
from pipeline.adapters.media.subtitles import letters
from pipeline.model import Blend, Body, House, Piece, Slate
from pipeline.records import record

VERSION = 1
"""Goes up when this module makes other pictures of the same piece."""


@record
class Burnt:
    """A subtitle for the frames [start, end) of one piece."""

    start: int
    end: int
    text: str


def conformed(
    piece: Piece,
    burnt: tuple[Burnt, ...],
    house: House,
    derived: Callable[[str], Path],
    is_stopped: IsStopped,
) -> Path:
    """A film of this piece in the house's form: the clip itself where it has it, else made or found.

    Raises MediaRefused (F021) for a damaged clip, StateDamaged where nothing can be written; Halted where it
    is stopped.
    """
    if isinstance(piece, Body) and not burnt and _is_whole(piece, house):
        return piece.clip.path
    path = derived(key_of(piece, burnt, house))
    if length_in_house_form(path, house) != frames_of(piece):
        with new_film(path) as film:
            stream = picture_stream(film, house)
            pictures = heeding(_pictures(piece, burnt, house), is_stopped)
            mux(film, encoded_pictures(stream, house, pictures))
    return path


def key_of(piece: Piece, burnt: tuple[Burnt, ...], house: House) -> str:
    """The name of a piece's film: a digest of all that decides its bytes."""
    drawn = [[mark.start, mark.end, mark.text] for mark in burnt]
    fonts = fonts_digest() if drawn or isinstance(piece, Slate) else ""
    form = [house.width_px, house.height_px, *house.fps, settings_of(house)]
    written = json.dumps(["storyboard piece", VERSION, _named(piece), form, drawn, fonts], ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def _named(piece: Piece) -> list[str | int]:
    match piece:
        case Body():
            return ["body", piece.clip.sha256, piece.start_frame, piece.end_frame]
        case Blend():
            starts = piece.before_start_frame, piece.after_start_frame
            return ["blend", piece.before.sha256, piece.after.sha256, *starts, piece.frames]
        case Slate():
            return ["slate", piece.text, piece.frames]


def _is_whole(piece: Body, house: House) -> bool:
    """Whether the piece is a clip from its first frame to its last, and may be copied."""
    if piece.start_frame != 0 or not has_house_form(piece.clip.path, house):
        return False
    return length_in_house_form(piece.clip.path, house) == piece.end_frame


def _pictures(piece: Piece, burnt: tuple[Burnt, ...], house: House) -> Iterator[Planes]:
    patches = [(mark, letters(mark.text, house)) for mark in burnt]
    for number, planes in enumerate(_plain_pictures(piece, house)):
        marks = [patch for mark, patch in patches if mark.start <= number < mark.end]
        yield _marked(planes, marks) if marks else planes


def _plain_pictures(piece: Piece, house: House) -> Iterator[Planes]:
    shown = partial(pictures_between, house=house)
    match piece:
        case Body():
            yield from shown(piece.clip.path, piece.start_frame, piece.end_frame)
        case Blend():
            start, end = piece.before_start_frame, piece.after_start_frame
            before = shown(piece.before.path, start, start + piece.frames)
            after = shown(piece.after.path, end, end + piece.frames)
            yield from _crossfade(before, after, piece.frames)
        case Slate():
            planes = slate(piece.text, house)
            yield from (planes for _ in range(piece.frames))


def _crossfade(before: Iterator[Planes], after: Iterator[Planes], frames: int) -> Iterator[Planes]:
    """Neither clip stands alone in it: those frames belong to the pieces beside it."""
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        share = round(256 * number / (frames + 1))
        luma, blue, red = (blended(*pair, share) for pair in zip(old, new, strict=True))
        yield luma, blue, red


def _marked(planes: Planes, patches: list[Patch]) -> Planes:
    luma, blue, red = (np.array(plane) for plane in planes)
    for patch in patches:
        lay(patch, (luma, blue, red))
    return luma, blue, red
