"""Turns an order into an animatic clip: what a shot shows, says and lasts, as a film that anything can play.
Knows no provider and no price."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.adapters.media.bands import Bands, Words
from pipeline.adapters.media.colour import Planes
from pipeline.adapters.media.house import (
    SOUND_RATE,
    encoded_pictures,
    encoded_sound,
    mux,
    new_film,
    picture_stream,
    sound_stream,
)
from pipeline.adapters.media.layout import Layout, layout_of
from pipeline.adapters.media.painting import Backdrop, focus_of, free_frames, pinned_frames, pins_of
from pipeline.adapters.media.palettes import mood_of
from pipeline.adapters.media.tones import tones
from pipeline.model import Caption, House, PaintOrder, PinnedPicture

_TITLE_WORDS = 6


class Animatic:
    """Paints animatics. captions: what to write on a clip, by the prompt that is asked for; a prompt that is
    not in there names itself."""

    def __init__(self, captions: Mapping[str, Caption]) -> None:
        self._captions = captions

    def paint(self, order: PaintOrder, out: Path) -> None:
        """Writes an MP4 in place of `out`. Blocking. Equal orders and captions give equal bytes.

        Raises MediaRefused for a picture that is none, StateDamaged where nothing can be written.
        """
        caption = self._captions.get(order.prompt) or _own_caption(order.prompt)
        house = House(_even(order.width_px), _even(order.height_px), (order.fps, 1))
        frames = max(round(order.duration_s * order.fps), 1)
        pictures = _pictures(order, caption, frames, layout_of(house.width_px, house.height_px))
        with new_film(out) as film:
            tracks = [encoded_pictures(picture_stream(film, house), house, pictures)]
            if order.has_audio:
                samples = frames * SOUND_RATE // order.fps
                heard = tones(_digest(order.prompt, order.seed), samples, caption.lines)
                tracks.append(encoded_sound(sound_stream(film), heard))
            mux(film, *tracks)


def _pictures(order: PaintOrder, caption: Caption, frames: int, layout: Layout) -> Iterator[Planes]:
    palette, motif = mood_of(order.prompt, _digest(order.prompt))
    backdrop = Backdrop(palette, motif, _digest(order.prompt, order.seed))
    words = Words(caption.shot, f"{order.duration_s:g} s", order.prompt, caption.lines, _order_digest(order))
    bands = Bands(words, palette, layout)
    if order.pictures:
        pins = pins_of(order.pictures, frames, backdrop, layout)
        plain = pinned_frames(pins, frames, order.fps, focus_of(backdrop.digest, layout))
    else:
        plain = free_frames(backdrop, order.references, frames, layout)
    for number, planes in enumerate(plain):
        luma, blue, red = (plane.copy() for plane in planes)
        bands.lay((luma, blue, red), number / order.fps, (number + 1) / frames)
        yield luma, blue, red


def _own_caption(prompt: str) -> Caption:
    words = prompt.split()
    more = "..." if len(words) > _TITLE_WORDS else ""
    return Caption(" ".join(words[:_TITLE_WORDS]) + more, ())


def _digest(*parts: str | int) -> bytes:
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()


def _order_digest(order: PaintOrder) -> bytes:
    """Of everything that was asked for: it is drawn into every frame."""
    pictures, references = (list(map(_named, stills)) for stills in (order.pictures, order.references))
    shape = (order.width_px, order.height_px, order.fps, order.duration_s, order.has_audio)
    return _digest(repr((order.prompt, order.seed, shape, pictures, references)))


def _named(still: PinnedPicture) -> tuple[int, str, str]:
    return still.frame, still.name, "" if still.content is None else hashlib.sha256(still.content).hexdigest()


def _even(length_px: int) -> int:
    return max(length_px - length_px % 2, 2)
