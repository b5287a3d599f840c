"""What is already so: rows of the ledger, lines of the lock, decisions of people. Knows no database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pipeline.records import record

Realm: TypeAlias = Literal["preview", "vendor", "elsewhere"]
State: TypeAlias = Literal[
    "submitting", "submitted", "completed", "stored", "failed", "cancelled", "uncertain"
]


@record
class FrameFact:
    """A frame that was taken from a clip once. pixels: digest of its picture, part of keys. picture: sha256
    of its PNG."""

    pixels: str
    picture: str


@record
class Attempt:
    """A row of the ledger: one submission of one request, from before it was sent to after its clip was
    stored.

    job: our own short name. shape: the key with its frames left open, so that the same words with another
    frame are found.
    words: digest; words_form: what it is the digest of, canonical JSON, so that a plan can name the field
    that changed.
    ticket: the job's id at the provider (ours where the provider lets us choose). Times are UTC, ISO 8601.
    """

    job: str
    key: str
    number: int
    shape: str
    words: str
    words_form: str
    realm: Realm
    storyboard: str
    episode: str
    profile: str | None
    shot: str
    take: int
    provider: str
    model: str
    state: State
    ticket: str | None
    estimate_usd: float | None
    cost_usd: float | None
    seed: int | None
    clip_sha256: str | None
    reason: str | None
    is_charged: bool | None
    created_at: str
    updated_at: str


@record
class Held:
    """Nothing may be sent for this key: a row of it is under way, settled well, or waits for a person."""

    row: Attempt


@record
class OverLimit:
    """Nothing may be sent: with it the episode could cost more than it may. spent_usd: all its rows so
    far."""

    spent_usd: float


@record
class LockLine:
    """What the lock says of one take in one realm. frames: by the moment's spelling."""

    shot: str
    take: int
    realm: Realm
    key: str
    words: str
    clip_sha256: str
    clip_duration_s: float
    is_used: bool
    provider: str
    model: str
    ticket: str | None
    seed: int | None
    cost_usd: float | None
    made_at: str
    frames: Mapping[str, FrameFact]


@record
class Lock:
    """The lock of one episode and profile. made_with: versions of the media libraries, the font and the
    architecture."""

    made_with: str | None
    lines: tuple[LockLine, ...]


@record
class Owned:
    """A clip that was paid for (or taken in), whoever remembers it."""

    key: str
    words: str
    shape: str | None
    realm: Realm
    shot: str
    take: int
    clip_sha256: str
    provider: str
    model: str
    ticket: str | None
    job: str | None
    seed: int | None
    cost_usd: float | None
    made_at: str
    source: Literal["ledger", "lock"]


@record
class Note:
    """A remark on one frame of one clip. id: unique in its shot. frame: from 0. at: UTC, ISO 8601."""

    id: str
    clip_sha256: str
    frame: int
    text: str
    by: str | None = None
    at: str | None = None


@record
class ReviewLine:
    """What people decided about a shot. pick: the clip's sha256 that the cut shall use.

    accepted: digests of other words that the pick stands for too. about: the clip that the status was given
    to, where it is not the pick.
    """

    shot: str
    pick: str | None
    status: Literal["open", "approved", "changes", "omitted"]
    accepted: tuple[str, ...] = ()
    about: str | None = None
    notes: tuple[Note, ...] = ()


@record
class ReviewBase:
    """The review that somebody saw before they changed it. sha256: of its file; None: there was none. realm:
    of the page on which it was seen; None: nobody says."""

    stem: str
    sha256: str | None
    lines: Mapping[str, ReviewLine]
    realm: Realm | None = None


@record
class Review:
    """A review as its file holds it. lines: by shot. comments: what people wrote after `#`, by the shot that
    it stands with, by "" where it stands with none. base: in a file that the review page saved."""

    lines: Mapping[str, ReviewLine]
    comments: Mapping[str, tuple[str, ...]]
    schema: str | None = None
    base: ReviewBase | None = None


@record
class Facts:
    """All that is already so for one episode in one realm, from the ledger, the lock, the review and the
    store.

    owned: by key. by_words: by digest of the words, locked takes only. latest: the newest attempt or lock
    line of each
    (shot, take), to say what changed. underway, uncertain, failed: the newest such attempt by key. frames: by
    clip and
    moment. used: the clip that the lock uses, by shot. present: clips and pictures whose bytes are in the
    store. spent_usd: what the episode cost so far; elsewhere_usd: what of it no row of this ledger tells.
    """

    realm: Realm
    owned: Mapping[str, Owned]
    by_words: Mapping[str, Owned]
    shapes: frozenset[str]
    latest: Mapping[tuple[str, int], Attempt | LockLine]
    underway: Mapping[str, Attempt]
    uncertain: Mapping[str, Attempt]
    failed: Mapping[str, Attempt]
    frames: Mapping[tuple[str, str], FrameFact]
    used: Mapping[str, str]
    review: Mapping[str, ReviewLine]
    present: frozenset[str]
    spent_usd: float = 0.0
    elsewhere_usd: float = 0.0
