"""Turns what an episode owns into the text of its lock. Knows the lock's form, and reads and writes no file.

Every line names its take, so no two lines are equal: git can then merge two branches that rendered different
shots by taking the lines of both, even where they were added at the same place (`merge=union`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import JSON, Lock, LockLine
from pipeline.report.scalars import scalar

_HEAD = "# Written by storyboard, a fact a line. Commit it: what stands here is not bought again.\nlock: 1\n"


def lock_text(lock: Lock) -> str:
    """The lock as YAML, sorted, each line ended; `load.read_lock` reads it back exactly."""
    lines = [_HEAD]
    if lock.made_with is not None:
        lines.append(f"made_with: {scalar(lock.made_with)}\n")
    if lock.lines:
        lines.append("takes:\n")
    for line in sorted(lock.lines, key=lambda line: (line.shot, line.take, line.realm)):
        lines += (
            f"  {line.shot} {line.take} {line.realm} {fact}: {scalar(value)}\n"
            for fact, value in _facts(line)
        )
    return "".join(lines)


def _facts(line: LockLine) -> Iterator[tuple[str, JSON]]:
    facts: dict[str, JSON] = {
        "key": line.key,
        "words": line.words,
        "clip": line.clip_sha256,
        "seconds": line.clip_duration_s,
        "used": line.is_used,
        "provider": line.provider,
        "model": line.model,
        "job": line.ticket,
        "seed": line.seed,
        "cost_usd": line.cost_usd,
        "made_at": line.made_at,
    }
    yield from ((fact, value) for fact, value in facts.items() if value is not None)
    for at, frame in sorted(line.frames.items()):
        yield f"frame {at} pixels", frame.pixels
        yield f"frame {at} picture", frame.picture
