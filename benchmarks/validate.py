"""What `storyboard validate` costs: one file, many files, and many files that did not change, each beside its
bound.

Run as `python benchmarks/validate.py [FILES]`. Compares with check-jsonschema doing the schema alone, where
that is beside this Python or on the PATH (`pip install check-jsonschema`, into an environment of its own).
CPU seconds of whole processes, medians of three runs, the two programs by turns: what else the machine does,
it does to both.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
SHOTS = 20
RUNS = 3

LIBRARY = """\
library: 1
defaults: {model: skyreels-v4, resolution: 720p, aspect: 9:16, duration: 8, template: house}
vars: {look: "35 mm film, shallow depth of field."}
references:
  mei: {name: Mei Lin, description: "27, grey wool coat"}
  adrian: {name: Adrian, description: "38, charcoal suit"}
templates:
  house: "{{ prompt }} {{ look }}"
  close-up: "Close-up of {{ who }}. {{ prompt }} {{ look }}"
"""

HEAD = """\
storyboard: 1
title: Episode {episode}
language: en
use: [series.library.yaml]
budget: 25
scenes:
  - id: one
    shots:
"""

SHOT = """\
      - id: s{shot}
        template: close-up
        with: {{who: "@mei"}}
        prompt: |
          She crosses room {episode}-{shot}, rain on the glass; @adrian waits by the door, counting to {shot}.
        dialogue:
          - {{who: mei, line: "Not tonight, number {shot}.", at: 2.0}}
        labels: [night, l{shot}]
"""


@dataclass(frozen=True)
class Spent:
    """What one process took."""

    cpu_s: float
    peak_mb: float


@dataclass(frozen=True)
class Bound:
    """A line of the table. most: what was found must stay below it."""

    what: str
    found: float
    most: float
    form: str

    def __str__(self) -> str:
        verdict = "holds" if self.found < self.most else "DOES NOT HOLD"
        return f"{self.what:<52}{self.found:>10{self.form}}{self.most:>10{self.form}}   {verdict}"


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder / "series", files)
        bounds = [*of_many(folder, files), *of_one(folder)]
    print(f"{'':<52}{'found':>10}{'bound':>10}")
    for bound in bounds:
        print(bound)


def of_many(folder: Path, files: int) -> list[Bound]:
    """What checking all files takes, for the first time and again."""
    names = sorted(path.name for path in (folder / "series").glob("*.storyboard.yaml"))
    schema = CHECKOUT / "schemas" / "storyboard.schema.json"
    other = rival()
    spent(["--help"], folder)  # so that every module is compiled
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(spent(["validate"], folder))
        if other is not None:
            theirs.append(spent(["--schemafile", str(schema), *names], folder, program=[other]).cpu_s)
    kept = folder / "kept"
    spent(["validate"], folder, cache=kept)
    again_s = median(lambda: spent(["validate"], folder, cache=kept))
    cold_s = statistics.median(one.cpu_s for one in ours)
    print(f"{files} files of {SHOTS} shots, CPU seconds, medians of {RUNS}")
    print(f"  validate, everything checked    {cold_s:8.2f}   {cold_s / files * 1000:.1f} ms a file")
    print(f"  validate again, nothing changed {again_s:8.2f}")
    bounds = [
        Bound("again, nothing changed, to the first time", again_s / cold_s, 0.2, ".2f"),
        Bound("memory at its peak, MB", max(one.peak_mb for one in ours), 150, ".0f"),
    ]
    if not theirs:
        print("  check-jsonschema is not here, so nothing is compared with it\n")
        return bounds
    theirs_s = statistics.median(theirs)
    print(f"  check-jsonschema, schema alone  {theirs_s:8.2f}   {theirs_s / files * 1000:.1f} ms a file\n")
    return [Bound("everything checked, to check-jsonschema", cold_s / theirs_s, 0.6, ".2f"), *bounds]


def of_one(folder: Path) -> list[Bound]:
    """What an author waits for."""
    one_s = median(lambda: spent(["validate", "e0000.storyboard.yaml"], folder), RUNS * 3)
    help_s = median(lambda: spent(["--help"], folder), RUNS * 3)
    return [
        Bound("one file, CPU seconds", one_s, 0.25, ".3f"),
        Bound("--help, CPU seconds", help_s, 0.12, ".3f"),
    ]


def rival() -> str | None:
    beside = str(Path(sys.executable).parent)
    return shutil.which("check-jsonschema", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))


def project(folder: Path, files: int) -> None:
    folder.mkdir()
    (folder / "series.library.yaml").write_text(LIBRARY, encoding="utf-8")
    for episode in range(files):
        shots = "".join(SHOT.format(episode=episode, shot=shot) for shot in range(SHOTS))
        text = HEAD.format(episode=episode) + shots
        (folder / f"e{episode:04d}.storyboard.yaml").write_text(text, encoding="utf-8")
    time.sleep(2.1)  # a file that was changed a moment ago is not trusted by the cache


def median(run: Callable[[], Spent], runs: int = RUNS) -> float:
    """CPU seconds."""
    return statistics.median(run().cpu_s for _ in range(runs))


def spent(
    arguments: Sequence[str],
    folder: Path,
    *,
    program: Sequence[str] = (sys.executable, "-m", "pipeline"),
    cache: Path | None = None,
) -> Spent:
    """What one run takes. cache: kept between runs; None: the run begins without one."""
    environment = {
        "XDG_CACHE_HOME": str(cache or tempfile.mkdtemp(dir=folder)),
        "PYTHONPATH": str(CHECKOUT),
        "PATH": "",
        "HOME": str(folder),
    }
    command = [*program, *arguments]
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(
            command, cwd=folder / "series", env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            said.seek(0)
            sys.exit(f"{command[0]} ended with {started.returncode}: {said.read().decode()[-2000:]}")
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
