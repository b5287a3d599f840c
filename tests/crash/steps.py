"""Every step of a process that outlives it: what it writes to files, to the ledger and to the network. Each
is told before it is done, and what is to happen at one of them happens there.

Python's own audit events tell of most; what they leave out (bytes written, flushes, statements of SQLite,
what goes into a socket) is told by standing in for the functions of the standard library that do it.
"""

from __future__ import annotations

import builtins
import io
import os
import re
import socket
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_EVENTS = {
    "os.rename": "rename",
    "os.link": "link",
    "os.symlink": "symlink",
    "os.remove": "remove",
    "os.rmdir": "rmdir",
    "os.mkdir": "mkdir",
    "os.truncate": "truncate",
    "os.chmod": "chmod",
    "os.utime": "utime",
    "socket.connect": "connect",
    "sqlite3.connect": "sqlite3.connect",
}
ON_THE_WIRE = ("connect", "send")
"""Done by the HTTP library, whoever asked it to."""
_DESCRIPTOR_WRITERS = ("write", "pwrite", "writev", "pwritev", "fsync", "fdatasync", "copy_file_range")
_NAMES = (
    (re.compile(r"[0-9a-f]{64}"), "<sha256>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"[0-9a-f]{12,}"), "<hex>"),
    (re.compile(r"/[0-9a-f]{2}(?=/|$)"), "/<xx>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "the studio"),
)


class Steps:
    """Counts steps from 1, writes each down, and does `act` at step `at`, before it. at: its number; or
    (kind, which): the first, second ... of a kind, or the one after it, where `which` ends in a half; a kind
    may be narrowed to one function of ours: `rename in adapters.durable.put_in_place`.
    folders: named so that a target is the same wherever it lies; what is in none of them counts for
    nothing."""

    def __init__(
        self, folders: dict[str, str], at: int | Sequence[Any] | None, act: Callable[[], None], log: int
    ) -> None:
        self._folders, self._at, self._act, self._log = folders, at, act, log
        self._count = 0
        self._kinds: Counter[str] = Counter()
        self._is_next = False
        self._lock = threading.Lock()
        self._is_busy = threading.local()
        self._write = os.write

    def step(self, kind: str, target: str) -> None:
        with self._lock:
            self._count += 1
            caller = "" if kind in ON_THE_WIRE else _caller()
            kinds = (kind, f"{kind} in {caller}")
            self._kinds.update(kinds)
            self._write(self._log, f"{self._count}\t{kind}\t{target}\t{caller}\n".encode())
            is_now = self._is_now(kinds)
        if is_now:
            self._act()

    def _is_now(self, kinds: Sequence[str]) -> bool:
        if not isinstance(self._at, list):
            return self._count == self._at
        seen = [[kind, self._kinds[kind]] for kind in kinds]
        is_next, self._is_next = self._is_next, self._at in [[kind, which + 0.5] for kind, which in seen]
        return is_next or self._at in seen

    def on_path(self, kind: str, path: Any) -> None:
        """A step on a file, by its path or its open descriptor."""
        if getattr(self._is_busy, "now", False):
            return
        self._is_busy.now = True
        try:
            target = self._named(path)
        finally:
            self._is_busy.now = False
        if target is not None:
            self.step(kind, target)

    def _named(self, path: Any) -> str | None:
        try:
            where = Path(f"/proc/self/fd/{path}").readlink() if isinstance(path, int) else os.fspath(path)
        except OSError:
            return None
        where = os.path.abspath(os.fsdecode(where))  # noqa: PTH100 - a path that may be no file yet
        for name, folder in self._folders.items():
            if where == folder or where.startswith(folder + "/"):
                return plain(name + where[len(folder) :])
        return None

    # --- where steps are seen -------------------------------------------------------------------------------

    def watch(self) -> None:
        """From now on, for this whole process."""
        sys.addaudithook(self._audited)
        for name in _DESCRIPTOR_WRITERS:
            if hasattr(os, name):
                setattr(os, name, self._on_descriptor(name, getattr(os, name)))
        os.sendfile = self._on_descriptor("sendfile", os.sendfile)
        io.open = builtins.open = self._opener()
        connect = sqlite3.connect
        factory = self._connections()
        sqlite3.connect = lambda *arguments, **named: connect(*arguments, **{"factory": factory, **named})
        for name in ("send", "sendall", "sendmsg", "sendto"):
            setattr(socket.socket, name, self._on_socket(getattr(socket.socket, name)))

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & (os.O_CREAT | os.O_TRUNC):
                self.on_path("create", path)
        elif event == "socket.connect":
            owner, address = arguments
            if owner.family in (socket.AF_INET, socket.AF_INET6):
                self.step("connect", plain(f"{address[0]}:{address[1]}"))
        elif event in _EVENTS:
            self.on_path(_EVENTS[event], arguments[1] if event in ("os.rename", "os.link") else arguments[0])

    def _on_descriptor(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(descriptor: int, *arguments: Any, **named: Any) -> Any:
            self.on_path(name, descriptor)
            return real(descriptor, *arguments, **named)

        return stepped

    def _on_socket(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(owner: socket.socket, piece: Any, *arguments: Any) -> Any:
            if owner.family in (socket.AF_INET, socket.AF_INET6):
                self.step("send", plain(_said(piece)))
            return real(owner, piece, *arguments)

        return stepped

    def _opener(self) -> Callable[..., Any]:
        real, steps = io.open, self

        class Written(io.FileIO):
            def write(self, piece: Any) -> int:
                steps.on_path("write", self.fileno())
                return super().write(piece)

            def truncate(self, size: int | None = None) -> int:
                steps.on_path("truncate", self.fileno())
                return super().truncate(size)

        def opened(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            if not set(mode) & set("wxa+"):
                return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
            raw = Written(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            if buffering == 0:
                return raw
            buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            if "b" in mode:
                return buffer
            return io.TextIOWrapper(buffer, encoding or "utf-8", errors, newline)

        return opened

    def _connections(self) -> type[sqlite3.Connection]:
        steps = self

        class Stepped(sqlite3.Connection):
            def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
                words = " ".join(statement.split()[:3])
                is_setting = words.startswith("PRAGMA") and "=" in words
                if is_setting or not words.startswith(("SELECT", "PRAGMA")):
                    steps.step("sql", words)
                return super().execute(statement, *values)

            def backup(self, *arguments: Any, **named: Any) -> None:
                steps.step("sql", "backup")
                super().backup(*arguments, **named)

        return Stepped


def plain(target: str) -> str:
    """A target without what differs from run to run."""
    for pattern, name in _NAMES:
        target = pattern.sub(name, target)
    return target


def _said(piece: Any) -> str:
    """The first line of what is sent where it begins a request; else what kind of task a body asks for."""
    whole = b"".join(bytes(part) for part in piece) if isinstance(piece, list | tuple) else bytes(piece)
    line, _, _ = whole.partition(b"\r\n")
    if line.endswith(b"HTTP/1.1"):
        return line.decode().removesuffix(" HTTP/1.1")
    task = re.search(rb'"taskType":"(\w+)"', whole)
    return f"body {task[1].decode()}" if task else "body"


def _caller() -> str:
    """The nearest function of the program; empty where none called this."""
    frame = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("pipeline."):
            return f"{module.removeprefix('pipeline.')}.{frame.f_code.co_qualname}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def read_log(path: Path) -> list[tuple[str, str, str]]:
    """(kind, target, caller) of each step, in order."""
    steps = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(kind, target, caller) for _, kind, target, caller in steps]
