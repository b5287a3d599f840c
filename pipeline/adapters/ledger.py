"""Turns submissions, and all that is heard of them, into rows that outlive a crash or a power cut. Knows
nothing of what comes next."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline.adapters.durable import claim_folder, reason
from pipeline.errors import StateDamaged
from pipeline.model import Attempt, ClipFacts, FrameFact, State

APPLICATION_ID = 0x53424C47
"""`SBLG`, in the header of the file, so that no other database is taken for a ledger."""

VERSION = 1
BUSY_TIMEOUT_MS = 30_000

# A rollback journal and not WAL, which could lose pages before SQLite 3.51.3 (its "WAL-reset" fault); EXTRA
# and not FULL, which may roll the last commit back after a power cut. Measured: 0.4 ms a commit (2026-11-21).
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    *(["PRAGMA fullfsync = 1"] if sys.platform == "darwin" else []),
)

# Nothing here needs more than SQLite 3.34. (key, number) is unique, so that two runs that decide the same at
# the same time cannot both go on to pay.
_SCHEMA = (
    """
    CREATE TABLE attempt (
        job TEXT PRIMARY KEY NOT NULL, key TEXT NOT NULL, number INTEGER NOT NULL, shape TEXT NOT NULL,
        words TEXT NOT NULL, words_form TEXT NOT NULL, realm TEXT NOT NULL, storyboard TEXT NOT NULL,
        episode TEXT NOT NULL, profile TEXT, shot TEXT NOT NULL, take INTEGER NOT NULL,
        provider TEXT NOT NULL, model TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN
            ('submitting', 'submitted', 'completed', 'stored', 'failed', 'cancelled', 'uncertain')),
        ticket TEXT, estimate_usd REAL, cost_usd REAL, seed INTEGER, clip_sha256 TEXT, reason TEXT,
        is_charged INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, request BLOB NOT NULL,
        UNIQUE (key, number)
    )
    """,
    """
    CREATE TABLE event (
        job TEXT NOT NULL REFERENCES attempt (job), at TEXT NOT NULL, before TEXT, after TEXT NOT NULL,
        detail TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE reply (
        job TEXT NOT NULL REFERENCES attempt (job), at TEXT NOT NULL, status INTEGER NOT NULL,
        body BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE frame (
        clip_sha256 TEXT NOT NULL, moment TEXT NOT NULL, pixels TEXT NOT NULL, picture TEXT NOT NULL,
        PRIMARY KEY (clip_sha256, moment)
    )
    """,
    """
    CREATE TABLE clip (
        sha256 TEXT PRIMARY KEY NOT NULL, size_bytes INTEGER NOT NULL, width_px INTEGER NOT NULL,
        height_px INTEGER NOT NULL, fps_numerator INTEGER NOT NULL, fps_denominator INTEGER NOT NULL,
        frames INTEGER NOT NULL, duration_s REAL NOT NULL, has_audio INTEGER NOT NULL
    )
    """,
    *(
        f"CREATE TRIGGER {table}_keeps_rows_on_{act} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END"
        for table in ("event", "reply")
        for act in ("update", "delete")
    ),
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)

_COLUMNS = tuple(field.name for field in fields(Attempt))
_ATTEMPTS = f"SELECT {', '.join(_COLUMNS)} FROM attempt ORDER BY rowid"
_OPEN = f"INSERT INTO attempt ({', '.join(_COLUMNS)}, request) VALUES (?{', ?' * len(_COLUMNS)})"
_ADVANCE = """
    UPDATE attempt SET state = ?, updated_at = ?, ticket = coalesce(?, ticket),
        cost_usd = coalesce(?, cost_usd), seed = coalesce(?, seed), clip_sha256 = coalesce(?, clip_sha256),
        reason = coalesce(?, reason), is_charged = coalesce(?, is_charged)
    WHERE job = ? AND state = ?
"""
_EVENT = "INSERT INTO event (job, at, before, after, detail) VALUES (?, ?, ?, ?, ?)"
_REPLY = "INSERT INTO reply (job, at, status, body) VALUES (?, ?, ?, ?)"
_FRAME = "INSERT INTO frame VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_CLIP = "INSERT INTO clip VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"

_REPAIRS = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing of it is lost: make room, then run again",
    sqlite3.SQLITE_READONLY: "it is read-only; make it and its folder writable for you, then run again",
    sqlite3.SQLITE_PERM: "permission denied; make it and its folder writable for you, then run again",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; make it and its folder writable for you, then run again",
    sqlite3.SQLITE_BUSY: "another storyboard holds it; wait for that one to end, then run again",
    sqlite3.SQLITE_LOCKED: "another storyboard holds it; wait for that one to end, then run again",
    sqlite3.SQLITE_IOERR: "the disk failed to write or read it; check the disk and its room, then run again",
    sqlite3.SQLITE_CORRUPT: "it is damaged; put a copy of it back, or move it away and plan from the lock",
    sqlite3.SQLITE_NOTADB: "it is no database; put a copy of it back, or move it away and plan from the lock",
    sqlite3.SQLITE_CONSTRAINT: "another storyboard wrote the same a moment ago; run again",
}


class SqliteLedger:
    """The ledger in one SQLite file, for one thread; implements `ports.Ledger`.

    path: the file. It is made by the first thing that is written; until then reading finds nothing. now: UTC
    times as `ports.Clock` tells them. Every method raises StateDamaged, and then has changed nothing.
    """

    def __init__(self, path: Path, now: Callable[[], str]) -> None:
        self._path = path
        self._now = now
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Lets go of the file; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def attempts(self) -> Sequence[Attempt]:
        """All rows, the oldest first."""
        return tuple(_attempt(row) for row in self._rows(_ATTEMPTS))

    def open(self, attempt: Attempt, request: bytes) -> None:
        """Writes a row in state `submitting` with the exact bytes that will be sent."""
        assert attempt.state == "submitting"
        values = [getattr(attempt, column) for column in _COLUMNS]
        with self._writing() as connection:
            connection.execute(_OPEN, (*values, request))
            connection.execute(_EVENT, (attempt.job, self._now(), None, attempt.state, ""))

    def record_reply(self, job: str, status: int, body: bytes) -> None:
        """Keeps a raw answer, before anybody parses it."""
        with self._writing() as connection:
            connection.execute(_REPLY, (job, self._now(), status, body))

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
        """Moves one row from one state to another and sets what is given; None leaves what was there."""
        at = self._now()
        given = (ticket, cost_usd, seed, clip_sha256, reason, is_charged)
        with self._writing() as connection:
            moved = connection.execute(_ADVANCE, (after, at, *given, job, before)).rowcount
            if moved != 1:
                raise StateDamaged(
                    f"the ledger's job {job} is not `{before}` (any more), so it cannot become `{after}`: "
                    "another storyboard moved it; see `storyboard status`, then run again"
                )
            connection.execute(_EVENT, (job, at, before, after, reason or ""))

    def frames(self) -> Mapping[tuple[str, str], FrameFact]:
        """Frames taken, by (clip sha256, moment's spelling)."""
        rows = self._rows("SELECT clip_sha256, moment, pixels, picture FROM frame")
        return {(clip, moment): FrameFact(pixels, picture) for clip, moment, pixels, picture in rows}

    def record_frame(self, clip_sha256: str, at: str, fact: FrameFact) -> None:
        """The first record of a frame stays: a newer decoder changes no key."""
        with self._writing() as connection:
            connection.execute(_FRAME, (clip_sha256, at, fact.pixels, fact.picture))

    def clips(self) -> Mapping[str, ClipFacts]:
        """Facts of stored clips, by sha256."""
        found = (_clip(row) for row in self._rows("SELECT * FROM clip"))
        return {facts.sha256: facts for facts in found}

    def record_clip(self, facts: ClipFacts) -> None:
        """The first record of a clip stays."""
        size = (facts.size_bytes, facts.width_px, facts.height_px)
        length = (*facts.fps, facts.frames, facts.duration_s)
        with self._writing() as connection:
            connection.execute(_CLIP, (facts.sha256, *size, *length, facts.has_audio))

    def check(self) -> None:
        """Raises StateDamaged where the file's own structure is not whole; reads all of it."""
        for (verdict,) in self._rows("PRAGMA quick_check(1)"):
            if verdict != "ok":
                raise self._damaged(_REPAIRS[sqlite3.SQLITE_CORRUPT])

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        if self._connection is None and not self._is_there():
            return []
        with self._telling():
            return self._opened().execute(query).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all that is executed in it is kept, or nothing."""
        with self._telling():
            if self._connection is None:
                claim_folder(self._path.parent)
            with _transaction(self._opened()) as connection:
                yield connection

    def _is_there(self) -> bool:
        with self._telling():
            return self._path.exists() and self._path.stat().st_size > 0

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            with ExitStack() as closing:
                connection = sqlite3.connect(self._path, isolation_level=None)
                closing.callback(connection.close)
                self._prepare(connection)
                closing.pop_all()
            self._connection = connection
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if _is_blank(connection):
            with _transaction(connection):
                if _is_blank(connection):  # nobody else made it while this one waited
                    for statement in _SCHEMA:
                        connection.execute(statement)
        if _number(connection, "application_id") != APPLICATION_ID:
            raise self._damaged("it is another program's database; move it away, then run again")
        version = _number(connection, "user_version")
        if version > VERSION:
            raise self._damaged(
                f"a newer storyboard wrote it (version {version}, not {VERSION}); upgrade storyboard"
            )

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes keep the plain one below
            raise self._damaged(_REPAIRS.get(code, f"{error}; run `storyboard doctor`")) from error
        except OSError as error:
            raise self._damaged(reason(error)) from error

    def _damaged(self, why: str) -> StateDamaged:
        return StateDamaged(f"the ledger {self._path.parent.name}/{self._path.name} cannot be used: {why}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _is_blank(connection: sqlite3.Connection) -> bool:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return count == 0 and _number(connection, "application_id") == 0


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(value)


def _attempt(row: tuple[Any, ...]) -> Attempt:
    named = dict(zip(_COLUMNS, row, strict=True))
    charged = named["is_charged"]
    return Attempt(**{**named, "is_charged": None if charged is None else bool(charged)})


def _clip(row: tuple[Any, ...]) -> ClipFacts:
    sha256, size, width, height, numerator, denominator, frames, duration_s, has_audio = row
    return ClipFacts(
        sha256, size, width, height, (numerator, denominator), frames, duration_s, bool(has_audio)
    )
