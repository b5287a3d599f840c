"""The world in memory: twins of the ports for tests of the run, and small episodes to run on them."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.errors import (
    AnswerLost,
    FileRefused,
    MediaRefused,
    NotSent,
    RowMoved,
    StateDamaged,
    TransportError,
)
from pipeline.history import is_over, spent_on
from pipeline.model import (
    JSON,
    LAST,
    Accepted,
    Ambiguous,
    Attempt,
    Broken,
    Call,
    Cancelled,
    ClipFacts,
    Ended,
    Event,
    Facts,
    FrameFact,
    FrameNeed,
    Held,
    Lock,
    Moment,
    OverLimit,
    OwnClip,
    PictureFacts,
    Price,
    Queued,
    Realm,
    Rejected,
    Reply,
    Request,
    RequestGraph,
    ReviewLine,
    Running,
    ShotRequests,
    State,
    Status,
    Succeeded,
    TakeRequest,
    Throttled,
    TicketReading,
    Unknown,
)
from pipeline.observe import observe
from pipeline.ports import Line
from pipeline.run import RunPorts

STORYBOARD = "ep01.storyboard.yaml"
NO_LOCK = Lock(None, ())
PRICE = Price(list_usd=1.0, surplus_usd=0.02)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- episodes -----------------------------------------------------------------------------------------------


def take(
    shot: str,
    prompt: str = "rain",
    *,
    number: int = 1,
    after: str | None = None,
    at: Moment = LAST,
    picture: str | None = None,
    price: Price | None = PRICE,
    duration_s: float = 5,
    provider: str = "acme",
) -> TakeRequest:
    """A take as compile gives it. after: the shot whose frame is its first. picture: sha256 of a keyframe."""
    first: JSON = {"$frame": after, "at": str(at)} if after else {"$asset": picture} if picture else None
    body: dict[str, JSON] = {"prompt": prompt}
    words: dict[str, JSON] = {"model": "acme-v1", "prompt": prompt, "take": number}
    if first is not None:
        body["first"] = first
        words["keyframes"] = [{"image": first, "frame": "first"}]
    return TakeRequest(
        shot=shot,
        number=number,
        request=Request(provider, "acme-v1", "acme:v1", body),
        words=words,
        needs=(FrameNeed(after, at),) if after else (),
        price=price,
        duration_s=duration_s,
        fps=24,
        size_px=(720, 1280),
    )


def shot_of(*takes: TakeRequest, labels: tuple[str, ...] = ()) -> ShotRequests:
    return ShotRequests(takes[0].shot, 10, labels, takes[0].request.model, takes, None)


def own_shot(name: str, path: str, content: bytes) -> ShotRequests:
    return ShotRequests(name, 10, (), "own", (), OwnClip(name, PurePosixPath(path), clip_facts(content)))


def episode(*shots: ShotRequests | TakeRequest, pictures: Mapping[str, str] | None = None) -> RequestGraph:
    whole = [shot_of(shot) if isinstance(shot, TakeRequest) else shot for shot in shots]
    paths = {digest: PurePosixPath(path) for digest, path in (pictures or {}).items()}
    return RequestGraph(STORYBOARD, "ep01", None, tuple(whole), paths)


def clip_facts(content: bytes) -> ClipFacts:
    return ClipFacts(sha256(content), len(content), 720, 1280, (24, 1), 120, 5.0, True)


# --- what remembers -----------------------------------------------------------------------------------------


class MemoryLedger:
    """Rows in a dict. crash_at: the name of a method that raises once, as a process that dies there. now: the
    time that a change is dated with; None: a row keeps its first."""

    def __init__(self) -> None:
        self.now: Callable[[], str] | None = None
        self.rows: dict[str, Attempt] = {}
        self.requests: dict[str, bytes] = {}
        self.replies: list[tuple[str, int, bytes]] = []
        self.crash_at: str | None = None
        self.is_full = False
        self._frames: dict[tuple[str, str], FrameFact] = {}
        self._clips: dict[str, ClipFacts] = {}

    def _step(self, name: str) -> None:
        if self.crash_at == name:
            self.crash_at = None
            raise Crash(name)

    def attempts(self) -> Sequence[Attempt]:
        return list(self.rows.values())

    def attempts_at(self, key: str) -> Sequence[Attempt]:
        return [row for row in self.rows.values() if row.key == key]

    def open(self, attempt: Attempt, request: bytes, limit_usd: float | None) -> Held | OverLimit | None:
        self._step("open")
        if self.is_full:
            raise StateDamaged("the disk is full")
        same = self.attempts_at(attempt.key)
        live = [row for row in same if not is_over(row) or row.number >= attempt.number]
        if live:
            return Held(live[-1])
        own = (attempt.storyboard, attempt.realm)
        spent_usd = sum(spent_on(row) for row in self.rows.values() if (row.storyboard, row.realm) == own)
        if limit_usd is not None and spent_usd + (attempt.estimate_usd or 0.0) > limit_usd + 1e-6:
            return OverLimit(spent_usd)
        self.rows[attempt.job] = attempt
        self.requests[attempt.job] = request
        self._step("opened")
        return None

    def unread(self) -> Mapping[str, Reply]:
        waiting = {row.job for row in self.rows.values() if row.state in ("submitting", "uncertain")}
        return {job: Reply(status, body) for job, status, body in self.replies if job in waiting}

    def check(self) -> None:
        pass

    def record_reply(self, job: str, status: int, body: bytes) -> None:
        self._step("record_reply")
        self.replies.append((job, status, body))

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
        self._step(after)
        row = self.rows[job]
        if row.state != before:
            raise RowMoved(f"{job} is {row.state}, not {before}")
        given = {
            "ticket": ticket,
            "cost_usd": cost_usd,
            "seed": seed,
            "clip_sha256": clip_sha256,
            "reason": reason,
            "is_charged": is_charged,
        }
        set_now = {name: value for name, value in given.items() if value is not None}
        updated_at = self.now() if self.now else row.updated_at
        self.rows[job] = replace(row, state=after, updated_at=updated_at, **set_now)  # type: ignore[arg-type]

    def frames(self) -> Mapping[tuple[str, str], FrameFact]:
        return dict(self._frames)

    def record_frame(self, clip_sha256: str, at: str, fact: FrameFact) -> None:
        self._frames[clip_sha256, at] = fact

    def clips(self) -> Mapping[str, ClipFacts]:
        return dict(self._clips)

    def record_clip(self, facts: ClipFacts) -> None:
        self._clips[facts.sha256] = facts


class Crash(Exception):
    """The process dies here."""


class OpenClaims:
    """Claims of one process, and of others that a test names."""

    def __init__(self) -> None:
        self.others: set[str] = set()

    @contextmanager
    def held(self, storyboard: str) -> Iterator[bool]:
        yield False

    @contextmanager
    def taken(self, storyboard: str) -> Iterator[bool]:
        yield storyboard not in self.others

    def is_worked_on(self, storyboard: str) -> bool:
        return storyboard in self.others


class FolderTwin:
    """A store of plain files in a folder. free: bytes that its disk has left."""

    def __init__(self, folder: Path) -> None:
        self.free = 10**12
        self._folder = folder
        self._parts = 0

    def free_bytes(self) -> int:
        return self.free

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def is_whole(self, name: str) -> bool:
        return self.has(name) and sha256(self.read(name)) == name

    def path(self, sha256: str) -> Path:
        return self._folder / sha256

    def part(self) -> Path:
        self._parts += 1
        return self._folder / f"{self._parts}.part"

    def adopt(self, part: Path) -> str:
        name = sha256(part.read_bytes())
        part.replace(self.path(name))
        return name

    def put(self, content: bytes) -> str:
        self.path(sha256(content)).write_bytes(content)
        return sha256(content)

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def derived(self, name: str) -> Path:
        return self._folder / f"derived-{name}"

    def link(self, sha256: str, target: Path) -> None:
        target.write_bytes(self.read(sha256))


class HandClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def now(self) -> str:
        then = datetime(2026, 3, 3, 10, tzinfo=UTC) + timedelta(seconds=self.passed_s)
        return then.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def monotonic(self) -> float:
        return self.passed_s

    async def sleep(self, seconds: float) -> None:
        until = self.passed_s + seconds
        await asyncio.sleep(0)
        self.passed_s = max(self.passed_s, until)


# --- what looks into media ----------------------------------------------------------------------------------


class TextFilms:
    """Clips are texts that begin with `clip`. A frame is `frame <moment> of <text>`, cut to what it shows."""

    def __init__(self) -> None:
        self.frames_taken = 0
        self.seeds: dict[str, bytes | None] = {}

    def probe(self, path: Path) -> ClipFacts:
        content = path.read_bytes()
        if not content.startswith(b"clip"):
            raise MediaRefused("F020", "this is no MP4")
        return clip_facts(content)

    def frame(self, path: Path, at: Moment, seed_picture: bytes | None) -> tuple[str, bytes]:
        self.frames_taken += 1
        self.seeds[path.read_bytes().split(b"|")[0].decode()] = seed_picture
        shown = path.read_bytes().split(b"|")[-1]
        if shown == b"dark":
            raise MediaRefused("F024", "the clip has no such frame")
        png = b"png " + str(at).encode() + b" of " + shown
        return sha256(png), png


class TextPictures:
    def probe(self, content: bytes) -> PictureFacts:
        return PictureFacts(sha256(content), len(content), "PNG", 720, 1280)

    def clean(self, content: bytes) -> bytes:
        return b"clean " + content


class MemoryFiles:
    def __init__(self, root: Path, files: Mapping[str, bytes]) -> None:
        self._root = root
        for name, content in files.items():
            (root / name).write_bytes(content)

    @property
    def root(self) -> Path:
        return self._root

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        return PurePosixPath(written)

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        return self.checked(path).read_bytes()

    def checked(self, path: PurePosixPath) -> Path:
        if not (self._root / path).exists():
            raise FileRefused("F001", f"{path} is not there")
        return self._root / path

    def write(self, path: PurePosixPath, text: str) -> None:
        (self._root / path).write_text(text, encoding="utf-8")

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        return nullcontext()

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return None

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        return ()


class TextPublisher:
    obstacle: str | None = None

    def unset(self) -> Sequence[str]:
        return ()

    async def rehearse(self) -> None: ...

    async def publish(self, picture: bytes) -> str:
        return f"data:{picture.decode()}"


# --- a provider, both ends ----------------------------------------------------------------------------------


@dataclass
class Work:
    """A job at the provider."""

    body: dict[str, JSON]
    polls_left: int
    is_let_go: bool = False


Fault = Literal["lose", "garble", "swallow", "full", "unsent"]


@dataclass
class Vendor:
    """The provider's end of the line. A clip's text is its prompt and first picture, so equal bodies give
    equal clips; `same:` prompts all show one picture at their end.

    polls: how many polls a job needs; queued: so many of them find it in the queue. faults: by prompt, what
    happens to its next submissions, first to last:
    `lose` and `garble` after the job was taken, `swallow`, `full` and `unsent` before. lag: polls that do
    not see a job yet. deaf: polls that get no answer. bad_downloads: those that give
    no clip. forgets: tickets. answers_travel: for how many turns of the loop.
    """

    polls: int = 2
    queued: int = 0
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    lag: int = 0
    deaf: int = 0
    asked_to_make: list[str] = field(default_factory=list)
    questions: int = 0
    at_work_most: int = 0
    jobs: dict[str, Work] = field(default_factory=dict)
    bad_downloads: int = 0
    forgets: set[str] = field(default_factory=set)
    answers_travel: int = 0

    def answer(self, call: Call) -> Reply:
        assert isinstance(call.json, dict)
        match call.path:
            case "/make":
                return self._make(dict(call.json))
            case "/ask":
                return self._ask(call.json["ids"])
            case "/cancel":
                return self._cancel(str(call.json["id"]))
            case _:
                return Reply(404, b"{}")

    def _make(self, body: dict[str, JSON]) -> Reply:
        prompt, ticket = str(body["prompt"]), str(body.pop("id") or f"job-{len(self.jobs)}")
        fault = self.faults[prompt].pop(0) if self.faults.get(prompt) else None
        if fault == "full":
            return Reply(429, b"{}")
        if fault == "swallow":
            raise AnswerLost("the line broke on the way there")
        if prompt == "refuse: no money":
            return Reply(402, b"{}")
        if prompt.startswith("refuse"):
            return Reply(400, b'{"message": "no \\u001b[31mviolence"}')
        if ticket not in self.jobs:
            self.jobs[ticket] = Work(body, self.polls)
            self.asked_to_make.append(prompt)
            self.at_work_most = max(self.at_work_most, self._at_work())
        if fault == "lose":
            raise AnswerLost("the line broke")
        return Reply(200, b"<html>" if fault == "garble" else json.dumps({"id": ticket}).encode())

    def _at_work(self) -> int:
        return sum(work.polls_left > 0 for work in self.jobs.values())

    def _ask(self, tickets: JSON) -> Reply:
        assert isinstance(tickets, list)
        self.questions += 1
        if self.deaf:
            self.deaf -= 1
            raise AnswerLost("no answer")
        return Reply(200, json.dumps({str(ticket): self._state(str(ticket)) for ticket in tickets}).encode())

    def _state(self, ticket: str) -> JSON:
        work = self.jobs.get(ticket)
        if work is None or ticket in self.forgets:
            return "unknown"
        if self.lag:
            self.lag -= 1
            return "unknown"
        work.polls_left -= 1
        prompt = str(work.body["prompt"])
        if work.is_let_go:
            return "cancelled"
        if work.polls_left > self.polls - self.queued:
            return "queued"
        if work.polls_left > 0:
            return "running"
        return "broken" if prompt.startswith("break") else f"https://clips.example/{ticket}"

    def _cancel(self, ticket: str) -> Reply:
        work = self.jobs[ticket]
        work.is_let_go = work.polls_left > self.polls - self.queued
        return Reply(200 if work.is_let_go else 409, b"{}")

    def clip(self, url: str) -> bytes:
        if self.bad_downloads:
            self.bad_downloads -= 1
            return b"<html>"
        body = self.jobs[url.rpartition("/")[2]].body
        prompt = str(body["prompt"])
        shown = "still" if prompt.startswith("same:") else f"{prompt} {body.get('first', '')}"
        return f"clip of {prompt}|{'dark' if prompt.startswith('dark') else shown}".encode()


class VendorLine:
    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    async def send(self, call: Call) -> Reply:
        await asyncio.sleep(0)
        if call.path == "/make" and isinstance(call.json, dict):
            self._may_not_leave(str(call.json["prompt"]))
        answer = self._vendor.answer(call)
        for _ in range(self._vendor.answers_travel):
            await asyncio.sleep(0)
        return answer

    def _may_not_leave(self, prompt: str) -> None:
        faults = self._vendor.faults.get(prompt)
        if faults and faults[0] == "unsent":
            faults.pop(0)
            raise NotSent("nobody listens")

    async def fetch(self, url: str, part: Path, limit_bytes: int) -> None:
        await asyncio.sleep(0)
        ticket = url.rpartition("/")[2]
        if ticket not in self._vendor.jobs:
            raise TransportError("gone")
        part.write_bytes(self._vendor.clip(url))


class VendorLines:
    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Line]]:
        yield {"acme": VendorLine(self._vendor)}


@dataclass(frozen=True)
class Acme:
    """The rules of the twin's conversation."""

    id_is_ours: bool = True
    can_cancel: bool = False
    name: str = "acme"
    origin: str = "https://acme.example"
    key_variable: str = "ACME_KEY"
    origin_variable: str = "ACME_URL"
    batch: int = 3
    images_as: Literal["data-uri", "https"] = "data-uri"
    result_hosts: tuple[str, ...] = ("clips.example",)

    def ticket(self, key: str, attempt: int) -> str | None:
        return f"{key[:8]}-{attempt}" if self.id_is_ours else None

    def submit(self, request: Request, ticket: str | None) -> Call:
        return Call(self.name, "POST", "/make", {**request.body, "id": ticket})

    def read_ticket(self, reply: Reply, ticket: str | None) -> TicketReading:
        match reply.status:
            case 429:
                return Throttled(30.0)
            case 402:
                return Rejected("broke", "no money", "money")
            case 400:
                return Rejected("no", json.loads(reply.body)["message"], "moderation")
            case _ if reply.body.startswith(b"{"):
                return Accepted(json.loads(reply.body)["id"])
            case _:
                return Ambiguous("an answer that nobody understands")

    def poll(self, tickets: Sequence[str]) -> Call:
        assert len(tickets) <= self.batch
        return Call(self.name, "GET", "/ask", {"ids": [*tickets]})

    def read_statuses(self, reply: Reply, tickets: Sequence[str]) -> Mapping[str, Status]:
        words = json.loads(reply.body)
        return {ticket: self._status(words[ticket]) for ticket in tickets}

    def _status(self, word: str) -> Status:
        match word:
            case "queued":
                return Queued(None)
            case "cancelled":
                return Cancelled("let go")
            case "running":
                return Running(None)
            case "broken":
                return Broken("oops", "the model broke", is_moderated=False)
            case "unknown":
                return Unknown("who?", is_denial=True)
            case url:
                return Succeeded(url, seed=7, cost_usd=1.01, is_flagged=False)

    def result(self, ticket: str) -> Call | None:
        return None

    def read_result(self, reply: Reply, ticket: str) -> Status:
        return Ended()

    def lookup(self, ticket: str) -> Call | None:
        return None

    def read_lookup(self, reply: Reply, ticket: str) -> Status:
        return Unknown("no archive")

    def cancel(self, ticket: str) -> Call | None:
        return Call(self.name, "POST", "/cancel", {"id": ticket}) if self.can_cancel else None

    def read_cancel(self, reply: Reply, ticket: str) -> Status:
        return Cancelled("let go while it was queued") if reply.status == 200 else Running(None)


