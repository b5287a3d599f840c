"""No step without a crash point: the steps of a run are what somebody read; the kernel knows of no other."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.crash.rounds import Hall
from tests.crash.traced import traced, unannounced
from tests.programs import needs

GOLDEN = Path(__file__).parent
WRITTEN_BY_LIBAV = {
    f"{call} {part}"
    for call in ("openat", "write")
    for part in (
        "project/.storyboard/derived/<xx>/.<sha256>.<hex>.part",
        "project/renders/ep01/.ep01.mp4.<hex>.part",
    )
}
"""Parts of films, which the media library writes on its own. None is in its place before it is flushed and
renamed, which are steps: half of one is what a kill before the flush leaves."""


@pytest.mark.parametrize("provider", ["runware", "runcomfy"])
def test_the_steps_of_a_run_are_those_that_somebody_read(hall: Hall, provider: str) -> None:
    """A new one is killed at from now on, and written down for a person to see (STORYBOARD_GOLDEN=write)."""
    whole = hall.run(hall.project(provider).render())

    lines = [
        f"{kind:<16}{target:<72}{caller}".rstrip() for kind, target, caller in dict.fromkeys(whole.steps)
    ]
    told = "\n".join(lines) + "\n"
    golden = GOLDEN / f"{provider}.golden"
    if os.environ.get("STORYBOARD_GOLDEN") == "write":
        golden.write_text(told, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == told


@needs("strace")
@pytest.mark.parametrize("provider", ["runware", "runcomfy"])
def test_the_kernel_is_asked_for_no_change_that_no_step_announced(hall: Hall, provider: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ended, told = traced(hall.project(provider).render(), Path(folder))

    assert ended.code == 0, ended.stderr
    assert len(told) > 400
    assert set(unannounced(told)) == WRITTEN_BY_LIBAV
