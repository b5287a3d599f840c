"""Turns a wish to stop into the end of a film that is half made, at the next frame. Knows no film, and not
who wishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

IsStopped: TypeAlias = Callable[[], bool]
"""Whether somebody wishes that no more is made. Asked often, and from several threads."""


class Halted(Exception):
    """Somebody asked to stop. What was being written is taken away on the way out."""


def heeding(steps: Iterable[T], is_stopped: IsStopped) -> Iterator[T]:
    """The same steps, for as long as nobody asks to stop. Raises Halted then."""
    for step in steps:
        if is_stopped():
            raise Halted
        yield step
