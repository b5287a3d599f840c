"""Shows a run while it goes: a live table at a terminal, else a line for each change of state. On stderr."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from pipeline.model import Event, Plan
from pipeline.ports import Watcher
from pipeline.report.render import event_line

if TYPE_CHECKING:
    from rich.table import Table

MODES = ("auto", "plain", "quiet")
_ENDED = ("made", "reused", "failed", "skipped", "uncertain")
_STYLES = {"made": "green", "reused": "dim", "failed": "red", "uncertain": "yellow", "skipped": "yellow"}


@contextmanager
def watching(plans: Sequence[Plan], mode: str) -> Iterator[Watcher]:
    """A watcher for as long as the run goes. mode: one of MODES; auto is live at a terminal, else plain."""
    if mode == "quiet":
        yield lambda event: None
    elif mode == "auto" and _is_terminal():
        with _live(plans) as watcher:
            yield watcher
    else:
        yield _tell


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _tell(event: Event) -> None:
    click.echo(event_line(event, time.strftime("%H:%M:%S")), err=True)


@dataclass
class _Board:
    """What the live table shows: the newest event of each take, and since when."""

    total: int
    planned_usd: float
    newest: dict[tuple[str, int], Event] = field(default_factory=dict)
    since: dict[tuple[str, int], float] = field(default_factory=dict)

    def take_in(self, event: Event) -> None:
        who = (event.shot, event.take)
        if who not in self.newest or self.newest[who].state != event.state:
            self.since[who] = time.monotonic()
        self.newest[who] = event

    def spent_usd(self) -> float:
        return sum(event.cost_usd or 0.0 for event in self.newest.values() if event.state == "made")

    def ended(self) -> int:
        return sum(event.state in _ENDED for event in self.newest.values() if event.take)


@contextmanager
def _live(plans: Sequence[Plan]) -> Iterator[Watcher]:
    from rich.console import Console
    from rich.live import Live

    board = _Board(sum(len(plan.takes) for plan in plans), sum(plan.ceiling_usd for plan in plans))
    with Live(console=Console(stderr=True), refresh_per_second=8, transient=True) as live:

        def watcher(event: Event) -> None:
            board.take_in(event)
            live.update(_drawn(board))

        yield watcher


def _drawn(board: _Board) -> Table:
    from rich.table import Table
    from rich.text import Text

    now = time.monotonic()
    drawn = Table(box=None, pad_edge=False, show_header=False)
    for who, event in board.newest.items():
        elapsed = "" if event.state in _ENDED else f"{now - board.since[who]:.0f} s"
        name = f"{event.shot} take {event.take}" if event.take else event.shot
        state = Text(event.state, style=_STYLES.get(event.state, "cyan"))
        drawn.add_row(Text(name), state, Text(elapsed), Text(event.detail, overflow="ellipsis", no_wrap=True))
    money = f"${board.spent_usd():.2f} of at most ${board.planned_usd:.2f}"
    drawn.add_row(
        Text(f"{board.ended()} of {board.total} takes", style="bold"), Text(""), Text(""), Text(money)
    )
    return drawn
