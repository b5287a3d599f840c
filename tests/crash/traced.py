"""What the kernel is asked to do by a command, as strace tells it, beside the steps that the command's own
process tells: a change of the world that no step announces is one at which nobody was killed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.rounds import ROOT, Ended
from tests.crash.steps import plain

STRACE = shutil.which("strace")
BY_DESCRIPTOR = frozenset(
    {"write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg", "connect"}
    | {"ftruncate", "fallocate", "fsync", "fdatasync", "fchmod", "copy_file_range", "sendfile"}
)
BY_PATH = frozenset(
    {"rename", "renameat", "renameat2", "unlink", "unlinkat", "link", "linkat", "symlink", "symlinkat"}
    | {"mkdir", "mkdirat", "rmdir", "truncate", "chmod", "fchmodat", "fchmodat2", "utimensat"}
    | {"open", "openat", "creat"}
)
IN_SQLITE = ("sql", "sqlite3.connect")
_LINE = re.compile(r"(?P<task>\d+)\s+(?P<call>\w+)\((?P<rest>.*)")
_DESCRIPTOR = re.compile(r"\d+<(?P<what>[^>]*(?:->[^>]*)?)>")
_QUOTED = re.compile(r'"(?P<path>[^"]*)"')


@dataclass(frozen=True)
class Change:
    """A system call that changes something. task: the thread. what: the file, or `TCP` for a connection."""

    task: str
    call: str
    what: str


@dataclass(frozen=True)
class Marker:
    """A step, as the process announces it."""

    task: str
    kind: str


def traced(order: Mapping[str, Any], folder: Path) -> tuple[Ended, list[Change | Marker]]:
    """Runs the order in a process of its own under strace. folder: for the trace."""
    trace, to = folder / "trace", Path(order["to"])
    calls = ",".join(sorted(f"?{name}" for name in BY_DESCRIPTOR | BY_PATH))
    command = [str(STRACE), "-f", "-qq", "-yy", "-s", "4096", "-e", f"trace={calls}", "-o", str(trace)]
    command += [sys.executable, "-m", "tests.crash.zygote", "--alone", json.dumps(order)]
    code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode
    return Ended(code, to), list(_read(trace, order))


def _read(trace: Path, order: Mapping[str, Any]) -> Iterator[Change | Marker]:
    steps = f"{order['to']}/steps"
    is_begun = False
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        task, call, rest = found["task"], found["call"], found["rest"]
        if call == "write" and f"<{steps}>" in rest:
            is_begun = True
            yield Marker(task, rest.split("\\t")[1])
        elif is_begun and (what := _target(call, rest, order)) is not None:
            yield Change(task, call, what)


def _target(call: str, rest: str, order: Mapping[str, Any]) -> str | None:
    """What is changed, named as steps name it; None for what concerns nobody."""
    if call in BY_DESCRIPTOR:
        descriptor = _DESCRIPTOR.search(rest)
        where = descriptor["what"] if descriptor else ""
        if where.startswith("TCP"):
            return "TCP"
    else:
        if call in ("open", "openat") and "O_CREAT" not in rest and "O_TRUNC" not in rest:
            return None
        path = _QUOTED.findall(rest)[-1]
        base = _DESCRIPTOR.search(rest)
        where = str(Path(base["what"] if base else order["cwd"]) / path)
    for name, folder in order["folders"].items():
        if where == folder or where.startswith(f"{folder}/"):
            return plain(name + where[len(folder) :])
    return None


def unannounced(told: list[Change | Marker]) -> dict[str, None]:
    """The changes that no step announced, each once, in order: a step announces one change of its own thread.
    What SQLite does to its files, and to their folder, is announced by the statement that it executes."""
    last: dict[str, str | None] = {}
    is_spent: dict[str, bool] = {}
    found: dict[str, None] = {}
    for one in told:
        if isinstance(one, Marker):
            last[one.task], is_spent[one.task] = one.kind, False
        elif not is_spent.get(one.task, True):
            is_spent[one.task] = True
        elif not (last[one.task] in IN_SQLITE and ("ledger" in one.what or one.what.endswith(".storyboard"))):
            found[f"{one.call} {one.what}"] = None
    return found
