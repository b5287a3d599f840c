"""A working day, by the real commands with a studio on loopback: `docs/how-to/a-day.md` is its transcript.

The page is played: its YAML blocks are written, its diffs applied, its commands run, and what they print
has to be what stands there. `python -m tests.flow.test_working_day` writes the page with what they print now.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import pytest

from pipeline import beside, flow, wiring
from pipeline.model import Note, ReviewLine
from tests.cli.running import run_storyboard
from tests.programs import program
from tests.served import Colourist, served

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "a-day.md"
BLOCK = re.compile(r"^```(?P<kind>yaml|diff|console)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
NOTE = re.compile(r"<!-- note on (?P<shot>\S+) at frame (?P<frame>\d+): (?P<said>.+?) -->")
STEP = re.compile(f"{BLOCK.pattern}|{NOTE.pattern}", re.DOTALL | re.MULTILINE)
FILM = re.compile(r'"sha256": "([0-9a-f]{64})"')
EPISODE = "ep01.storyboard.yaml"
ONE = {
    **{f"GIT_{role}_{what}": "mara" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@dataclass
class Day:
    """A person at work. here: the folder they are in. films: digests of the films that commands told of."""

    home: Path
    env: dict[str, str]
    here: Path = field(init=False)
    films: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.here = self.home

    def step(self, found: re.Match[str]) -> str:
        """Does what a part of the page says. Gives the part as it should stand there."""
        match found["kind"], found["text"]:
            case "yaml", text:
                self._write(text)
            case "diff", text:
                self._edit(text)
            case "console", text:
                commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
                return "```console\n" + "".join(f"$ {one}\n{self._run(one)}" for one in commands) + "```"
            case _:
                self._note(found["shot"], int(found["frame"]), found["said"])
        return found[0]

    def _write(self, text: str) -> None:
        """Its first line is a comment that names the file."""
        name = text.splitlines()[0].removeprefix("# ")
        (self.here / name).write_text(text, encoding="utf-8")

    def _edit(self, text: str) -> None:
        """A diff of one line for another; the file's name stands first."""
        name, old, new = text.splitlines()
        path = self.here / name.removeprefix("--- ")
        before = path.read_text(encoding="utf-8")
        assert before.count(old[1:]) == 1, f"{old[1:]} does not stand in {path.name} once"
        path.write_text(before.replace(old[1:], new[1:]), encoding="utf-8")

    def _note(self, shot: str, frame: int, text: str) -> None:
        """As the review page writes one, on the clip that people picked."""
        readers = wiring.readers(self.here, PurePosixPath())
        whole, _ = flow.read(readers, PurePosixPath(EPISODE), EPISODE).whole()
        kept = beside.kept_review_of(whole, readers.files)
        line = kept.review.lines.get(shot) or ReviewLine(shot, None, "open")
        note = Note("n1", line.pick or "", frame, text, by="mara")
        noted = replace(line, notes=(*line.notes, note))
        beside.write_review_of(whole, kept, {**kept.review.lines, shot: noted}, readers.files)

    def _run(self, command: str) -> str:
        name, *arguments = shlex.split(command)
        if name == "cd":
            self.here = (self.here / arguments[0]).resolve()
            return ""
        if name == "cat":
            return self._masked((self.here / arguments[0]).read_text(encoding="utf-8"))
        if name == "git":
            whole = {**os.environ, **ONE}
            done = subprocess.run(
                [name, *arguments], cwd=self.here, env=whole, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stderr
            return self._masked(done.stdout)
        assert name == "storyboard"
        ended = run_storyboard(*arguments, cwd=self.here, env=self.env)
        self.films += FILM.findall(ended.stdout)
        told = "" if ended.code == 0 else f"(exit {ended.code})\n"
        return self._masked(ended.stderr + ended.stdout) + told

    def _masked(self, told: str) -> str:
        """Without what is different every day: progress and times, folders, and digests but for their
        beginning."""
        lines = [line for line in told.splitlines() if not re.match(r"\d\d:\d\d:\d\d |Time: at least", line)]
        text = "\n".join(lines).strip("\n").replace(str(self.home), "/home/mara")
        return re.sub(r"[0-9a-f]{64}", "…", text) + "\n" if text else ""


def played(page: str, day: Day) -> str:
    """The page with what its commands print, one step after the other."""
    return STEP.sub(day.step, page)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    program("git")
    with served(painter=Colourist()) as studio:
        yield Day(tmp_path.resolve(), studio.env)


@pytest.mark.skipif(os.name == "nt", reason="paths are printed with backslashes there")
def test_the_day_goes_as_the_page_tells_and_its_film_is_the_same_bytes_on_a_fresh_clone(day: Day) -> None:
    page = PAGE.read_text(encoding="utf-8")

    now = played(page, day)

    assert now == page
    assert len(day.films) == 2
    assert day.films[0] == day.films[1]


if __name__ == "__main__":
    with served(painter=Colourist()) as studio, tempfile.TemporaryDirectory() as folder:
        page = played(PAGE.read_text(encoding="utf-8"), Day(Path(folder).resolve(), studio.env))
        PAGE.write_text(page, encoding="utf-8", newline="\n")
