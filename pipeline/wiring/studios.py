"""Turns what episodes say into a studio in this process or on loopback, painting animatics."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import (
    contextmanager,
)
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageProblem
from pipeline.model import (
    RequestGraph,
    Shot,
    Storyboard,
)
from pipeline.wiring.reading import LaterStills

if TYPE_CHECKING:
    from pipeline.adapters.serving import StudioApp
    from pipeline.model import Caption
    from pipeline.studio import Orders


@contextmanager
def studio(captions: Mapping[str, Caption], orders: Orders | None = None) -> Iterator[StudioApp]:
    """A studio that paints animatics into a folder of its own, which goes with it."""
    import tempfile

    from pipeline.adapters.clock import SystemClock
    from pipeline.adapters.media.animatic import Animatic
    from pipeline.adapters.serving import StudioApp
    from pipeline.studio import Orders, Studio

    with tempfile.TemporaryDirectory(prefix="storyboard-studio-") as folder:
        now, workers = SystemClock().now, os.cpu_count() or 2
        desk = Studio(LaterStills(), Path(folder), workers=workers, now=now, orders=orders or Orders())
        app = StudioApp(desk, Animatic(captions))
        try:
            yield app
        finally:
            app.close()


def serve_studio(port: int, listening: Callable[[str], None], orders: Orders) -> None:
    """Serves both providers' protocols on loopback until it is interrupted. port 0 picks one. orders: what
    it is told to do wrong."""
    import asyncio

    from pipeline.adapters import serving

    try:
        listener = serving.bound(port)
    except OSError as error:
        raise UsageProblem(
            f"port {port} cannot be had ({error.strerror}); --port 0 picks a free one"
        ) from error
    with studio({}, orders) as app:
        asyncio.run(serving.serve(app, listener, listening))


def captions_of(episodes: Sequence[tuple[Storyboard, RequestGraph]]) -> dict[str, Caption]:
    """What a preview writes on each clip, by the words of its request: those of the painter's order."""
    from pipeline.model import Caption

    captions: dict[str, Caption] = {}
    for storyboard, graph in episodes:
        shots = {shot.name: shot for shot in storyboard.shots}
        for one in graph.shots:
            caption = Caption(one.name, _spoken(shots[one.name], storyboard))
            for take in one.takes:
                captions |= {text: caption for text in take.request.body.values() if isinstance(text, str)}
    return captions


def _spoken(shot: Shot, storyboard: Storyboard) -> tuple[tuple[float, float, str, str], ...]:
    from pipeline.speech import timeline

    names = {tag: reference.name for tag, reference in storyboard.references.items()}
    return tuple(
        (one.start_s, one.end_s, names.get(one.line.who, one.line.who), one.line.text)
        for one in timeline(shot.dialogue, storyboard.language)
    )
