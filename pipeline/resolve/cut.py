"""Turns what is said of the cut (`trim`, `transition`, `assembly`) into numbers. Knows no clip and no frame
rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

from pipeline.errors import Fault
from pipeline.model import Assembly, Place, Shot, Trim
from pipeline.resolve.moments import read_seconds
from pipeline.resolve.written import Written

SMALLEST_PX, LARGEST_PX = 16, 8192
_OFF = "off"

Subtitles = Literal["off", "sidecar", "soft", "burn"]


def read_trim(written: Written | None, faults: list[Fault]) -> Trim | None:
    if written is None:
        return None
    start, stop = written.get("in"), written.get("out")
    in_s = read_seconds(start.value) if start else 0.0
    out_s = read_seconds(stop.value) if stop else None
    if out_s is not None and out_s <= in_s:
        message = f"the cut would use nothing of this shot: it begins at {in_s:g} s and ends at {out_s:g} s"
        help = f"write  trim: {{in: {out_s:g}, out: {in_s:g}}}" if out_s < in_s else "write a later `out`"
        faults.append(Fault("A001", message, written.place, help, "`out` must be after `in`"))
    return Trim(in_s, out_s, written.place)


def read_crossfade(written: Written | None) -> float | None:
    """Seconds of a transition: 0 for a cut. None where nobody says."""
    if written is None:
        return None
    length = written.get("crossfade") if isinstance(written.value, dict) else None
    return read_seconds(length.value) if length else 0.0


def read_assembly(said: Mapping[str, Written], place: Place, faults: list[Fault]) -> Assembly:
    """said: the keys of `assembly`, each by the nearest file. place: of the nearest section."""
    size, fps, subtitles = said.get("size"), said.get("fps"), said.get("subtitles")
    return Assembly(
        size_px=_read_size(size, faults) if size else None,
        fps=float(fps.number) if fps else None,
        crossfade_s=read_crossfade(said.get("transition")) or 0.0,
        loudness_lufs=_read_loudness(said.get("loudness")),
        subtitles=cast(Subtitles, subtitles.text) if subtitles else "off",
        place=place,
    )


def _read_loudness(written: Written | None) -> float | None:
    return None if written is None or written.value == _OFF else float(written.number)


def _read_size(written: Written, faults: list[Fault]) -> tuple[int, int] | None:
    width, height = (int(side) for side in written.text.split("x"))
    if all(SMALLEST_PX <= side <= LARGEST_PX and side % 2 == 0 for side in (width, height)):
        return width, height
    message = f"no film can be {written.text}: both numbers are even, from {SMALLEST_PX} to {LARGEST_PX}"
    faults.append(Fault("A004", message, written.place, "write  size: 720x1280", "cannot be this size"))
    return None


# --- what a cut would do that nobody meant ----------------------------------------------------------------


def cut_warnings(shots: Sequence[Shot]) -> Iterator[Fault]:
    """shots: of the whole episode, in order."""
    transition = shots[0].origins.get("transition") if shots else None
    if transition is not None and transition.is_own:
        message = "the first shot has nothing before it: its transition is ignored"
        yield Fault("A003", message, transition.place, "remove the line", "ignored", "warning")
