"""The lines of a run, and what they do not show."""

from __future__ import annotations

from pipeline.adapters.http import HttpLine, HttpLines, in_process
from tests.unit.adapters.http.talking import (
    CANARY,
    KEY,
    RUNWARE,
    SUBMIT,
    Studio,
    sync,
)


@sync
async def test_the_lines_of_a_run_are_open_inside_it_by_name() -> None:
    studio = Studio()
    lines = HttpLines([HttpLine(RUNWARE, RUNWARE.origin, None, in_process(studio))])

    async with lines.open() as opened:
        reply = await opened["runware"].send(SUBMIT)

    assert list(opened) == ["runware"]
    assert reply.body == b"a clip"
    assert b"authorization" not in studio.asked[0][1]


@sync
async def test_a_line_does_not_show_its_key() -> None:
    line = HttpLine(RUNWARE, RUNWARE.origin, KEY)

    assert CANARY not in repr(line) + repr(vars(line))
