"""Walks from owned clips to an episode and its lock; buys nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SharedStoreAmiss, SpendingRefused
from pipeline.flow.planning import plan_again
from pipeline.flow.records import Planned, Reading, World

if TYPE_CHECKING:
    from pipeline.model import Clip, ClipFacts, Episode, Lock, RequestGraph, Shot, Storyboard
    from pipeline.run import Stop


async def assemble(
    planned: Planned, used: Mapping[str, Clip], world: World, out: Path, stop: Stop
) -> Episode | None:
    """The film of the shots that are shown, slates in place of missing ones; None where a wish to stop came
    on the way, and the film before it is still there.

    out: the folder it goes to. It is cut in a thread: the loop goes on hearing whoever wants to stop.
    """
    from pipeline.assemble import CutShot, cut_list
    from pipeline.run.crew import to_the_end

    expected_s = {
        shot.name: shot.takes[0].duration_s if shot.takes else 4.0 for shot in planned.plan.graph.shots
    }
    facts = clip_facts(used, world)
    cuts = [
        CutShot(
            shot,
            used.get(shot.name),
            facts[used[shot.name].sha256] if shot.name in used else None,
            expected_s[shot.name],
        )
        for shot in shown_shots(planned)
    ]
    film = out / f"{planned.storyboard.episode}.mp4"
    listed = cut_list(planned.storyboard, cuts)
    return await to_the_end(asyncio.to_thread(world.cutter.assemble, listed, film, lambda: stop.is_asked))


def clip_facts(used: Mapping[str, Clip], world: World) -> Mapping[str, ClipFacts]:
    """The facts of stored clips, by sha256: as recorded, else found out again."""
    known = world.run.ledger.clips()
    return {clip.sha256: known.get(clip.sha256) or world.run.films.probe(clip.path) for clip in used.values()}


def owned_clips(planned: Planned, world: World) -> dict[str, Clip]:
    """The clip of each shot that counts and whose bytes are here, as a run would leave them, without
    running."""
    from pipeline.decide import counted
    from pipeline.model import Clip

    chosen = {shot.name: counted(shot, planned.plan, planned.facts) for shot in planned.plan.graph.shots}
    store = world.run.store
    return {
        name: Clip(sha256, store.path(sha256), 0.0)
        for name, sha256 in chosen.items()
        if sha256 is not None and store.has(sha256)
    }


def bring_shared(planned: Planned, world: World) -> tuple[str, ...]:
    """Brings the clips that count and are not here from the shared store. Gives what was amiss there, a line
    each."""
    from pipeline.decide import counted

    chosen = [counted(shot, planned.plan, planned.facts) for shot in planned.plan.graph.shots]
    return _brought([sha256 for sha256 in chosen if sha256 is not None], world)


def _brought(sha256s: Iterable[str], world: World) -> tuple[str, ...]:
    shared, amiss = world.run.shared, dict[str, None]()
    for sha256 in dict.fromkeys(sha256s) if shared is not None else ():
        if shared is not None and not world.run.store.is_whole(sha256):
            try:
                shared.bring(sha256)
            except SharedStoreAmiss as trouble:
                amiss[str(trouble)] = None
    return tuple(amiss)


def locked_clips(
    reading: Reading, world: World, *, any_toolchain: bool = False
) -> tuple[Planned, dict[str, Clip]]:
    """What `assemble` needs for the very episode of a lock, from the stores: no key, no network, no lock
    written.

    Raises SpendingRefused where words, picks, bytes or the media libraries differ from what the lock says.
    """
    from pipeline import beside, locking
    from pipeline.model import Clip

    storyboard, graph = reading.whole()
    lock = beside.read_lock_of(storyboard, world.run.files)
    refuse_changed(storyboard, graph, lock, world, any_toolchain=any_toolchain)
    planned = plan_again(storyboard, graph, lock, world)
    used: dict[str, Clip] = {}
    for shot in shown_shots(planned):
        line = locking.used_line(lock, shot.name)
        if line is not None:
            used[shot.name] = Clip(
                line.clip_sha256, world.run.store.path(line.clip_sha256), line.clip_duration_s
            )
    amiss = "".join(f"; {told}" for told in _brought((clip.sha256 for clip in used.values()), world))
    missing = sorted(name for name, clip in used.items() if not world.run.store.has(clip.sha256))
    if missing:
        raise SpendingRefused(
            f"the clips of {', '.join(missing)} are not in the store; "
            f"`storyboard render --locked` fetches them{amiss}"
        )
    damaged = sorted(name for name, clip in used.items() if not world.run.store.is_whole(clip.sha256))
    if damaged:
        raise SpendingRefused(
            f"the clips of {', '.join(damaged)} are not the bytes that the lock names; "
            "`storyboard cache verify` sets them aside, then `storyboard render --locked` fetches "
            f"them{amiss}"
        )
    return planned, used


def refuse_changed(
    storyboard: Storyboard, graph: RequestGraph, lock: Lock, world: World, *, any_toolchain: bool
) -> None:
    """Raises SpendingRefused where the lock is not what the storyboard says, or other libraries would cut
    it."""
    from pipeline import beside, locking

    if not lock.lines:
        raise SpendingRefused(f"{storyboard.path} has no lock: render it first")
    found = locking.differences(graph, lock, beside.read_review_of(storyboard, world.run.files))
    if found:
        told = "; ".join(f"{difference.shot} {difference.reason}" for difference in found[:5])
        raise SpendingRefused(f"the lock of {storyboard.path} is not what it says: {told}")
    if not any_toolchain and lock.made_with != world.cutter.made_with:
        raise SpendingRefused(
            f"the lock was made with {lock.made_with}, here is {world.cutter.made_with}: the bytes may "
            "differ; --any-toolchain assembles all the same"
        )


# --- the lock -----------------------------------------------------------------------------------------------


def write_lock(planned: Planned, used: Mapping[str, Clip], world: World) -> None:
    """Writes what is owned now beside the storyboard. Raises StateDamaged where the folder cannot be
    written."""
    from pipeline import beside, locking
    from pipeline.decide import owned_beyond

    every = {**world.run.ledger.clips(), **clip_facts(used, world)}
    durations_s = {sha256: facts.duration_s for sha256, facts in every.items()}
    lock = locking.lock_of(
        planned.plan,
        planned.facts,
        {name: clip.sha256 for name, clip in used.items()},
        durations_s,
        planned.lock,
        world.cutter.made_with,
        world.run.clock.now(),
        further=[
            one
            for shot in planned.plan.graph.shots
            for one in owned_beyond(shot, planned.plan, planned.facts)
        ],
    )
    beside.write_lock_of(planned.storyboard, lock, world.run.files)


def shown_shots(planned: Planned) -> tuple[Shot, ...]:
    """The shots that the cut shows: all but those that a review left out."""
    review = planned.facts.review
    return tuple(
        shot
        for shot in planned.storyboard.shots
        if shot.name not in review or review[shot.name].status != "omitted"
    )
