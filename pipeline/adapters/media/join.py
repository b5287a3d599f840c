"""Turns conformed pieces, one sound and the cues into the finished film, packet by packet. Encodes no picture
and knows no clip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from pipeline.adapters.media.heeding import IsStopped, heeding
from pipeline.adapters.media.house import Timed, encoded_sound, mux, new_film, sound_stream
from pipeline.adapters.media.reading import opened, picture_track
from pipeline.adapters.media.sound import Sounds
from pipeline.adapters.media.subtitles import MILLISECOND, three_letters, timed_text
from pipeline.errors import StateDamaged
from pipeline.model import CutList


def join(
    cut: CutList, parts: Sequence[tuple[Path, int]], sound: Sounds, out: Path, is_stopped: IsStopped
) -> None:
    """Writes the film in place of `out`, whole or not at all.

    parts: a film of the house's form for each piece, with its frames. sound: as long as the pictures.
    Raises StateDamaged; Halted where it is stopped.
    """
    with new_film(out, cut.title) as film:
        pictures, heard = _copied_track(film, parts[0][0]), sound_stream(film)
        heard.metadata["language"] = three_letters(cut.language)
        copied = _copied(pictures, parts, Fraction(*cut.house.fps))
        tracks = [heeding(copied, is_stopped), encoded_sound(heard, sound)]
        if cut.subtitles == "soft" and cut.cues:
            tracks.append(timed_text(cut.cues, _text_track(film, cut)))
        mux(film, *tracks)


def _copied_track(film: OutputContainer, path: Path) -> VideoStream:
    with opened(path) as container:
        return film.add_stream_from_template(picture_track(container))


def _text_track(film: OutputContainer, cut: CutList) -> Stream:
    track = film.add_mux_stream("mov_text")
    track.time_base = MILLISECOND
    track.metadata["language"] = three_letters(cut.language)
    return track


def _copied(track: VideoStream, parts: Sequence[tuple[Path, int]], rate: Fraction) -> Iterator[Timed]:
    """The packets of all parts, each frame at its place: counted, so that nothing adds up to a drift."""
    number = 0
    for path, count in parts:
        end = number + count
        with opened(path) as container:
            for packet in container.demux(picture_track(container)):
                if not packet.size:
                    continue
                packet.pts = packet.dts = number
                packet.duration, packet.time_base, packet.stream = 1, 1 / rate, track
                yield number / rate, cast("Packet[Stream]", packet)
                number += 1
        if number != end:
            raise StateDamaged(f"a piece of the cut was changed while it was read: {path.name}; run it again")
