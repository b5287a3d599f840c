"""Turns the wish to work on a storyboard into a claim that the system itself lets go when the process ends,
and never while it only sleeps. Knows nothing of what is done under it."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.adapters.durable import claim_folder, told
from pipeline.adapters.holding import locked
from pipeline.adapters.places import network_file_system
from pipeline.errors import SpendingRefused
from pipeline.showing import one_line

TRIES = 5
"""Somebody who only looks holds a claim for a moment; a run holds it for minutes."""
NOTE_LIMIT_BYTES = 1024
CANNOT = "a run cannot claim its storyboard"


class RunClaims:
    """Claims on storyboards, one file each in a folder beside the ledger; implements `ports.Claims`.

    home: the folder of the ledger. now: UTC times, for messages. shared: the network file system that a path
    lies on. The file says who holds it, for people alone: no claim is ever broken by its age.
    """

    def __init__(
        self,
        home: Path,
        now: Callable[[], str],
        shared: Callable[[Path], str | None] = network_file_system,
    ) -> None:
        self._home, self._now, self._shared = home, now, shared
        self._own: Counter[str] = Counter()
        self._taken: dict[str, tuple[int, bytes]] = {}

    @contextmanager
    def held(self, storyboard: str) -> Iterator[bool]:
        """Holds the claim for as long as the block lasts. Gives whether the last holder died under it.

        Raises SpendingRefused where another process holds it, and on a network file system, where neither
        this lock nor the ledger's own would hold; StateDamaged where no file can be written.
        """
        if (kind := self._shared(self._home)) is not None:
            raise SpendingRefused(
                f"the folder {self._home.name} lies on a network file system ({kind}), where no lock holds: "
                "two runs could pay twice; keep the project on a disk of this machine"
            )
        descriptor = self._opened(storyboard)
        try:
            if not locked(descriptor, tries=TRIES):
                raise SpendingRefused(f"another run is at work on {storyboard}{_who(descriptor)}")
            with told(CANNOT):
                is_left_over = bool(_read(descriptor))
                _write(descriptor, self._note())
            self._own[storyboard] += 1
            try:
                yield is_left_over
            finally:
                self._own[storyboard] -= 1
            _write(descriptor, b"")  # not in `finally`: whoever dies leaves the note behind
        finally:
            os.close(descriptor)

    @contextmanager
    def taken(self, storyboard: str) -> Iterator[bool]:
        """Holds another storyboard's claim for as long as the block lasts, where nobody does; several blocks
        of this process share it. Gives whether this process has it. Raises StateDamaged."""
        if not self._own[storyboard] and not self._take(storyboard):
            yield False
            return
        self._own[storyboard] += 1
        try:
            yield True
        finally:
            self._own[storyboard] -= 1
            if not self._own[storyboard]:
                self._give_back(storyboard)

    def _take(self, storyboard: str) -> bool:
        descriptor = self._opened(storyboard)
        if not locked(descriptor, tries=2):
            os.close(descriptor)
            return False
        self._taken[storyboard] = descriptor, _read(descriptor)
        _write(descriptor, self._note())
        return True

    def _give_back(self, storyboard: str) -> None:
        """As it was: a run that died under it still has its ledger looked over."""
        descriptor, note = self._taken.pop(storyboard)
        _write(descriptor, note)
        os.close(descriptor)

    def is_worked_on(self, storyboard: str) -> bool:
        """Whether another process holds the claim now."""
        if self._own[storyboard]:
            return False
        try:
            descriptor = os.open(self._path(storyboard), os.O_RDWR)
        except OSError:  # nobody ever claimed it
            return False
        try:
            return not locked(descriptor, tries=1)
        finally:
            os.close(descriptor)

    def _path(self, storyboard: str) -> Path:
        name = hashlib.sha256(storyboard.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return self._home / "runs" / f"{name}.lock"

    def _opened(self, storyboard: str) -> int:
        with told(CANNOT):
            claim_folder(self._home)
            path = self._path(storyboard)
            path.parent.mkdir(exist_ok=True)
            return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)

    def _note(self) -> bytes:
        note = {"process": os.getpid(), "host": socket.gethostname(), "since": self._now()}
        return json.dumps(note).encode()


def _read(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, NOTE_LIMIT_BYTES)


def _write(descriptor: int, note: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, note)


def _who(descriptor: int) -> str:
    """Who holds a claim, as its note says; nothing where it cannot be read."""
    try:
        note = json.loads(_read(descriptor))
        who = f"process {note['process']} on {note['host']} since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return f" ({one_line(who, 200)}): wait for its end, or stop it"
