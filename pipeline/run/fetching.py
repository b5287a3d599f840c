"""Turns a job that has ended into a clip in the store, and a clip that is only remembered into one that is
here. Buys nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import MediaRefused, TransportError
from pipeline.model import (
    Attempt,
    Broken,
    Cancelled,
    ClipFacts,
    Failed,
    Made,
    Outcome,
    OwnClip,
    Owned,
    Reused,
    State,
    Succeeded,
    Uncertain,
    Unknown,
)
from pipeline.run.crew import Crew, HasName
from pipeline.run.sharing import borrowed, lent
from pipeline.run.waiting import ended, left_alone
from pipeline.showing import one_line

CLIP_LIMIT_BYTES = 2 * 1024**3
"""What RunComfy's own command line client takes at most (read in November 2026); real clips have some MB."""
TRIES = 4
FIRST_PAUSE_S = 2.0


# --- a job of this run --------------------------------------------------------------------------------------


async def see_through(crew: Crew, take: HasName, row: Attempt, ticket: str, *, is_paid: bool) -> Outcome:
    """Waits for a job's end and takes its clip in. is_paid: an earlier run saw it succeed (`completed`)."""
    ledger = crew.ports.ledger
    before: State = "completed" if is_paid else "submitted"
    if not is_paid:
        await left_alone(crew, row)
    match await ended(crew, take, row.provider, ticket):
        case Succeeded() as success:
            cost_usd = _bill(crew, success)
            if not is_paid:
                note = "flagged by the provider" if success.is_flagged else None
                ledger.advance(
                    row.job, "submitted", "completed", cost_usd=cost_usd, seed=success.seed, reason=note
                )
            return await _take_home(
                crew, take, row, ticket, success.url, row.cost_usd if is_paid else cost_usd
            )
        case Broken(code=code, message=message):
            reason = one_line(f"{code}: {message}")
            ledger.advance(row.job, before, "failed", reason=reason, is_charged=is_paid or None)
            return Failed(reason, is_charged=is_paid or None)
        case Cancelled(reason=reason):
            ledger.advance(row.job, before, "cancelled", reason=reason)
            return Failed(f"cancelled: {one_line(reason)}", is_charged=is_paid)
        case Unknown(reason=reason) if not is_paid:
            told = f"{row.provider} does not know the job any more: {one_line(reason)}"
            ledger.advance(row.job, "submitted", "uncertain", reason=told)
            return Uncertain(told, row.job)
        case Unknown() | None:
            return Uncertain(f"{row.provider} has not ended it yet: run again to go on waiting", row.job)


def _bill(crew: Crew, success: Succeeded) -> float | None:
    """A bill of 0 from a real provider is no bill: clients have seen it where the cost came later."""
    return 0.0 if crew.plan.realm == "preview" else success.cost_usd or None


async def _take_home(
    crew: Crew, take: HasName, row: Attempt, ticket: str, url: str, cost_usd: float | None
) -> Outcome:
    crew.tell(take, "downloading")
    pause_s, trouble = FIRST_PAUSE_S, ""
    for _ in range(TRIES):
        try:
            facts = await _received(crew, row.provider, url)
        except TransportError as error:
            trouble = one_line(str(error))
        except MediaRefused as refusal:
            trouble = one_line(str(refusal))
        else:
            crew.ports.ledger.advance(row.job, "completed", "stored", clip_sha256=facts.sha256)
            await lent(crew, take, facts.sha256, is_new=True)
            return Made(await crew.clip(facts.sha256), row.key, cost_usd)
        await crew.ports.clock.sleep(pause_s)
        pause_s *= 2
        url = await _fresh(crew, row.provider, ticket) or url
    # The row stays `completed`: it is paid for, and the next run fetches it.
    return Failed(
        f"made and paid for, but its clip could not be taken in: {trouble}; run again to fetch it",
        is_charged=True,
    )


async def _fresh(crew: Crew, provider: str, ticket: str) -> str | None:
    """Links to clips expire: a new one for a job that succeeded."""
    status = await crew.tower(provider).ask(ticket)
    return status.url if isinstance(status, Succeeded) else None


async def _received(crew: Crew, provider: str, url: str, expected: str | None = None) -> ClipFacts:
    """Loads a clip, looks whether it is one, and puts it into the store. expected: its sha256."""
    with _part(crew) as part:
        await crew.lines[provider].fetch(url, part, CLIP_LIMIT_BYTES)
        facts = await asyncio.to_thread(crew.ports.films.probe, part)
        if expected is not None and facts.sha256 != expected:
            raise TransportError("the provider gives other bytes than those that were taken in once")
        await asyncio.to_thread(crew.ports.store.adopt, part)
    crew.remember(facts)
    return facts


@contextmanager
def _part(crew: Crew) -> Iterator[Path]:
    part = crew.ports.store.part()
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


# --- a clip that is owned -----------------------------------------------------------------------------------


async def bring(crew: Crew, take: HasName, owned: Owned) -> Reused | Failed:
    """The clip of a take that is owned; where its bytes are not here, from the shared store, then from the
    provider."""
    sha256 = owned.clip_sha256
    async with crew.locks[sha256]:
        is_here = crew.ports.store.has(sha256) or await borrowed(crew, take, sha256)
        if not is_here:
            crew.tell(take, "downloading")
            trouble = await _fetched_again(crew, owned)
            if trouble is not None:
                return Failed(f"its clip is owned, but not here, and {trouble}", is_charged=False)
        await lent(crew, take, sha256, is_new=not is_here)
    return Reused(await crew.clip(owned.clip_sha256), owned.key)


async def _fetched_again(crew: Crew, owned: Owned) -> str | None:
    """Fetches a remembered clip by its job's id. Gives why that could not be done."""
    if owned.ticket is None or owned.provider not in crew.lines:
        return "nobody can be asked for it"
    for _ in range(TRIES):
        url = await _fresh(crew, owned.provider, owned.ticket)
        if url is None:
            continue
        try:
            await _received(crew, owned.provider, url, owned.clip_sha256)
        except (TransportError, MediaRefused) as trouble:
            return one_line(f"{owned.provider} does not give it again: {trouble}")
        return None
    return f"{owned.provider} does not have it any more"


async def adopt(crew: Crew, own: OwnClip) -> Reused | Failed:
    """The author's own clip, copied into the store."""
    if not crew.ports.store.has(own.facts.sha256):
        with _part(crew) as part:
            await asyncio.to_thread(shutil.copyfile, crew.ports.files.checked(own.path), part)
            facts = await asyncio.to_thread(crew.ports.films.probe, part)
            if facts.sha256 != own.facts.sha256:
                return Failed(f"{own.path} has changed since the plan was made: run again", is_charged=False)
            await asyncio.to_thread(crew.ports.store.adopt, part)
            crew.remember(facts)
    return Reused(await crew.clip(own.facts.sha256), own.facts.sha256)
