"""Shows a run while it goes: a live table at a terminal, else a line for each change of state. On stderr."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from pipeline.model import Event, Plan
from pipeline.ports import Watcher
from pipeline.report.money import usd
from pipeline.report.render import event_json, event_line

if TYPE_CHECKING:
    from rich.table import Table

MODES = ("auto", "plain", "json", "quiet")
ENDED = ("made", "reused", "failed", "skipped", "uncertain")
_STYLES = {"made": "green", "reused": "dim", "failed": "red", "uncertain": "yellow", "skipped": "yellow"}
_LEAST_ROWS = 4


@contextmanager
def watching(plans: Sequence[Plan], usual_s: Mapping[str, float], mode: str) -> Iterator[Watcher]:
    """A watcher for as long as the run goes.

    usual_s: how long takes of a model took before. mode: one of MODES; auto is live at a terminal, plain
    elsewhere.
    """
    match mode:
        case "quiet":
            yield lambda event: None
        case "json":
            yield _tell_json
        case "auto" if _is_terminal():
            with _live(Board.of(plans, usual_s)) as watcher:
                yield watcher
        case _:
            yield _tell


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _tell(event: Event) -> None:
    click.echo(event_line(event, time.strftime("%H:%M:%S")), err=True)


def _tell_json(event: Event) -> None:
    click.echo(json.dumps(event_json(event)), err=True)


# --- what the live table shows ------------------------------------------------------------------------------


@dataclass
class Board:
    """The newest event of each take, and since when it is in that state. usual_s: by shot.

    newest is replaced and never changed, since another thread draws it.
    """

    total: int
    planned_usd: float
    usual_s: Mapping[str, float]
    newest: Mapping[tuple[str, int], tuple[Event, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, plans: Sequence[Plan], usual_s: Mapping[str, float]) -> Board:
        models = {shot.name: shot.model for plan in plans for shot in plan.graph.shots}
        return cls(
            sum(len(plan.takes) for plan in plans),
            sum(plan.ceiling_usd for plan in plans),
            {shot: usual_s[model] for shot, model in models.items() if model in usual_s},
        )

    def take_in(self, event: Event, now_s: float) -> None:
        who = (event.shot, event.take)
        before = self.newest.get(who)
        since_s = before[1] if before and before[0].state == event.state else now_s
        self.newest = {**self.newest, who: (event, since_s)}

    def rows(self, now_s: float, most: int) -> list[tuple[str, str, str, str]]:
        """Take, state, how long it has been in it, detail; at most so many: what is under way first, what
        waits next, what ended newest first after that."""
        order = sorted(self.newest.values(), key=lambda one: (_rank(one[0]), -one[1]))
        return [self._row(event, now_s - since_s) for event, since_s in order[:most]]

    def _row(self, event: Event, passed_s: float) -> tuple[str, str, str, str]:
        name = f"{event.shot} take {event.take}" if event.take else event.shot
        usual_s = self.usual_s.get(event.shot)
        usually = f", usually {usual_s:.0f} s" if usual_s and event.state == "running" else ""
        return name, event.state, "" if event.state in ENDED else f"{passed_s:.0f} s{usually}", event.detail

    def sums(self) -> str:
        """`3 of 8 takes   $1.40 of at most $5.60`; no money where none is planned."""
        events = [event for event, _ in self.newest.values()]
        ended = sum(event.state in ENDED for event in events if event.take)
        spent_usd = sum(event.cost_usd or 0.0 for event in events if event.state == "made")
        money = f"   {usd(spent_usd)} of at most {usd(self.planned_usd)}" if self.planned_usd else ""
        return f"{ended} of {self.total} takes{money}"


def _rank(event: Event) -> int:
    if event.state in ENDED:
        return 2
    return 1 if event.state == "waiting" else 0


# --- the live table -----------------------------------------------------------------------------------------


@contextmanager
def _live(board: Board) -> Iterator[Watcher]:
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True, no_color=True if click.get_current_context().color is False else None)

    def draw() -> Table:
        return _drawn(board, max(console.height - 2, _LEAST_ROWS))

    # Drawn again without an event too: seconds pass.
    with Live(get_renderable=draw, console=console, refresh_per_second=4, transient=True):
        yield lambda event: board.take_in(event, time.monotonic())


def _drawn(board: Board, most: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, show_header=False)
    for name, state, passed, detail in board.rows(time.monotonic(), most):
        drawn.add_row(
            Text(name, no_wrap=True, overflow="ellipsis"),
            Text(state, style=_STYLES.get(state, "cyan"), no_wrap=True),
            Text(passed, no_wrap=True),
            Text(detail, no_wrap=True, overflow="ellipsis"),
        )
    drawn.caption = Text(board.sums(), style="bold")
    drawn.caption_justify = "left"
    return drawn
