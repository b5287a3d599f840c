"""Small whole records for tests, each with only what the test cares about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.model import Assembly, Clip, ClipFacts, Line, Place, Shot, Storyboard

HERE = Place("ep01.storyboard.yaml", 1, 1, 1, 1)

_SHOT = Shot(
    name="a",
    scene="a",
    number=10,
    place=HERE,
    model="skyreels-v4",
    prompt=("A lantern.",),
    is_dialogue_placed=False,
    negative_prompt=None,
    guidance_scale=None,
    seed=None,
    duration_s=None,
    resolution=None,
    aspect=None,
    audio=None,
    prompt_extend=None,
    keyframes=(),
    continues=None,
    takes=1,
    dialogue=(),
    trim=None,
    crossfade_s=None,
    labels=(),
    adapt=frozenset(),
    params={},
    clip=None,
    origins={},
)


def shot(name: str, **changes: Any) -> Shot:
    return replace(_SHOT, name=name, scene=name.split("/")[0], **changes)


def line(text: str, at_s: float | None = None, who: str = "mei") -> Line:
    return Line(who, text, at_s, None, False, HERE)


def storyboard(*shots: Shot, crossfade_s: float = 0.0, **changes: Any) -> Storyboard:
    assembly = Assembly(None, None, crossfade_s, None, "soft", HERE)
    whole = Storyboard(
        path="ep01.storyboard.yaml",
        root=Path("/film"),
        folder=Path("/film"),
        episode="ep01",
        title="Lantern",
        language="en",
        profile=None,
        budget_usd=None,
        shots=shots,
        references={},
        assembly=assembly,
    )
    return replace(whole, **changes)


def clip(
    name: str, frames: int, fps: int = 24, size_px: tuple[int, int] = (720, 1280)
) -> tuple[Clip, ClipFacts]:
    sha256 = name * 64
    facts = ClipFacts(sha256, 1000, *size_px, (fps, 1), frames, frames / fps, True)
    return Clip(sha256, Path(f"/store/{name}.mp4"), frames / fps), facts
