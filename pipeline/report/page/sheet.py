"""What a review page shows: an episode's shots with all their takes, gathered. Knows no HTML."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import JSON, ClipFacts, Realm, ReviewLine, Shot
from pipeline.records import record


@record
class TakeView:
    """One clip of a shot. file: its address from the page, None where its bytes are not here.

    is_present: what is asked for now. words: what was asked for it, None where only a lock remembers it.
    ends: its first and last frame as the cut uses it, as WebP; empty where the bytes are not here.
    """

    clip_sha256: str
    number: int
    is_present: bool
    file: str | None
    facts: ClipFacts | None
    ends: tuple[bytes, ...]
    words: Mapping[str, JSON] | None
    model: str
    provider: str
    ticket: str | None
    seed: int | None
    cost_usd: float | None
    made_at: str


@record
class PictureView:
    """A picture that the shot is made from. thumbnail None: it is elsewhere, as `told` says."""

    title: str
    told: str
    thumbnail: bytes | None


@record
class ShotView:
    """A shot as its reviewer sees it.

    counted: the clip that the cut uses by the plan. decisions: of each take, the word and the reason.
    words: what is asked for now. request: as `storyboard request` shows it; None for a clip of the author's.
    cost_usd: floor and ceiling of what the plan would buy; None: unpriced.
    """

    shot: Shot
    takes: tuple[TakeView, ...]
    counted: str | None
    decisions: tuple[tuple[int, str, str], ...]
    cost_usd: tuple[float, float] | None
    words: Mapping[str, JSON] | None
    request: JSON
    pictures: tuple[PictureView, ...]
    findings: tuple[str, ...]


@record
class Sheet:
    """An episode as its reviewers see it. sha256: of the review's file; None: there is none yet.

    project: tells this project's episode from another's of the same name, in a browser that keeps both.
    findings: of no shot.
    """

    title: str
    stem: str
    storyboard: str
    project: str
    realm: Realm
    crossfade_s: float
    shots: tuple[ShotView, ...]
    findings: tuple[str, ...]
    review: Mapping[str, ReviewLine]
    sha256: str | None
    drawing: str
