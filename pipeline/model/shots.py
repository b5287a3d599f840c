"""A storyboard, resolved: shots, keyframes, references, lines. Complete but for what a model decides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from pipeline.model.document import JSON, Place
from pipeline.records import record


@record
class Moment:
    """A point inside a clip: its first or last frame, a frame counted from 0, or seconds from the start."""

    unit: Literal["first", "last", "frame", "second"]
    value: float = 0

    def __str__(self) -> str:
        """`first`, `last`, `80f` or `2.5s`: the spelling of holes, keys, locks and ledgers."""
        match self.unit:
            case "frame":
                return f"{int(self.value)}f"
            case "second":
                return f"{self.value:g}s"
            case _:
                return self.unit


FIRST = Moment("first")
LAST = Moment("last")


@record
class FilePicture:
    """A picture (or, for `clip`, a film) in the project. `path` is relative to the project's root, with
    forward slashes."""

    path: PurePosixPath
    place: Place


@record
class WebPicture:
    """A picture behind an https URL: sent as written, keyed by its URL, never fetched to plan."""

    url: str
    place: Place


@record
class FrameOf:
    """A frame of another shot's clip. `shot` is a full name."""

    shot: str
    at: Moment
    place: Place


Picture: TypeAlias = FilePicture | WebPicture


@record
class Keyframe:
    """A picture pinned to a moment of the shot. `frame` never is left open: order has been turned into first
    and last."""

    source: FilePicture | WebPicture | FrameOf
    frame: Moment
    place: Place


@record
class Look:
    """How a reference looks: what is said of it and shown of it."""

    description: str | None
    images: tuple[Picture, ...]
    place: Place


@record
class Reference:
    """Somebody or something that prompts call by tag. `name` is the word of prose (`Mei Lin`), `tag` that of
    prompts (`mei`)."""

    tag: str
    name: str
    base: Look
    looks: Mapping[str, Look]


@record
class Tag:
    """`@mei` or `@mei.gala` in a prompt."""

    reference: str
    look: str | None
    place: Place


@record
class FrameTag:
    """`@image2` or `@frame` in a prompt: a keyframe by its position from 1 (`@frame` is 1). `written` has no
    `@`."""

    written: str
    position: int
    place: Place


@record
class Speaker:
    """Who speaks, where a template writes a line of dialogue itself. Becomes a tag or a name when
    compiled."""

    who: str


@record
class DialogueHere:
    """Where a template places the whole dialogue, to be written as the model's card says."""


PromptPiece: TypeAlias = str | Tag | FrameTag | Speaker | DialogueHere


@record
class Line:
    """One line of dialogue. who: a reference's tag or `narrator`. at_s: seconds into the clip; None: after
    the line before."""

    who: str
    text: str
    at_s: float | None
    delivery: str | None
    is_off: bool
    place: Place


@record
class Trim:
    """The seconds of a clip that the cut uses; out_s None: to its end."""

    in_s: float
    out_s: float | None
    place: Place


@record
class Origin:
    """Where a shot's setting was written, and whether on the shot itself (a profile and `--set` count as
    inherited)."""

    place: Place
    is_own: bool


@record
class Shot:
    """One continuous camera move: one rendering, or one clip of the author's own. Complete but for what the
    model decides.

    name: `scene` or `scene/shot`. number: 10, 20, ... in story order. Settings that nobody wrote are None:
    the model's card
    fills them when compiled. prompt: the rendered text in pieces, ends stripped, `@@` already `@`; empty for
    an own clip.
    is_dialogue_placed: a template wrote the dialogue. continues: the shot whose last frame is this one's
    first; that frame
    stands in `keyframes` too, first. origins: for every key that was written (`prompt`, `model`, `keyframes`,
    `adapt`, ...).
    """

    name: str
    scene: str
    number: int
    place: Place
    model: str
    prompt: tuple[PromptPiece, ...]
    is_dialogue_placed: bool
    negative_prompt: str | None
    guidance_scale: float | None
    seed: int | None
    duration_s: float | None
    resolution: str | None
    aspect: str | None
    audio: bool | None
    prompt_extend: bool | None
    keyframes: tuple[Keyframe, ...]
    continues: str | None
    takes: int
    dialogue: tuple[Line, ...]
    trim: Trim | None
    crossfade_s: float | None
    labels: tuple[str, ...]
    adapt: frozenset[str]
    params: Mapping[str, JSON]
    clip: FilePicture | None
    origins: Mapping[str, Origin]

    def written_at(self, *keys: str) -> Place:
        """The place of the first of these keys that somebody wrote, else of the shot."""
        return next((self.origins[key].place for key in keys if key in self.origins), self.place)


@record
class Assembly:
    """How the episode is put together. size_px, fps None: as the first shot's. crossfade_s 0: a cut. loudness
    None: off."""

    size_px: tuple[int, int] | None
    fps: float | None
    crossfade_s: float
    loudness_lufs: float | None
    subtitles: Literal["off", "sidecar", "soft", "burn"]
    place: Place


@record
class Storyboard:
    """One episode, complete. path: of its file. root: the project's folder. episode: `s01e01`, from the
    file's name. unread: shots that faults stand in the way of, so that nothing can be compiled of them; some
    are not among `shots`. Empty without errors.
    """

    path: str
    root: Path
    folder: Path
    episode: str
    title: str
    language: str | None
    profile: str | None
    budget_usd: float | None
    shots: tuple[Shot, ...]
    references: Mapping[str, Reference]
    assembly: Assembly
    unread: frozenset[str] = frozenset()

    @property
    def stem(self) -> str:
        """The name of what belongs to this episode and profile: `s01e01`, `s01e01.draft`."""
        return f"{self.episode}.{self.profile}" if self.profile else self.episode
