"""Turns the ledger's rows, the lock, the review and the store's content into Facts. Reads nothing itself, and
decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.history import fold
from pipeline.model import (
    Accepted,
    Attempt,
    Facts,
    FrameFact,
    Lock,
    LockLine,
    Owned,
    Realm,
    Rejected,
    Reply,
    ReviewLine,
)
from pipeline.ports import Provider
from pipeline.showing import one_line


def observe(
    *,
    realm: Realm,
    storyboard: str,
    attempts: Sequence[Attempt],
    frames: Mapping[tuple[str, str], FrameFact],
    lock: Lock,
    review: Mapping[str, ReviewLine],
    present: Callable[[str], bool],
    other_locks: Sequence[Lock] = (),
) -> Facts:
    """All that is already so for one episode in one realm.

    storyboard: its path, as rows of the ledger name it. attempts: all rows, the oldest first. frames: those
    the ledger knows. present: whether an object's bytes are in the store. other_locks: of the episode's other
    profiles, for what they spent alone.
    """
    history = fold(attempts, realm, storyboard)
    lines = [line for line in lock.lines if line.realm == realm]
    locked = {line.key: _owned(line) for line in lines}
    owned = {**history.owned, **_outranking(locked, history.owned)}
    # A frame's digest in the lock was part of keys on another machine: it outranks what a decoder says here.
    known_frames = {**frames, **_frames(lock.lines)}
    elsewhere_usd = _spent_elsewhere((lock, *other_locks), attempts, realm)
    return Facts(
        realm=realm,
        owned=owned,
        by_words={line.words: owned[line.key] for line in lines},
        shapes=history.shapes,
        latest={**{(line.shot, line.take): line for line in lines}, **history.latest},
        underway=history.underway,
        uncertain=history.uncertain,
        failed=history.failed,
        frames=known_frames,
        used={line.shot: line.clip_sha256 for line in lines if line.is_used},
        review=review,
        present=_present(owned.values(), known_frames.values(), present),
        spent_usd=history.spent_usd + elsewhere_usd,
        elsewhere_usd=elsewhere_usd,
    )


def answered(
    attempts: Sequence[Attempt], unread: Mapping[str, Reply], providers: Mapping[str, Provider]
) -> tuple[Attempt, ...]:
    """The rows as they would stand had the run that kept an answer lived to read it.

    unread: kept answers, by job. Only acceptance and refusal settle a row: they are the last of its
    submission, while a full queue may have been asked once more since.
    """
    return tuple(_answered(row, unread.get(row.job), providers.get(row.provider)) for row in attempts)


def _answered(row: Attempt, reply: Reply | None, provider: Provider | None) -> Attempt:
    if reply is None or provider is None:
        return row
    match provider.read_ticket(reply, row.ticket):
        case Accepted(ticket=ticket):
            return replace(row, state="submitted", ticket=ticket)
        case Rejected(code=code, message=message) if row.state == "submitting":
            reason = one_line(f"{row.provider} refused it: {code}: {message}")
            return replace(row, state="failed", reason=reason, is_charged=False)
        case _:
            return row


def _owned(line: LockLine) -> Owned:
    return Owned(
        key=line.key,
        words=line.words,
        shape=None,
        realm=line.realm,
        shot=line.shot,
        take=line.take,
        clip_sha256=line.clip_sha256,
        provider=line.provider,
        model=line.model,
        ticket=line.ticket,
        job=None,
        seed=line.seed,
        cost_usd=line.cost_usd,
        made_at=line.made_at,
        source="lock",
    )


def _outranking(locked: Mapping[str, Owned], remembered: Mapping[str, Owned]) -> dict[str, Owned]:
    """The lock's clips that the ledger lacks or holds otherwise. Where both agree the ledger knows more."""
    return {
        key: clip
        for key, clip in locked.items()
        if key not in remembered or remembered[key].clip_sha256 != clip.clip_sha256
    }


def _frames(lines: Iterable[LockLine]) -> dict[tuple[str, str], FrameFact]:
    return {(line.clip_sha256, at): fact for line in lines for at, fact in line.frames.items()}


def _present(
    owned: Iterable[Owned], frames: Iterable[FrameFact], present: Callable[[str], bool]
) -> frozenset[str]:
    names = {clip.clip_sha256 for clip in owned} | {frame.picture for frame in frames}
    return frozenset(filter(present, names))


def _spent_elsewhere(locks: Iterable[Lock], attempts: Sequence[Attempt], realm: Realm) -> float:
    """What lock lines cost whose job this ledger lacks: they were paid for on other machines, each once."""
    known = {(row.provider, row.ticket) for row in attempts} | {(row.provider, row.key) for row in attempts}
    jobs = {
        (line.provider, line.ticket or line.key): line.cost_usd or 0.0
        for lock in locks
        for line in lock.lines
        if line.realm == realm and (line.provider, line.key) not in known
    }
    return sum(cost for job, cost in jobs.items() if job not in known)
