"""Turns Ctrl-C and SIGTERM into the two steps in which a run ends: first it stops buying, then it leaves."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any, TypeVar

import click

from pipeline.cli.exits import Interrupted
from pipeline.run import Stop

T = TypeVar("T")

STOPPING = (
    "stopping: nothing more is submitted, what is queued is cancelled where its provider lets it go, and "
    "what runs is waited for, since it is paid for, and no film is cut; Ctrl-C again leaves it running"
)
LEAVING = "leaving: an answer on its way is written down first; what runs is fetched by the next run"


def run_attended(work: Coroutine[Any, Any, T], stop: Stop, *, is_paid: bool) -> T:
    """Runs to the end under a person's hand. The first Ctrl-C asks to stop; the second, or SIGTERM, leaves at
    once; a third ends the process. is_paid: else the first leaves too, since nothing is to be waited for.

    Raises Interrupted where it was left.
    """
    return asyncio.run(_attended(work, stop, is_paid=is_paid))


async def _attended(work: Coroutine[Any, Any, T], stop: Stop, *, is_paid: bool) -> T:
    task = asyncio.ensure_future(work)
    is_left, signals = False, 0

    def step(is_second: bool) -> None:
        nonlocal is_left, signals
        signals += 1
        if signals == 2:  # a third one is not for us
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        is_first = signals == 1 and not is_second
        stop.ask()
        if is_paid and is_first:
            click.echo(STOPPING, err=True)
            return
        if is_left:
            return
        is_left = True
        if is_paid:
            click.echo(LEAVING, err=True)
        task.cancel()

    with _signals(step):
        try:
            return await task
        except asyncio.CancelledError as cancelled:
            if is_left:
                raise Interrupted from cancelled
            raise


@contextmanager
def _signals(step: Callable[[bool], None]) -> Iterator[None]:
    """Hands signals on to the loop, and wakes it up. `step` is told whether it is one that leaves at once."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        _hear(loop, number, partial(step, number != signal.SIGINT))
    try:
        yield
    finally:
        for number, old in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, old)


def _hear(loop: asyncio.AbstractEventLoop, number: int, step: Callable[[], None]) -> None:
    """A handler of Python's own does not wake a loop that is just going to sleep: the signal would be heard
    with the loop's next event, which may be the film's end."""
    try:
        loop.add_signal_handler(number, step)
    except NotImplementedError:  # Windows, whose loop is woken up by any signal

        def handler(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(step)

        signal.signal(number, handler)
