"""Turns what a broken line raised into whether the call may have arrived, and whether to try again. Opens no
line itself."""

from __future__ import annotations

from collections.abc import Iterator

import aiohttp
import httpx

from pipeline.errors import AnswerLost, NotSent, TransportError
from pipeline.showing import one_line

FAILURES = (httpx.HTTPError, aiohttp.ClientError, OSError)
"""All that a broken line can raise. The transport hands some of aiohttp's errors on as they are; a deadline
is a TimeoutError, which is an OSError."""


class Busy(AnswerLost):
    """A server that has no room now. after_s: when it asks to be asked again; None where it does not say."""

    def __init__(self, told: str, after_s: float | None) -> None:
        super().__init__(told)
        self.after_s = after_s


def next_try(error: Exception) -> bool | float:
    """Whether what failed so is worth another try, or after how many seconds it is.

    A refusal stays one. A line that broke may hold next time.
    """
    match error:
        case Busy(after_s=float() as after_s):
            return after_s
        case NotSent() | AnswerLost():
            return True
        case _:
            return False


def broken(error: Exception, asked: str) -> TransportError:
    """NotSent for what aiohttp's connector raised, and for nothing else: the transport gives every failure
    the name of a connect timeout, even where the server had read the whole request.

    Only causes are followed: a context can be an older failure that somebody was still handling.
    """
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, aiohttp.ClientConnectorError):
            return NotSent(f"{asked}: no connection, so nothing was sent ({one_line(str(cause))})")
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return AnswerLost(f"{asked}: no answer in time")
    return AnswerLost(f"{asked}: the connection broke before the answer was whole")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
