"""What the stages need of the world, as Protocols. An adapter gives each one; tests give twins in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from pipeline.model import (
        Attempt,
        BadLine,
        Call,
        ClipFacts,
        CutList,
        Episode,
        Event,
        FileReply,
        FrameFact,
        Held,
        Moment,
        OverLimit,
        Painting,
        PaintOrder,
        PictureFacts,
        Reply,
        Request,
        State,
        Status,
        TicketReading,
        Visit,
    )


class Files(Protocol):
    """The project's files, and nothing outside its root: a path is walked part by part and no link is
    followed."""

    @property
    def root(self) -> Path: ...

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        """The path from the root of what an author wrote in a file that lies in `folder`.

        Raises FileRefused when it is absolute, holds NUL or a backslash, or leaves the root (F003).
        """

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        """The whole content of a regular file below the root.

        Raises FileRefused: missing (F001), a folder, FIFO, socket or device (F002), a link on the way (F003),
        larger than the limit (F004), an LFS pointer (F005), unreadable (F006).
        """

    def checked(self, path: PurePosixPath) -> Path:
        """The absolute path of a regular file below the root, for readers that need one. Raises FileRefused
        as `read`."""

    def write(self, path: PurePosixPath, text: str) -> None:
        """Puts a text file in place, whole or not at all. Raises StateDamaged where that cannot be."""

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        """Keeps other processes of ours from changing files of a folder for as long as the block lasts.
        Raises StateDamaged where one of them does not let go."""

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        """(mtime_ns, size, inode), for caches; None where nothing is there. What `read` refuses has one."""

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        """The names in a folder below the root, sorted; empty where there is none. For suggestions."""


class Pictures(Protocol):
    """Stills. Every byte is a stranger's: bounded, four formats, one frame."""

    def probe(self, content: bytes) -> PictureFacts:
        """Raises MediaRefused: no picture (F010), too many pixels (F011), cut off or damaged (F012)."""

    def clean(self, content: bytes) -> bytes:
        """The same picture as a plain sRGB PNG: turned as its EXIF says, on white where it was clear, nothing
        else kept."""


class Films(Protocol):
    """Clips: counted, and looked into by exact frames."""

    def probe(self, path: Path) -> ClipFacts:
        """Raises MediaRefused: no MP4 (F020), cut off (F021), larger or longer than we take (F022), no
        pictures (F023)."""

    def frame(self, path: Path, at: Moment, seed_picture: bytes | None) -> tuple[str, bytes]:
        """(digest of its pixels, the frame as PNG). seed_picture: the clip's own first keyframe, to tell its
        colour matrix.

        Raises MediaRefused when the clip has no such frame (F024).
        """


class Thumbnails(Protocol):
    """Small WebP pictures for people to look at. Nothing is keyed by them."""

    def of_clip(self, path: Path, sha256: str, numbers: Sequence[int]) -> tuple[bytes, ...]:
        """The frames of these numbers, ascending; beyond the last one, the last. Raises MediaRefused."""

    def of_picture(self, content: bytes) -> bytes:
        """A still. Raises MediaRefused for what is none."""


class Cutter(Protocol):
    """Puts an episode together. Equal input gives equal bytes on one machine class."""

    @property
    def made_with(self) -> str:
        """Versions of the media libraries, the font and the architecture, on one line."""

    def assemble(self, cut: CutList, out: Path, is_stopped: Callable[[], bool]) -> Episode | None:
        """Writes the film (and a subtitle file where asked) in place of `out`, whole or not at all; None
        where it was stopped on the way. Blocking; called in a thread.

        is_stopped: whether somebody wishes that it end; asked with every frame.
        """


class Painter(Protocol):
    """Paints a clip in a studio: the animatic."""

    def paint(self, order: PaintOrder, out: Path) -> None:
        """Writes an MP4 in place of `out`. Blocking; called in a thread. Raises MediaRefused for a keyframe
        that is none."""


class Counter(Protocol):
    """Where a server on this machine turns a visit into an answer. It returns at once, or soon."""

    def answer(self, visit: Visit) -> Reply | FileReply: ...


