"""Turns one validation of a stranger's project into what it said, how long it took and what it did to the
world.

The judge is Python's audit hook: it sees every file that is opened, every socket, every process, whichever
library asks. What C libraries open themselves it does not see; those tests use pipes that block their reader.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.running import Ended, run_storyboard
from tests.peak import TELL

FORMATS = ("text", "concise", "github", "json", "sarif")
CPU_LIMIT_S = 4.0
"""For the largest file that is taken, on a busy machine; most cases take a hundredth of it."""

ROOT = Path(__file__).parents[2]
_OURS = tuple(
    str(Path(place).resolve()) + os.sep
    for place in (sys.prefix, sys.base_prefix, ROOT / "pipeline", ROOT / "schemas")
)
_DEEDS = (
    *("socket.", "subprocess.", "shutil.", "urllib.", "webbrowser.", "ctypes.dlopen"),
    *("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile", "os.kill", "os.putenv"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"),
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True, slots=True)
class Judged:
    """deeds: what was done outside the project and the program itself; empty where all was well."""

    ended: Ended
    cpu_s: float
    deeds: tuple[str, ...]


class _Watch:
    """Hooks cannot be taken off again: one for the whole process, which looks only when it is told to."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, tuple[Any, ...]]] | None = None
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.seen is not None and (event == "open" or event.startswith(_DEEDS)):
            self.seen.append((event, arguments))


_WATCH = _Watch()


@contextmanager
def watched(project: Path) -> Iterator[list[str]]:
    """The deeds, filled in at the end. Python writes no bytecode of what is imported meanwhile."""
    deeds: list[str] = []
    is_bare, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    seen = _WATCH.seen = []
    try:
        yield deeds
    finally:
        _WATCH.seen = None
        sys.dont_write_bytecode = is_bare
        deeds += [
            f"{event} {arguments!r}"[:200]
            for event, arguments in seen
            if not _is_allowed(event, arguments, project)
        ]


def _is_allowed(event: str, arguments: tuple[Any, ...], project: Path) -> bool:
    caches = str(Path(os.environ["XDG_CACHE_HOME"]).resolve()) + os.sep
    if event == "ctypes.dlopen":
        return arguments[0] is None  # this program itself
    if event != "open":
        paths = [str(one) for one in arguments if isinstance(one, str | Path)]
        return event.startswith(("os.", "shutil.")) and all(path.startswith(caches) for path in paths)
    path, _, flags = arguments
    if not isinstance(path, str | bytes | Path):
        return True  # an open descriptor
    name = os.fsdecode(path)
    is_writing = isinstance(flags, int) and bool(flags & _WRITES)
    if not Path(name).is_absolute():
        return not is_writing and (os.sep not in name or (project / name).resolve().is_relative_to(project))
    whole = os.path.realpath(name)
    if is_writing:
        return whole.startswith(caches)
    inside = whole == str(project) or whole.startswith(str(project) + os.sep)
    return inside or whole.startswith((caches, *_OURS)) or name == os.devnull


def validate(project: Path, *arguments: str, env: dict[str, str] | None = None) -> Judged:
    """`storyboard validate`, inside this process."""
    started_s = time.process_time()
    with watched(project.resolve()) as deeds:
        ended = run_storyboard("validate", *arguments, cwd=project, env=env)
    return Judged(ended, time.process_time() - started_s, tuple(deeds))


def validate_apart(project: Path, *names: str) -> tuple[Ended, int]:
    """`storyboard validate` in a process of its own under limits, which would also show a parser that crashes
    instead of raising; and the megabytes that it held at its peak."""
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, "validate", "--format=concise", *names],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    peak = re.search(r"peak (\d+) KB", ended.stderr)
    assert peak is not None, ended.stderr[-2_000:]
    return Ended(ended.returncode, ended.stdout, ended.stderr), int(peak[1]) // 1024


LIMITED = (
    TELL
    + """
import resource, sys
if sys.platform == "linux":
    resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
resource.setrlimit(resource.RLIMIT_CPU, (240, 240))
from pipeline.cli import storyboard
from pipeline.cli.exits import exit_code
code = exit_code(storyboard)
print(f"peak {told_peak()} KB", file=sys.stderr)
sys.exit(code)
"""
)
