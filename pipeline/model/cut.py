"""The episode as pieces in order, and the film that comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from pipeline.model.outcomes import Clip
from pipeline.records import record


@record
class House:
    """The one form that every piece of an episode has, so that pictures can be copied and not encoded
    again."""

    width_px: int
    height_px: int
    fps: tuple[int, int]


@record
class Body:
    """Frames of one clip, counted at the house's rate: [start, end)."""

    clip: Clip
    start_frame: int
    end_frame: int


@record
class Blend:
    """A crossfade: `frames` frames that go from one clip to the next. Starts are frames of each clip at the
    house's rate."""

    before: Clip
    before_start_frame: int
    after: Clip
    after_start_frame: int
    frames: int


@record
class Slate:
    """A card that stands where a shot is missing."""

    text: str
    frames: int


Piece: TypeAlias = Body | Blend | Slate


@record
class Cue:
    """A subtitle, in seconds of the episode."""

    start_s: float
    end_s: float
    text: str


@record
class CutList:
    """The episode as pieces in order, exact to the frame."""

    house: House
    pieces: tuple[Piece, ...]
    cues: tuple[Cue, ...]
    loudness_lufs: float | None
    subtitles: Literal["off", "sidecar", "soft", "burn"]
    language: str | None
    title: str


@record
class Episode:
    """The assembled film. sidecar: the subtitle file beside it, where one was asked for."""

    path: Path
    sha256: str
    duration_s: float
    sidecar: Path | None = None
