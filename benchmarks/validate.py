"""How long `storyboard validate` takes: one file, many files, and many files that did not change.

Run as `python benchmarks/validate.py [FILES]`; compares with check-jsonschema doing the schema alone, where
that is installed (`pip install check-jsonschema`). CPU seconds of the whole process, medians of three runs.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

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


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder / "series", files)
        storyboard = [sys.executable, "-m", "pipeline", "validate"]
        cold = measured(storyboard, folder, cache=None)
        warm = measured(storyboard, folder, cache=folder / "cache")
        print(f"{files} files of {SHOTS} shots, CPU seconds (medians of {RUNS})")
        print(f"  validate, everything checked    {cold:8.2f}   {cold / files * 1000:.1f} ms a file")
        print(f"  validate again, nothing changed {warm:8.2f}   {warm / cold:.2f} of the first")
        rival = shutil.which("check-jsonschema", path=str(Path(sys.executable).parent))
        if rival:
            schema = Path(__file__).parents[1] / "schemas" / "storyboard.schema.json"
            names = sorted(path.name for path in (folder / "series").glob("*.storyboard.yaml"))
            other = measured([rival, "--schemafile", str(schema), *names], folder, cache=None)
            print(f"  check-jsonschema, schema alone  {other:8.2f}   ours is {cold / other:.2f} of it")
        one = measured([*storyboard, "e0000.storyboard.yaml"], folder, cache=None)
        print(f"  validate one file               {one:8.2f}")
        largest_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"  largest process                 {largest_mb:8.0f} MB")


def project(folder: Path, files: int) -> None:
    folder.mkdir()
    (folder / "series.library.yaml").write_text(LIBRARY, encoding="utf-8")
    for episode in range(files):
        shots = "".join(SHOT.format(episode=episode, shot=shot) for shot in range(SHOTS))
        text = HEAD.format(episode=episode) + shots
        (folder / f"e{episode:04d}.storyboard.yaml").write_text(text, encoding="utf-8")
    time.sleep(2.1)  # a file that was changed a moment ago is not trusted by the cache


def measured(command: Sequence[str], folder: Path, cache: Path | None) -> float:
    """Median CPU seconds. cache: kept between runs; None: each run begins without one."""
    if cache is not None:
        cpu_s(command, folder, cache)
    return statistics.median(
        cpu_s(command, folder, cache or Path(tempfile.mkdtemp(dir=folder))) for _ in range(RUNS)
    )


def cpu_s(command: Sequence[str], folder: Path, cache: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {
        "XDG_CACHE_HOME": str(cache),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PATH": "",
        "HOME": str(folder),
    }
    done = subprocess.run(command, cwd=folder / "series", env=environment, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
