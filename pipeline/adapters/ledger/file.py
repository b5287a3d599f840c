"""Turns SQL into durable changes of one file, and every trouble with it into words and a repair. Knows no
row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pipeline.adapters.durable import beside, claim_folder, flush, put_in_place, reason
from pipeline.adapters.ledger.ballast import Ballast
from pipeline.adapters.ledger.form import APPLICATION_ID, PRAGMAS, SCHEMA, VERSION
from pipeline.errors import StateDamaged

T = TypeVar("T")

ENGINE = f"SQLite {sqlite3.sqlite_version}"
"""What keeps the file, for reports of faults."""

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
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
"""What a full disk and a full quota are called."""


class LedgerFile:
    """One SQLite file, for one thread. It is made by the first thing that is written; until then reading
    finds nothing. Every method raises StateDamaged, and then has changed nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ballast = Ballast(path.with_name("ballast"))
        self._connection: sqlite3.Connection | None = None
        self._is_changed = False

    def close(self) -> None:
        """Lets go of the file; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where there is no file yet."""
        if self._connection is None and not self._is_there():
            return []
        with self._telling():
            return self._opened().execute(query, values).fetchall()

    def change(self, work: Callable[[sqlite3.Connection], T], *, is_vital: bool) -> T:
        """One transaction: all that `work` executes is kept, or nothing.

        is_vital: it tells of what may be paid for. On a full disk the ballast is let go of for it; all else
        is refused there, and is only begun while there is a ballast.
        """
        with self._telling():
            if self._connection is None:
                claim_folder(self._path.parent)
            if not is_vital:
                self._ballast.take_in()
            try:
                return self._done(work)
            except sqlite3.Error as error:
                if not (is_vital and _code(error) in _NO_ROOM and self._ballast.drop()):
                    raise
            return self._done(work)

    def _done(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with _transaction(self._opened()) as connection:
            done = work(connection)
        self._is_changed = True
        return done

    def check(self) -> None:
        """Raises StateDamaged where the file's own structure is not whole; reads all of it."""
        for (verdict,) in self.rows("PRAGMA quick_check(1)"):
            if verdict != "ok":
                raise self._damaged(_REPAIRS[sqlite3.SQLITE_CORRUPT])

    def back_up(self) -> None:
        """Puts a whole copy beside the file, where anything was written since it was opened."""
        if not self._is_changed:
            return
        target = self._path.with_name(f"{self._path.stem}.backup{self._path.suffix}")
        part = beside(target)
        with self._telling():
            try:
                with closing(sqlite3.connect(part)) as copy:
                    self._opened().backup(copy)
                with part.open("r+b") as file:
                    flush(file.fileno())
                put_in_place(part, target)
            finally:
                part.unlink(missing_ok=True)
        self._is_changed = False

    # --- opening --------------------------------------------------------------------------------------------

    def _is_there(self) -> bool:
        with self._telling():
            return self._path.exists() and self._path.stat().st_size > 0

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            with ExitStack() as closing_it:
                connection = sqlite3.connect(self._path, isolation_level=None)
                closing_it.callback(connection.close)
                self._prepare(connection)
                closing_it.pop_all()
            self._connection = connection
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if _is_blank(connection):
            with _transaction(connection):
                if _is_blank(connection):  # nobody else made it while this one waited
                    for statement in SCHEMA:
                        connection.execute(statement)
        if _number(connection, "application_id") != APPLICATION_ID:
            raise self._damaged("it is another program's database; move it away, then run again")
        version = _number(connection, "user_version")
        if version > VERSION:
            raise self._damaged(
                f"a newer storyboard wrote it (version {version}, not {VERSION}); upgrade storyboard"
            )

    # --- telling --------------------------------------------------------------------------------------------

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._damaged(_REPAIRS.get(_code(error), f"{error}; run `storyboard doctor`")) from error
        except OSError as error:
            raise self._damaged(reason(error)) from error

    def _damaged(self, why: str) -> StateDamaged:
        return StateDamaged(f"the ledger {self._path.parent.name}/{self._path.name} cannot be used: {why}")


def _code(error: sqlite3.Error) -> int:
    """Extended codes keep the plain one below."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


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