class Desk(Protocol):
    """The front desk of a studio: answers its clients, and says what to paint. It paints nothing itself.

    Every method returns at once, and all belong to one thread. After each answer and each end there may be
    something new to paint.
    """

    def at_the_door(self, visit: Visit) -> BadLine | None:
        """What breaks the line of a visit whose body has not been read yet; None where nothing does."""

    def answer(self, visit: Visit) -> Reply | FileReply | BadLine: ...

    def next_painting(self) -> Painting | None:
        """What to begin now, each once; None while nothing waits, or enough is being painted."""

    def end(self, job: str, failure: str | None) -> None:
        """A painting that was begun is in its place; or could not be made, and why."""


class Provider(Protocol):
    """The rules of one provider's conversation, without I/O. The adapter that sends adds the key.

    id_is_ours: we choose the ticket, so a lost answer can be looked up and a submission sent again under the
    same id.
    batch: how many tickets one poll may ask for. images_as: what the provider takes in place of a picture.
    result_hosts: where clips may lie (`*.` for any name below). key_variable, origin_variable: of the
    environment.
    """

    @property
    def name(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def key_variable(self) -> str: ...
    @property
    def origin_variable(self) -> str: ...
    @property
    def id_is_ours(self) -> bool: ...
    @property
    def batch(self) -> int: ...
    @property
    def images_as(self) -> Literal["data-uri", "https"]: ...
    @property
    def result_hosts(self) -> tuple[str, ...]: ...

    def ticket(self, key: str, attempt: int) -> str | None:
        """The id that we choose for this key and attempt; None where the provider chooses."""

    def submit(self, request: Request, ticket: str | None) -> Call:
        """request: every hole filled. The envelope of the transport is added here and nowhere else."""

    def read_ticket(self, reply: Reply, ticket: str | None) -> TicketReading: ...

    def poll(self, tickets: Sequence[str]) -> Call:
        """At most `batch` tickets."""

    def read_statuses(self, reply: Reply, tickets: Sequence[str]) -> Mapping[str, Status]:
        """A status for every ticket that was asked for; none at all where the answer is no answer to the
        question (429, 5xx, a refused key, a gateway's page), which is not the same as not knowing a job."""

    def result(self, ticket: str) -> Call | None:
        """The call that tells what `Ended` was; None where polling tells it."""

    def read_result(self, reply: Reply, ticket: str) -> Status: ...

    def lookup(self, ticket: str) -> Call | None:
        """A second way to find a job by its id, in the provider's archive; None where there is none."""

    def read_lookup(self, reply: Reply, ticket: str) -> Status: ...

    def cancel(self, ticket: str) -> Call | None:
        """None where nothing can be cancelled."""

    def read_cancel(self, reply: Reply, ticket: str) -> Status: ...


class Line(Protocol):
    """The line to one provider. Adds the key; bounds time and size."""

    async def send(self, call: Call) -> Reply:
        """Raises NotSent or AnswerLost."""

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        """Loads a clip into a new file. Raises TransportError; the file may then hold a beginning."""


class Publisher(Protocol):
    """Turns a picture into what a provider can take in a body: a data URI, or a link."""

    @property
    def obstacle(self) -> str | None:
        """Why no picture can be published here, and how to mend it, for plans to say; None where one can."""

    def unset(self) -> Sequence[str]:
        """The variables that have to hold a key before anything can be published, and do not. Asked before
        money is spent, and not by a plan, which reads no key. Raises UsageProblem for a key that is none."""

    async def rehearse(self) -> None:
        """Proves that pictures can be brought to where they are taken from, before anything is submitted.
        Raises SpendingRefused."""

    async def publish(self, picture: bytes) -> str:
        """Raises SpendingRefused where there is an obstacle, or the picture is too large; TransportError
        where it cannot be brought to its place, or not be read there."""


class Ledger(Protocol):
    """What was sent and what came of it. Every method is durable when it returns. Raises StateDamaged."""

    def attempts(self) -> Sequence[Attempt]:
        """All rows, the oldest first."""

    def attempts_at(self, key: str) -> Sequence[Attempt]:
        """The rows of one key, the oldest first, as they are at this moment."""

    def open(self, attempt: Attempt, request: bytes, limit_usd: float | None) -> Held | OverLimit | None:
        """Writes a row in state `submitting` with the exact bytes that will be sent, and so reserves its
        estimate; or one in state `submitted`, of a job that somebody else sent. All in one transaction; gives
        why it was not done where it may not be sent.

        limit_usd: what all rows of its storyboard and realm may cost together; None: no limit.
        """

    def record_reply(self, job: str, status: int, body: bytes) -> None:
        """Keeps a raw answer, before anybody parses it."""

    def unread(self) -> Mapping[str, Reply]:
        """The last kept answer of each row that is `submitting` or `uncertain`, by job: a run may have
        stopped before it was read."""

    def advance(
        self,
        job: str,
        before: State,
        after: State,
        *,
        ticket: str | None = None,
        cost_usd: float | None = None,
        seed: int | None = None,
        clip_sha256: str | None = None,
        reason: str | None = None,
        is_charged: bool | None = None,
    ) -> None:
        """Moves one row from one state to another and sets what is given. Raises RowMoved where it was not
        `before`."""

    def frames(self) -> Mapping[tuple[str, str], FrameFact]:
        """Frames taken, by (clip sha256, moment's spelling)."""

    def record_frame(self, clip_sha256: str, at: str, fact: FrameFact) -> None: ...

    def clips(self) -> Mapping[str, ClipFacts]:
        """Facts of stored clips, by sha256."""

    def record_clip(self, facts: ClipFacts) -> None: ...

    def check(self) -> None:
        """Raises StateDamaged where what is on the disk is not whole; reads all of it."""


class Store(Protocol):
    """Objects by their sha256, and a folder for what can be made again."""

    def has(self, sha256: str) -> bool: ...

    def is_whole(self, sha256: str) -> bool:
        """Whether the object is there and its bytes are what its name says; reads all of them."""

    def path(self, sha256: str) -> Path:
        """Where the object lies (whether or not it is there)."""

    def part(self) -> Path:
        """A new path on the same file system, to be filled and then adopted. The caller removes it when it
        fails."""

    def adopt(self, part: Path) -> str:
        """Moves a finished file in, durably, and gives its sha256."""

    def put(self, content: bytes) -> str: ...

    def read(self, sha256: str) -> bytes:
        """Raises StateDamaged where the object is missing or its bytes are not what its name says."""

    def free_bytes(self) -> int:
        """How much more the disk takes, before anybody is paid for what shall lie there."""

    def derived(self, name: str) -> Path:
        """The place of something that can be made again at any time (a conformed piece), by a name of hex
        digits."""

    def link(self, sha256: str, target: Path) -> None:
        """Gives an object the name that people see, in place of what had that name."""

    def show(self, sha256s: Collection[str], folder: Path) -> None:
        """Makes a folder hold links to these objects, as `<sha256>.mp4`, and to no others."""


class SharedStore(Protocol):
    """Clips that machines share, by their sha256. Its methods raise SharedStoreAmiss where it does not serve:
    it is then done without it."""

    def has(self, sha256: str) -> bool: ...

    def bring(self, sha256: str) -> bool:
        """Copies a clip from there into the store, where its bytes are what its name says; False where it is
        not there."""

    def give(self, sha256: str) -> None:
        """Copies a clip of the store there; one that is there and whole stays."""


class Clock(Protocol):
    """Time, so that tests can turn it by hand."""

    def now(self) -> str:
        """UTC, ISO 8601, milliseconds: `2026-11-21T10:00:00.000Z`."""

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class Claims(Protocol):
    """Which storyboards a run on this machine is at work on."""

    def held(self, storyboard: str) -> AbstractContextManager[bool]:
        """Claims it for as long as the block lasts. Gives whether the last holder died under it. Raises
        SpendingRefused where another process holds it."""

    def taken(self, storyboard: str) -> AbstractContextManager[bool]:
        """Claims a storyboard for as long as something is taken up that a run on it left behind; of one's own
        this asks nothing. Gives whether it could be had."""

    def is_worked_on(self, storyboard: str) -> bool:
        """Whether another process is at work on it now. storyboard: as rows of the ledger name it."""


class Watcher(Protocol):
    """Is told of every change of state."""

    def __call__(self, event: Event) -> None: ...


class Lines(Protocol):
    """All the lines of a run: opened once, closed once."""

    def open(self) -> AbstractAsyncContextManager[Mapping[str, Line]]: ...
