"""Real processes that are told to stop while they cut the film: nothing is paid for any more, so they leave
at once, and what was there before is still there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.crash.rounds import RUNWARE, Ended, Hall, Project

pytestmark = pytest.mark.crash

SLATES = 6
BEFORE = b"the film of yesterday"
EPISODE = RUNWARE.partition("  - {id: reeds")[0] + "".join(
    f'  - {{id: bank{number}, duration: 3, prompt: "SALT bank{number}: the bank, empty."}}\n'
    for number in range(SLATES)
)
"""One shot is rendered; slates stand in place of the others."""

RENDER = ("render", "--yes", "--json", "--progress", "plain", "--select", "lamp", "--partial")
PREVIEW = ("render", "--preview", "--progress", "plain", "--select", "lamp", "--partial")
ASSEMBLE = ("assemble", "--partial", "--json")
FOLDERS = {RENDER: "renders", PREVIEW: "previews", ASSEMBLE: "renders"}

BEGINNING = ["mkdir in adapters.media.cutter.FilmCutter.assemble", 1]
AMID_PIECES = ["remove in adapters.media.house.new_film", 2]
PIECES_ARE_MADE = ["remove in adapters.media.house.new_film", 1 + SLATES]
MOMENTS = (BEGINNING, AMID_PIECES, PIECES_ARE_MADE)
ACTS = ("interrupt", "terminate", "interrupt twice")


def project_of(hall: Hall, argv: tuple[str, ...]) -> Project:
    project = hall.project("runware")
    (project.root / "ep01.storyboard.yaml").write_text(EPISODE.replace("SALT", project.salt), "utf-8")
    if argv == ASSEMBLE:
        assert hall.run(project.order(*RENDER[:-1])).code == 0
    film = project.root / FOLDERS[argv] / "ep01" / "ep01.mp4"
    film.parent.mkdir(parents=True, exist_ok=True)
    film.write_bytes(BEFORE)
    return project


def told_to_stop(hall: Hall, argv: tuple[str, ...], at: Sequence[object], act: str) -> tuple[Project, Ended]:
    project = project_of(hall, argv)
    return project, hall.run(project.order(*argv, at=at, act=act))


def pieces(project: Project) -> int:
    return sum(path.is_file() for path in (project.root / ".storyboard" / "derived").rglob("*"))


@pytest.mark.parametrize(
    ("argv", "acts"),
    [(RENDER, ACTS), (PREVIEW, (*ACTS[1:], ACTS[0])), (ASSEMBLE, (ACTS[2], *ACTS[:2]))],
    ids=["render", "preview", "assemble"],
)
def test_a_cut_that_is_told_to_stop_leaves_the_film_before_and_nothing_half_made(
    hall: Hall, argv: tuple[str, ...], acts: tuple[str, ...]
) -> None:
    for at, act in zip(MOMENTS, acts, strict=True):
        project, told = told_to_stop(hall, argv, at, act)

        film = project.root / FOLDERS[argv] / "ep01" / "ep01.mp4"
        assert told.code == 130, (at, act, told.stderr)
        assert "interrupted: nothing is lost, run it again" in told.stderr
        assert film.read_bytes() == BEFORE, (at, act)
        assert not list(project.root.rglob("*.part")), (at, act)
        assert at == PIECES_ARE_MADE or pieces(project) < SLATES, (at, act)


@pytest.mark.parametrize("act", ACTS)
def test_a_render_that_is_told_to_stop_while_it_cuts_has_written_down_what_it_bought(
    hall: Hall, act: str
) -> None:
    project, told = told_to_stop(hall, RENDER, AMID_PIECES, act)

    status = hall.run(project.order("status", "--json")).json
    locked = (project.root / "ep01.lock.yaml").read_text("utf-8")
    again = hall.run(project.order(*RENDER))
    assert told.code == 130
    assert [job["state"] for job in status["jobs"]] == ["stored"]
    assert "lamp" in locked
    assert again.code == 0, again.stderr
    assert [take["outcome"] for take in again.json["takes"]] == ["reused"]
    assert (project.root / "ep01.lock.yaml").read_text("utf-8") == locked
    assert (project.root / "renders" / "ep01" / "ep01.mp4").stat().st_size > 10_000
    assert hall.charges()[project.salt, "lamp"] == 1
