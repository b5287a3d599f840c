"""A process that is killed, and a machine that loses its power, in the middle of a commit: the ledger opens
whole, as it was before or after, and what a commit gave back is never lost.

What the kernel was asked to do for one submission is on record (strace); here it is done again up to every
call, and half of it, and without what no call had flushed by then. A request leaves only after its first
commit has come back, and its answer is read only after the second: so no state in here lets it be sent twice.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.adapters.ledger import SqliteLedger
from tests.crash.one_submission import COMMITS, NOON
from tests.crash.rounds import QUICK, ROOT
from tests.crash.traced import STRACE
from tests.programs import needs

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(sys.platform != "linux", reason="strace is of Linux"),
    needs("strace"),
]

STATES = (
    (),
    ("submitting", None, None, 0),
    ("submitting", None, None, 1),
    ("submitted", None, None, 0),
    ("completed", 1.1, None, 0),
    ("stored", 1.1, "c" * 64, 0),
)
"""After so many commits: the row's state, cost and clip, and how many answers nobody has read."""

CALLS = "?write,?pwrite64,?fsync,?fdatasync,?unlink,?unlinkat,?ftruncate,?openat"
_LINE = re.compile(r"\d+\s+(?P<call>\w+)\((?P<rest>.*)\)\s+= \d+")
_PATHS = re.compile(r"<([^>]*)>|\"([^\"]*)\"")

Files = dict[str, bytes]


@dataclass(frozen=True)
class Step:
    """A call that changes something. name: of the file in the ledger's folder; `` for the folder itself."""

    call: str
    name: str
    written: bytes = b""
    at: int = 0


@dataclass
class File:
    content: bytearray = field(default_factory=bytearray)
    flushed: bytes = b""


class Disk:
    """A folder: what a program sees of it, and what a power cut leaves."""

    def __init__(self) -> None:
        self.seen: dict[str, File] = {}
        self.flushed: dict[str, File] = {}

    def do(self, step: Step) -> None:
        file = self.seen.get(step.name)
        match step.call:
            case "openat":
                self.seen.setdefault(step.name, File())
            case "unlink":
                del self.seen[step.name]
            case "ftruncate" if file:
                del file.content[step.at :]
            case "pwrite64" if file:
                file.content.extend(bytes(max(step.at - len(file.content), 0)))
                file.content[step.at : step.at + len(step.written)] = step.written
            case "fsync" | "fdatasync" if file:
                file.flushed = bytes(file.content)
            case "fsync" | "fdatasync":
                self.flushed = dict(self.seen)
            case _:
                raise AssertionError(step)

    def left(self) -> Iterator[Files]:
        """What may be there now: all of it; and after a power cut, without what was not flushed: names,
        bytes, or both, of all files or of one."""
        yield {name: bytes(file.content) for name, file in self.seen.items()}
        for folder in (self.seen, self.flushed):
            yield {name: file.flushed for name, file in folder.items()}
            for lost in folder:
                yield {
                    name: file.flushed if name == lost else bytes(file.content)
                    for name, file in folder.items()
                }
        yield {name: bytes(file.content) for name, file in self.flushed.items()}


def recorded(folder: Path) -> Iterator[Step | None]:
    """What is done to the ledger's files; None before each commit, and after the last."""
    trace = folder / "trace"
    command = [
        str(STRACE),
        "-qq",
        "-y",
        "-xx",
        "-s",
        "100000",
        "-e",
        f"trace={CALLS}",
        "-o",
        str(trace),
        "-f",
    ]
    command += [sys.executable, "-m", "tests.crash.one_submission", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    home = str(folder / "home")
    for line in trace.read_text(encoding="ascii").splitlines():
        found = _LINE.match(line)
        paths = [_plain(one or other).decode(errors="replace") for one, other in _PATHS.findall(line)]
        where = next((path for path in paths if path.startswith((home, str(folder / "marks")))), None)
        if found is None or where is None:
            continue
        if where.endswith("marks"):
            if found["call"] == "write":
                yield None
        elif (where == home and found["call"] != "openat") or where.startswith(f"{home}/ledger.sqlite"):
            yield _step(found["call"], where.removeprefix(home).removeprefix("/"), found["rest"])


def _plain(written: str) -> bytes:
    return bytes.fromhex(written.replace("\\x", "")) if written.startswith("\\x") else written.encode()


def _step(call: str, name: str, rest: str) -> Step:
    arguments = rest.split(", ")
    if call == "pwrite64":
        return Step(call, name, _plain(arguments[1].strip('"')), int(arguments[3]))
    return Step(call, name, at=int(arguments[1]) if call == "ftruncate" else 0)


def torn(steps: list[Step | None]) -> Iterator[tuple[int, Files]]:
    """(how many commits had come back, what may be there), each once."""
    disk, commits, met = Disk(), -1, set[tuple[int, int]]()
    for step in steps:
        states: list[Files] = []
        if step is None:
            commits += 1
        else:
            if step.call == "pwrite64":
                half = step.written[: len(step.written) // 2]
                disk.do(Step(step.call, step.name, half, step.at))
                states += disk.left()
            disk.do(step)
        states += disk.left()
        for files in states:
            known = (commits, hash(tuple(sorted(files.items()))))
            if known not in met:
                met.add(known)
                yield commits, files


def read(ledger: SqliteLedger) -> int:
    """How many commits the ledger holds."""
    ledger.check()
    rows = ledger.attempts()
    told = [(row.state, row.cost_usd, row.clip_sha256, len(ledger.unread())) for row in rows]
    return STATES.index(told[0] if told else ())


def test_a_commit_that_is_torn_anywhere_is_there_or_is_not(tmp_path: Path) -> None:
    steps = list(recorded(tmp_path))
    assert steps.count(None) == len(STATES)
    found: list[tuple[int, int]] = []
    with tempfile.TemporaryDirectory(dir=QUICK) as folder:
        for number, (commits, files) in enumerate(torn(steps)):
            home = Path(folder) / str(number)
            home.mkdir()
            for name, content in files.items():
                (home / name).write_bytes(content)
            with closing(SqliteLedger(home / "ledger.sqlite", lambda: NOON)) as ledger:
                held = read(ledger)
                for commit in COMMITS[held:]:
                    commit(ledger)
                assert read(ledger) == len(COMMITS)
            found.append((commits, held))

    assert len(found) > 100
    # Before and after each commit, and nothing else: what came back is there.
    assert set(found) == {
        pair for done in range(len(COMMITS)) for pair in ((done, done), (done, done + 1))
    } | {(len(COMMITS), len(COMMITS))}
