"""Turns submissions, and all that is heard of them, into rows, and rows back into what they say. Knows
nothing of what comes next."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline.adapters.ledger.file import LedgerFile
from pipeline.errors import RowMoved
from pipeline.history import is_over, is_within, spent_on
from pipeline.model import Attempt, ClipFacts, FrameFact, Held, OverLimit, Reply, State

_COLUMNS = tuple(field.name for field in fields(Attempt))
_ATTEMPTS = f"SELECT {', '.join(_COLUMNS)} FROM attempt"
_OPEN = f"INSERT INTO attempt ({', '.join(_COLUMNS)}, request) VALUES (?{', ?' * len(_COLUMNS)})"
_ADVANCE = """
    UPDATE attempt SET state = ?, updated_at = ?, ticket = coalesce(?, ticket),
        cost_usd = coalesce(?, cost_usd), seed = coalesce(?, seed), clip_sha256 = coalesce(?, clip_sha256),
        reason = coalesce(?, reason), is_charged = coalesce(?, is_charged)
    WHERE job = ? AND state = ?
"""
_EVENT = "INSERT INTO event (job, at, before, after, detail) VALUES (?, ?, ?, ?, ?)"
_REPLY = "INSERT INTO reply (job, at, status, body) VALUES (?, ?, ?, ?)"
_UNREAD = """
    SELECT reply.job, reply.status, reply.body FROM reply JOIN attempt ON attempt.job = reply.job
    WHERE attempt.state IN ('submitting', 'uncertain') ORDER BY reply.rowid
"""
_FRAME = "INSERT INTO frame VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_CLIP = "INSERT INTO clip VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


class SqliteLedger:
    """The ledger in one SQLite file, for one thread; implements `ports.Ledger`.

    path: the file. It is made by the first thing that is written; until then reading finds nothing. now: UTC
    times as `ports.Clock` tells them. Every method raises StateDamaged, and then has changed nothing.
    """

    def __init__(self, path: Path, now: Callable[[], str]) -> None:
        self._file = LedgerFile(path)
        self._now = now

    def close(self) -> None:
        """Lets go of the file; the next call opens it again."""
        self._file.close()

    def check(self) -> None:
        """Raises StateDamaged where the file's own structure is not whole; reads all of it."""
        self._file.check()

    def back_up(self) -> None:
        """Puts a whole copy beside the file, where anything was written since it was opened."""
        self._file.back_up()

    # --- submissions ----------------------------------------------------------------------------------------

    def attempts(self) -> Sequence[Attempt]:
        """All rows, the oldest first."""
        return tuple(_attempt(row) for row in self._file.rows(f"{_ATTEMPTS} ORDER BY rowid"))

    def attempts_at(self, key: str) -> Sequence[Attempt]:
        """The rows of one key, the oldest first."""
        return tuple(
            _attempt(row) for row in self._file.rows(f"{_ATTEMPTS} WHERE key = ? ORDER BY number", (key,))
        )

    def open(self, attempt: Attempt, request: bytes, limit_usd: float | None) -> Held | OverLimit | None:
        """Writes a row with the exact bytes that will be sent, and so reserves its estimate: in one
        transaction with the looks that tell whether it may be sent at all. `submitted`: somebody else sent
        it."""
        assert attempt.state in ("submitting", "submitted")
        at = self._now()

        def work(connection: sqlite3.Connection) -> Held | OverLimit | None:
            refusal = _refusal(connection, attempt, limit_usd)
            if refusal is None:
                values = [getattr(attempt, column) for column in _COLUMNS]
                connection.execute(_OPEN, (*values, request))
                connection.execute(_EVENT, (attempt.job, at, None, attempt.state, ""))
            return refusal

        return self._file.change(work, is_vital=False)

    def record_reply(self, job: str, status: int, body: bytes) -> None:
        """Keeps a raw answer, before anybody parses it."""
        values = (job, self._now(), status, body)
        self._file.change(lambda connection: connection.execute(_REPLY, values), is_vital=True)

    def unread(self) -> Mapping[str, Reply]:
        """The last kept answer of each row that is `submitting` or `uncertain`, by job: a run may have
        stopped before it was read."""
        return {job: Reply(status, body) for job, status, body in self._file.rows(_UNREAD)}

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

        def work(connection: sqlite3.Connection) -> None:
            moved = connection.execute(_ADVANCE, (after, at, *given, job, before)).rowcount
            if moved != 1:
                raise RowMoved(
                    f"the ledger's job {job} is not `{before}` (any more), so it cannot become `{after}`: "
                    "another storyboard moved it; see `storyboard status`, then run again"
                )
            connection.execute(_EVENT, (job, at, before, after, reason or ""))

        self._file.change(work, is_vital=True)

    # --- clips and frames -----------------------------------------------------------------------------------

    def frames(self) -> Mapping[tuple[str, str], FrameFact]:
        """Frames taken, by (clip sha256, moment's spelling)."""
        rows = self._file.rows("SELECT clip_sha256, moment, pixels, picture FROM frame")
        return {(clip, moment): FrameFact(pixels, picture) for clip, moment, pixels, picture in rows}

    def record_frame(self, clip_sha256: str, at: str, fact: FrameFact) -> None:
        """The first record of a frame stays: a newer decoder changes no key."""
        values = (clip_sha256, at, fact.pixels, fact.picture)
        self._file.change(lambda connection: connection.execute(_FRAME, values), is_vital=False)

    def clips(self) -> Mapping[str, ClipFacts]:
        """Facts of stored clips, by sha256."""
        found = (_clip(row) for row in self._file.rows("SELECT * FROM clip"))
        return {facts.sha256: facts for facts in found}

    def record_clip(self, facts: ClipFacts) -> None:
        """The first record of a clip stays."""
        size = (facts.size_bytes, facts.width_px, facts.height_px)
        values = (facts.sha256, *size, *facts.fps, facts.frames, facts.duration_s, facts.has_audio)
        self._file.change(lambda connection: connection.execute(_CLIP, values), is_vital=False)


def _refusal(
    connection: sqlite3.Connection, attempt: Attempt, limit_usd: float | None
) -> Held | OverLimit | None:
    """Why an attempt may not be sent, by what the ledger says at this moment."""
    same = [
        _attempt(row)
        for row in connection.execute(f"{_ATTEMPTS} WHERE key = ? ORDER BY number", (attempt.key,))
    ]
    live = [row for row in same if not is_over(row) or row.number >= attempt.number]
    if live:
        return Held(live[-1])
    if limit_usd is None:
        return None
    own = connection.execute(
        f"{_ATTEMPTS} WHERE storyboard = ? AND realm = ?", (attempt.storyboard, attempt.realm)
    )
    spent_usd = sum(spent_on(_attempt(row)) for row in own)
    fits = is_within(limit_usd, spent_usd + (attempt.estimate_usd or 0.0))
    return None if fits else OverLimit(spent_usd)


def _attempt(row: tuple[Any, ...]) -> Attempt:
    named = dict(zip(_COLUMNS, row, strict=True))
    charged = named["is_charged"]
    return Attempt(**{**named, "is_charged": None if charged is None else bool(charged)})


def _clip(row: tuple[Any, ...]) -> ClipFacts:
    sha256, size, width, height, numerator, denominator, frames, duration_s, has_audio = row
    return ClipFacts(
        sha256, size, width, height, (numerator, denominator), frames, duration_s, bool(has_audio)
    )
