"""Turns a cut list into the finished episode: conform each piece, mix the sound, join, write. Decides nothing
of what is shown."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import PIL

from pipeline.adapters import durable
from pipeline.adapters.media.conform import Burnt, conformed
from pipeline.adapters.media.heeding import Halted, IsStopped, heeding
from pipeline.adapters.media.house import frames_of
from pipeline.adapters.media.join import join
from pipeline.adapters.media.lettering import fonts_digest
from pipeline.adapters.media.sound import Sounds, levelled, mixed
from pipeline.adapters.media.subtitles import srt
from pipeline.errors import MediaRefused, StateDamaged
from pipeline.model import CutList, Episode, Piece


class FilmCutter:
    """Puts episodes together. derived: the place of what can be made again, by a name of hex digits."""

    def __init__(self, derived: Callable[[str], Path]) -> None:
        self._derived = derived

    @property
    def made_with(self) -> str:
        """Versions of the media libraries, the font and the architecture, on one line."""
        codecs = ".".join(map(str, av.library_versions["libavcodec"]))
        return (
            f"av {av.__version__} (libavcodec {codecs}), pillow {PIL.__version__}, numpy {np.__version__}, "
            f"fonts {fonts_digest()}, {platform.machine().lower()}"
        )

    def assemble(self, cut: CutList, out: Path, is_stopped: IsStopped) -> Episode | None:
        """Writes the film, and a subtitle file where asked, in place of `out`, whole or not at all; None
        where it was stopped on the way.

        cut: at least one piece. is_stopped: asked with every frame. Raises StateDamaged where a clip is
        damaged or nothing can be written.
        """
        with durable.told(f"{out.name} cannot be written"):
            out.parent.mkdir(parents=True, exist_ok=True)
        receipt = self._derived(hashlib.sha256(f"{self.made_with}\n{cut!r}".encode()).hexdigest())
        if _digest(out) != _receipted(receipt):
            try:
                self._cut(cut, out, is_stopped)
            except Halted:
                return None
            with durable.told(f"{receipt.name} cannot be written"):
                durable.write(receipt, _digest(out).encode())
        duration_s = float(sum(map(frames_of, cut.pieces)) / Fraction(*cut.house.fps))
        return Episode(out, _digest(out), duration_s, _sidecar(cut, out))

    def _cut(self, cut: CutList, out: Path, is_stopped: IsStopped) -> None:
        def sound() -> Sounds:
            return heeding(mixed(cut.pieces, cut.house), is_stopped)

        try:
            parts = self._parts(cut, is_stopped)
            heard = sound() if cut.loudness_lufs is None else levelled(sound, cut.loudness_lufs)
            join(cut, parts, heard, out, is_stopped)
        except MediaRefused as error:
            raise StateDamaged(
                f"a clip of {cut.title!r} cannot be used: {error.reason}; run `storyboard cache verify`"
            ) from error

    def _parts(self, cut: CutList, is_stopped: IsStopped) -> list[tuple[Path, int]]:
        """A film of the house's form for each piece, made beside each other: encoding needs no interpreter
        lock."""

        def part(piece: Piece, start: int) -> tuple[Path, int]:
            burnt = _burnt(cut, piece, start)
            return conformed(piece, burnt, cut.house, self._derived, is_stopped), frames_of(piece)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(part, cut.pieces, _starts(cut)))


def _starts(cut: CutList) -> list[int]:
    """The frame of the episode at which each piece starts."""
    starts: list[int] = []
    at = 0
    for piece in cut.pieces:
        starts.append(at)
        at += frames_of(piece)
    return starts


def _burnt(cut: CutList, piece: Piece, start: int) -> tuple[Burnt, ...]:
    """The cues that stand in this piece's pictures, in its own frames."""
    if cut.subtitles != "burn":
        return ()
    rate = Fraction(*cut.house.fps)
    spans = [
        (round(cue.start_s * rate) - start, round(cue.end_s * rate) - start, cue.text) for cue in cut.cues
    ]
    length = frames_of(piece)
    return tuple(
        Burnt(max(low, 0), min(high, length), text) for low, high, text in spans if low < length and high > 0
    )


def _digest(film: Path) -> str:
    """sha256 of a film; empty where there is none."""
    if not film.is_file():
        return ""
    with durable.told(f"{film.name} cannot be read"), film.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _receipted(receipt: Path) -> str:
    """The digest of the film that this very cut gave before; `never` where it was not cut yet."""
    with durable.told(f"{receipt.name} cannot be read"):
        return receipt.read_text("ascii") if receipt.is_file() else "never"


def _sidecar(cut: CutList, out: Path) -> Path | None:
    """The subtitles beside the film. Those of an earlier cut go: a player would show them over this one's."""
    path = out.with_suffix(".srt")
    with durable.told(f"{path.name} cannot be written"):
        if cut.subtitles != "sidecar":
            path.unlink(missing_ok=True)
            return None
        durable.write(path, srt(cut.cues).encode())
    return path
