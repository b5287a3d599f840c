"""Turns bytes that come into the same bytes, or into the refusal to wait for more of them. Keeps none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from pipeline.errors import AnswerLost


async def paced(
    pieces: AsyncIterator[bytes], slowest_bytes_s: float, silence_s: float, asked: str
) -> AsyncIterator[bytes]:
    """The pieces as they come, as long as they come fast enough on the whole.

    A server that sends one byte now and then never trips a read timeout: each byte begins it anew. So
    `pieces` must not be gathered to larger ones before. Raises AnswerLost once more than `silence_s` have
    passed at less than `slowest_bytes_s`.
    """
    clock = asyncio.get_running_loop().time
    began, size = clock(), 0
    async for piece in pieces:
        size += len(piece)
        passed_s = clock() - began
        if passed_s > silence_s and size < passed_s * slowest_bytes_s:
            raise AnswerLost(f"{asked}: only {size:,} bytes came in {passed_s:.1f} s")
        yield piece
