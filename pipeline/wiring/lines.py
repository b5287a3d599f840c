"""Turns providers into lines: over the network, or to a studio in this process. Sends nothing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
)
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import (
    RequestGraph,
    Storyboard,
)
from pipeline.ports import Line, Lines
from pipeline.records import record
from pipeline.wiring.reach import provider
from pipeline.wiring.studios import captions_of, studio

if TYPE_CHECKING:
    pass

STUDIO_ORIGIN = "http://studio.invalid"
"""Of the studio inside this process: a name that no network resolves (RFC 2606)."""


@record
class NetworkLines:
    """The lines to these providers, over the network; implements `ports.Lines`."""

    root: Path
    names: Sequence[str]

    def open(self) -> AbstractAsyncContextManager[Mapping[str, Line]]:
        from pipeline.adapters.http import HttpLine, HttpLines
        from pipeline.adapters.secrets import Keys

        keys = Keys(self.root, os.environ)
        rules = [provider(name) for name in self.names]
        lines = [HttpLine(one, keys.override_for(one) or one.origin, keys.key_for(one)) for one in rules]
        return HttpLines(lines).open()


@record
class StudioLines:
    """The lines to a studio inside this process, which is there while they are open."""

    names: Sequence[str]
    episodes: Sequence[tuple[Storyboard, RequestGraph]]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Line]]:
        from pipeline.adapters.http import HttpLine, HttpLines, in_process
        from pipeline.adapters.secrets import Secret

        free = Secret("no key is needed here")
        with studio(captions_of(self.episodes)) as app:
            lines = [HttpLine(provider(name), STUDIO_ORIGIN, free, in_process(app)) for name in self.names]
            async with HttpLines(lines).open() as opened:
                yield opened


def network_lines(root: Path, names: Sequence[str]) -> Lines:
    """The lines to these providers, over the network."""
    return NetworkLines(root, names)