# --- a whole world ------------------------------------------------------------------------------------------


@dataclass
class World:
    """Everything that a run needs, in memory, and what people are told of it."""

    folder: Path
    files: Mapping[str, bytes] = field(default_factory=dict)
    vendor: Vendor = field(default_factory=Vendor)
    id_is_ours: bool = True
    can_cancel: bool = False
    limit: int = 4
    realm: Realm = "vendor"
    lock: Lock = NO_LOCK
    review: dict[str, ReviewLine] = field(default_factory=dict)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    claims: OpenClaims = field(default_factory=OpenClaims)
    clock: HandClock = field(default_factory=HandClock)
    films: TextFilms = field(default_factory=TextFilms)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        objects, project = self.folder / "objects", self.folder / "project"
        objects.mkdir()
        project.mkdir()
        self.store = FolderTwin(objects)
        self.ledger.now = self.clock.now
        self.ports = RunPorts(
            ledger=self.ledger,
            claims=self.claims,
            store=self.store,
            films=self.films,
            pictures=TextPictures(),
            files=MemoryFiles(project, self.files),
            clock=self.clock,
            providers={"acme": Acme(self.id_is_ours, self.can_cancel)},
            lines=VendorLines(self.vendor),
            publishers={"acme": TextPublisher()},
            limits={"acme": self.limit},
            poll_s=1.0,
            chance=lambda: 0.5,
        )

    def facts(self) -> Facts:
        return observe(
            realm=self.realm,
            storyboard=STORYBOARD,
            attempts=self.ledger.attempts(),
            frames=self.ledger.frames(),
            lock=self.lock,
            review=self.review,
            present=self.store.has,
        )

    def states(self) -> dict[str, State]:
        return {row.shot: row.state for row in self.ledger.attempts()}

    def told(self, shot: str) -> list[str]:
        return [event.state for event in self.events if event.shot == shot]
