"""Turns the process's two streams into ones that no reader can upset, and results into JSON on one of them.
Knows no command."""

from __future__ import annotations

import errno
import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO, cast

import click

if TYPE_CHECKING:
    from pipeline.model import JSON

_NOBODY_READS = (errno.EPIPE, errno.EINVAL)
"""How a pipe without a reader answers; Windows says EINVAL."""


class Patient:
    """A stream whose reader may leave: what nobody reads is dropped, and the command goes on to its end, so
    that its exit code stays true and no run is cut off by `| head`.

    is_result: what is written here was asked for. Raises StateDamaged then where it cannot be written for
    another reason, such as a full disk; without, there is nobody left to tell.
    """

    def __init__(self, stream: TextIO, *, is_result: bool) -> None:
        self._stream = stream
        self._is_result = is_result

    def write(self, text: str) -> int:
        if text == "":  # click tries a stream so, and would hide what comes of it
            return 0
        try:
            return self._stream.write(text)
        except OSError as error:
            self._survive(error)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self._survive(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _survive(self, error: OSError) -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        if self._is_result and error.errno not in _NOBODY_READS:
            from pipeline.errors import StateDamaged

            raise StateDamaged(f"what there is to tell cannot be written: {error.strerror}") from error


def make_patient() -> None:
    """Puts patient streams in place of the process's own, which also show what their encoding cannot."""
    for name in ("stdout", "stderr"):
        stream: TextIO | None = getattr(sys, name)
        if stream is not None:  # closed by whoever started us
            stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined] # always a TextIOWrapper
            setattr(sys, name, cast(TextIO, Patient(stream, is_result=name == "stdout")))


def json_text(result: dict[str, JSON], *, is_plain: bool = False) -> str:
    """One object on several lines, not ended, which no terminal and no CI log obeys. is_plain: in ASCII."""
    from pipeline.showing import in_json

    return in_json(json.dumps(result, ensure_ascii=is_plain, indent=2))


def show_json(result: dict[str, JSON]) -> None:
    """One object on stdout, plain ASCII where the stream's encoding is not UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(json_text(result, is_plain=encoding.lower().replace("-", "") != "utf8"))
