"""Commands run by a zygote's children in small projects, killed where a test says, against one studio that
counts what would have been charged."""

from __future__ import annotations

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from queue import Queue
from typing import Any

from pipeline.model import PaintOrder
from tests.crash.steps import read_log
from tests.served import Around, Served, ready_clip, served

PICTURE = Path(__file__).parents[1] / "examples" / "bad" / "pictures" / "lantern.png"
ROOT = Path(__file__).parents[2]
SHOTS = ("lamp", "reeds", "bank")
AT_ONCE = 6
QUICK = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""What a dead process wrote is there in memory too: no power is cut here."""

RUNWARE = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - {id: lamp, prompt: "SALT lamp: a lantern on the water."}
  - {id: reeds, continues: lamp, prompt: "SALT reeds: it touches the reeds."}
  - {id: bank, prompt: "SALT bank: the bank, empty."}
"""
RUNCOMFY = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v1, aspect: 9:16}
scenes:
  - {id: lamp, keyframes: [lantern.png], prompt: "SALT lamp: a lantern on the water."}
  - {id: reeds, continues: lamp, prompt: "SALT reeds: it touches the reeds."}
  - {id: bank, keyframes: [lantern.png], prompt: "SALT bank: the bank, empty."}
"""
EPISODES = {"runware": RUNWARE, "runcomfy": RUNCOMFY}
SETTINGS = """\
[prices]
skyreels-v1 = 0.2
[publishing]
runcomfy = "data-uri"
[limits]
runware = 1
runcomfy = 1
[providers.runware]
horizon_s = 1
"""


class Copyist:
    """Paints four frames at once, with the prompt in a box of its own: as small a clip as there may be."""

    def paint(self, order: PaintOrder, out: Path) -> None:
        words = order.prompt.partition(" ")[2].encode()  # without the salt: projects share their cuts
        out.write_bytes(ready_clip(4) + struct.pack(">I4s", 8 + len(words), b"free") + words)


@dataclass(frozen=True)
class Ended:
    """What a command left. code: negative for the signal that killed it."""

    code: int
    to: Path

    @property
    def stdout(self) -> str:
        return (self.to / "stdout").read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        return (self.to / "stderr").read_text(encoding="utf-8")

    @property
    def steps(self) -> list[tuple[str, str, str]]:
        return read_log(self.to / "steps")

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@dataclass
class Project:
    """A project with an episode of one provider. folder: for all that its commands write elsewhere. salt:
    stands in every prompt, so that the studio's jobs tell whose they are."""

    folder: Path
    root: Path
    salt: str
    env: Mapping[str, str]
    ended: int = field(default=0)

    @classmethod
    def new(cls, folder: Path, provider: str, salt: str, studio: Served, disk: Path | None = None) -> Project:
        """disk: where the project itself lies; in `folder` where none is given."""
        root = (disk or folder) / "project"
        root.mkdir(parents=True)
        for name in ("cache", "temporary"):
            (folder / name).mkdir(parents=True)
        shutil.copy(PICTURE, root / "lantern.png")
        (root / "storyboard.toml").write_text(SETTINGS, encoding="utf-8")
        (root / "ep01.storyboard.yaml").write_text(EPISODES[provider].replace("SALT", salt), encoding="utf-8")
        env = {
            "PATH": os.environ["PATH"],
            "XDG_CACHE_HOME": str(folder / "cache"),
            "TMPDIR": str(folder / "temporary"),
            **studio.env,
        }
        return cls(folder, root, salt, env)

    def order(self, *argv: str, **more: Any) -> dict[str, Any]:
        self.ended += 1
        to = self.folder / f"run-{self.ended}"
        to.mkdir()
        return {
            "argv": [*argv],
            "cwd": str(self.root),
            "env": dict(self.env),
            "folders": {
                "project": str(self.root),
                **{name: str(self.folder / name) for name in ("cache", "temporary")},
            },
            "to": str(to),
            **more,
        }

    def render(self, *argv: str, **more: Any) -> dict[str, Any]:
        return self.order("render", "--yes", "--json", "--progress", "plain", *argv, **more)


class Warden:
    """A connection to the zygote: carries out one order at a time."""

    def __init__(self, door: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(door))
        self._line = self._socket.makefile("rw", encoding="utf-8")

    def close(self) -> None:
        self._line.close()
        self._socket.close()

    def begin(self, order: Mapping[str, Any]) -> int:
        """Gives the process id of the command."""
        self._to = Path(order["to"])
        self._line.write(json.dumps(order) + "\n")
        self._line.flush()
        return int(self._line.readline())

    def stopped(self) -> None:
        """Waits until the command that was begun is stopped."""
        assert self._line.readline() == "stopped\n"

    def end(self) -> Ended:
        """Waits for the command that was begun."""
        return Ended(int(self._line.readline()), self._to)

    def run(self, order: Mapping[str, Any]) -> Ended:
        self.begin(order)
        return self.end()


def salt(number: int) -> str:
    """The first word of every prompt of a hall's n-th project, from 1."""
    return f"R{number:05d}"


@dataclass
class Hall:
    """Where rounds are run. studio: counts charges for all of them."""

    folder: Path
    studio: Served
    wardens: Queue[Warden]
    numbers: Iterator[int]

    def run(self, order: dict[str, Any]) -> Ended:
        with self.warden() as warden:
            return warden.run(order)

    def project(self, provider: str, disk: Path | None = None) -> Project:
        name = salt(next(self.numbers))
        return Project.new(self.folder / name, provider, name, self.studio, disk)

    @contextmanager
    def warden(self) -> Iterator[Warden]:
        warden = self.wardens.get()
        try:
            yield warden
        finally:
            self.wardens.put(warden)

    def charges(self) -> Counter[tuple[str, str]]:
        """How often each clip was charged for, by the salt of its round and its shot."""
        jobs = self.studio.asked("/studio/charges")["jobs"]
        words = [job["prompt"].replace(":", " ").split() for job in jobs]
        return Counter((salt, shot) for salt, shot, *_ in words)


@contextmanager
def hall_of(*faults: str, around: Around = lambda app: app) -> Iterator[Hall]:
    """faults: of its studio, as `--fault` has them. around: what stands before it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crash-", dir=QUICK)))
        studio = stack.enter_context(served(*faults, painter=Copyist(), around=around))
        door = stack.enter_context(zygote(folder))
        wardens: Queue[Warden] = Queue()
        for _ in range(AT_ONCE):
            warden = Warden(door)
            stack.callback(warden.close)
            wardens.put(warden)
        yield Hall(folder, studio, wardens, count(1))


@contextmanager
def zygote(folder: Path) -> Iterator[Path]:
    """Gives the door to knock at."""
    door = folder / "door"
    command = [sys.executable, "-W", "error", "-m", "tests.crash.zygote", str(door)]
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield door
        finally:
            process.kill()
