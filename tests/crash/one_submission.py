"""One submission, written into a ledger commit by commit, with a mark after each: run under strace, so that
somebody can see what the kernel was asked to do in between."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.adapters.ledger import SqliteLedger
from pipeline.model import Attempt

NOON = "2026-11-21T12:00:00.000Z"
ATTEMPT = Attempt(
    job="j1",
    key="k" * 64,
    number=1,
    shape="s" * 64,
    words="w" * 64,
    words_form='{"prompt":"A lantern."}',
    realm="vendor",
    storyboard="ep01.storyboard.yaml",
    episode="ep01",
    profile=None,
    shot="lamp",
    take=1,
    provider="runware",
    model="skyreels-v4",
    state="submitting",
    ticket="t1",
    estimate_usd=1.12,
    cost_usd=None,
    seed=None,
    clip_sha256=None,
    reason=None,
    is_charged=None,
    created_at=NOON,
    updated_at=NOON,
)
COMMITS: tuple[Callable[[SqliteLedger], object], ...] = (
    lambda ledger: ledger.open(ATTEMPT, b"{}" * 3000, 20.0),
    lambda ledger: ledger.record_reply("j1", 200, b"an answer" * 900),
    lambda ledger: ledger.advance("j1", "submitting", "submitted", ticket="t1"),
    lambda ledger: ledger.advance("j1", "submitted", "completed", cost_usd=1.1, seed=7),
    lambda ledger: ledger.advance("j1", "completed", "stored", clip_sha256="c" * 64),
)


def main(folder: Path) -> None:
    marks = os.open(folder / "marks", os.O_WRONLY | os.O_CREAT, 0o600)
    ledger = SqliteLedger(folder / "home" / "ledger.sqlite", lambda: NOON)
    for commit in COMMITS:
        os.write(marks, b"x")
        commit(ledger)
    os.write(marks, b"x")
    ledger.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
