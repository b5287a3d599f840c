"""What each version of this program asked for the example storyboards, and the locks that it wrote for them,
as `tests/examples/earlier/` keeps them, a folder a version.

`python -m tests.earlier` writes those of the present version; with names of examples, those of examples that
were edited themselves, in place of all that was kept of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pipeline
from pipeline import flow, wiring
from pipeline.keys import request_key, words_digest
from pipeline.model import FrameFact, FrameNeed, Lock, LockLine, RequestGraph, TakeRequest
from pipeline.report.lock import lock_text
from tests.twins import sha256

ROOT = Path(__file__).parents[1]
EARLIER = Path(__file__).parent / "examples" / "earlier"
STORYBOARDS = sorted((ROOT / "storyboards").rglob("*.storyboard.yaml"))


def graph_of(storyboard: Path) -> RequestGraph:
    reading = flow.read(
        wiring.readers(storyboard.parent, PurePosixPath()), PurePosixPath(storyboard.name), storyboard.name
    )
    return reading.whole()[1]


def stem(storyboard: Path) -> str:
    return storyboard.name.removesuffix(".storyboard.yaml")


def _pixels(need: FrameNeed) -> str:
    """The frames of clips that nobody made."""
    return sha256(f"pixels of {need.shot} at {need.at}".encode())


def _frames(take: TakeRequest) -> dict[FrameNeed, str]:
    return {need: _pixels(need) for need in take.needs}


def requests_text(graph: RequestGraph) -> str:
    """Key, digest of the words and body of every take, as JSON."""
    takes = [
        {
            "shot": take.shot,
            "take": take.number,
            "key": request_key(take, "vendor", _frames(take)),
            "words": words_digest(take, _frames(take)),
            "body": dict(take.request.body),
        }
        for shot in graph.shots
        for take in shot.takes
    ]
    return json.dumps(takes, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def lock_of(graph: RequestGraph) -> str:
    """The lock after a render whose clips nobody made."""
    needs = {need for shot in graph.shots for take in shot.takes for need in take.needs}
    handed = {
        shot.name: {
            str(need.at): FrameFact(_pixels(need), sha256(_pixels(need).encode()))
            for need in needs
            if need.shot == shot.name
        }
        for shot in graph.shots
    }
    return lock_text(
        Lock("av 18.1", tuple(_line(take, handed) for shot in graph.shots for take in shot.takes))
    )


def _line(take: TakeRequest, handed: Mapping[str, Mapping[str, FrameFact]]) -> LockLine:
    return LockLine(
        shot=take.shot,
        take=take.number,
        realm="vendor",
        key=request_key(take, "vendor", _frames(take)),
        words=words_digest(take, _frames(take)),
        clip_sha256=sha256(f"clip of {take.shot} {take.number}".encode()),
        clip_duration_s=take.duration_s,
        is_used=take.number == 1,
        provider=take.request.provider,
        model=take.request.model,
        ticket=f"job-{take.shot}-{take.number}",
        seed=None,
        cost_usd=1.0,
        made_at="2026-11-26T12:00:00.000Z",
        frames=handed[take.shot] if take.number == 1 else {},
    )


def main() -> None:
    folder, edited = EARLIER / pipeline.__version__, sys.argv[1:]
    if folder.exists() and not edited:
        sys.exit(f"{folder} is there: what a version asked is written once")
    folder.mkdir(parents=True, exist_ok=True)
    for storyboard in STORYBOARDS:
        if not edited or stem(storyboard) in edited:
            _write(storyboard, folder)


def _write(storyboard: Path, folder: Path) -> None:
    graph, name = graph_of(storyboard), stem(storyboard)
    for old in EARLIER.glob(f"*/{name}.*"):
        if name in sys.argv[1:]:
            old.unlink()
    for ending, text in (("requests.json", requests_text(graph)), ("lock.yaml", lock_of(graph))):
        (folder / f"{name}.{ending}").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
