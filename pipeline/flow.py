"""The road, written once: which stage follows which, from files to an episode. Knows ports, and no class
behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipeline import locking
from pipeline.assemble import CutShot, cut_list
from pipeline.compile import compile_graph, with_prices
from pipeline.decide import counted
from pipeline.errors import Fault, FaultsFound, SpendingRefused, in_order
from pipeline.keys import holes
from pipeline.load import load_storyboard, read_lock, read_review
from pipeline.load.cards import load_cards
from pipeline.model import (
    JSON,
    Clip,
    ClipFacts,
    Episode,
    Facts,
    Lock,
    Outcomes,
    Plan,
    Realm,
    RequestGraph,
    Reuse,
    ReviewLine,
    Shot,
    Storyboard,
    Submit,
    Wait,
)
from pipeline.observe import observe
from pipeline.plan import make_plan
from pipeline.ports import Cutter, Files, Films, Pictures, Watcher
from pipeline.report.lock import lock_text
from pipeline.resolve import resolve
from pipeline.run import RunPorts, run
from pipeline.survey import survey

LOCK_LIMIT_BYTES = 8 * 1024 * 1024
NO_LOCK = Lock(None, ())


@dataclass(frozen=True, slots=True)
class Readers:
    """What reading a storyboard needs. prices_usd: of a clip, by model, as the project sets them."""

    files: Files
    pictures: Pictures
    films: Films
    prices_usd: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A storyboard as far as it could be read. graph None: faults stopped it on the way."""

    storyboard: Storyboard | None
    graph: RequestGraph | None
    faults: tuple[Fault, ...]

    def whole(self) -> tuple[Storyboard, RequestGraph]:
        """Raises FaultsFound where an error stands in the way."""
        if self.storyboard is None or self.graph is None or any(fault.is_error for fault in self.faults):
            raise FaultsFound(self.faults)
        return self.storyboard, self.graph


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a plan, a run or a cut needs, in one realm."""

    realm: Realm
    run: RunPorts
    cutter: Cutter


@dataclass(frozen=True, slots=True)
class Planned:
    """An episode, planned, with the facts that the plan was made from."""

    storyboard: Storyboard
    facts: Facts
    lock: Lock
    plan: Plan


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a run gave. holes: shots that the cut has no clip for; episode None: they were in the way."""

    outcomes: Outcomes
    episode: Episode | None
    holes: tuple[str, ...]


# --- validate: as far as requests ---------------------------------------------------------------------------


def read(
    readers: Readers,
    path: PurePosixPath,
    shown: str,
    *,
    profile: str | None = None,
    sets: Mapping[str, JSON] | None = None,
) -> Reading:
    """Loads, resolves, surveys and compiles one storyboard, and gathers the faults of every stage.

    path: from the project's root. shown: as messages call it. sets: from `--set`, the last word on every
    shot.
    """
    loaded, faults = load_storyboard(readers.files, path, shown)
    cards, found = load_cards(readers.files)
    faults += found
    if loaded is None:
        return Reading(None, None, in_order(faults))
    storyboard, found = resolve(loaded, profile=profile, sets=sets or {})
    faults += found
    if storyboard is None:
        return Reading(None, None, in_order(faults))
    assets, found = survey(storyboard, readers.files, readers.pictures, readers.films)
    faults += found
    graph, found = compile_graph(storyboard, with_prices(cards, readers.prices_usd), assets)
    return Reading(storyboard, graph, in_order(faults + found))


# --- plan ---------------------------------------------------------------------------------------------------


def plan(reading: Reading, world: World) -> Planned:
    """Decides for every take what will become of it. Raises FaultsFound, StateDamaged."""
    storyboard, graph = reading.whole()
    lock = read_locked(storyboard, world.run.files)
    return _planned(storyboard, graph, lock, world)


def _planned(storyboard: Storyboard, graph: RequestGraph, lock: Lock, world: World) -> Planned:
    ports = world.run
    facts = observe(
        realm=world.realm,
        storyboard=storyboard.path,
        attempts=ports.ledger.attempts(),
        frames=ports.ledger.frames(),
        lock=lock,
        review=read_reviewed(storyboard, ports.files),
        present=ports.store.has,
    )
    return Planned(storyboard, facts, lock, make_plan(graph, facts, budget_usd=storyboard.budget_usd))


def read_locked(storyboard: Storyboard, files: Files) -> Lock:
    """The lock beside the storyboard; an empty one where there is none. Raises FaultsFound where it is
    damaged."""
    found = _beside(storyboard, "lock", files)
    if found is None:
        return NO_LOCK
    lock, faults = read_lock(*found)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    return lock


def read_reviewed(storyboard: Storyboard, files: Files) -> Mapping[str, ReviewLine]:
    """What people decided, by shot. Raises FaultsFound where the review file is damaged."""
    found = _beside(storyboard, "review", files)
    if found is None:
        return {}
    review, faults = read_review(*found)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    return review


def _beside(storyboard: Storyboard, kind: str, files: Files) -> tuple[str, str] | None:
    """The text of the storyboard's lock or review, and how to call it."""
    path = _own_path(storyboard, f"{storyboard.stem}.{kind}.yaml")
    if files.stamp(path) is None:
        return None
    shown = str(PurePosixPath(storyboard.path).parent / path.name)
    return files.read(path, LOCK_LIMIT_BYTES).decode("utf-8", errors="replace"), shown


def _own_path(storyboard: Storyboard, name: str) -> PurePosixPath:
    return PurePosixPath(storyboard.folder.relative_to(storyboard.root).as_posix()) / name


# --- render -------------------------------------------------------------------------------------------------


async def render(
    planned: Planned,
    world: World,
    out: Path,
    watch: Watcher,
    *,
    only: frozenset[str] | None = None,
    is_partial: bool = False,
) -> Rendered:
    """Carries the plan out, writes the lock, and puts the episode together where no shot is missing.

    out: the folder of the clips that people see. only: shots that may be submitted; None: all. This is where
    money is
    spent: in `run`, and nowhere else.
    """
    outcomes = await run(planned.plan, planned.facts, world.run, only=only, watch=watch)
    after = _planned(planned.storyboard, planned.plan.graph, planned.lock, world)
    _show_clips(after, outcomes.used, world, out)
    if world.realm != "preview":
        write_lock(after, outcomes.used, world)
    return _assembled(after, outcomes, world, out, is_partial)


def _assembled(planned: Planned, outcomes: Outcomes, world: World, out: Path, is_partial: bool) -> Rendered:
    shots = shown_shots(planned)
    holes = tuple(shot.name for shot in shots if shot.name not in outcomes.used)
    if holes and not is_partial:
        return Rendered(outcomes, None, holes)
    return Rendered(outcomes, assemble(planned, outcomes.used, world, out), holes)


def _show_clips(planned: Planned, used: Mapping[str, Clip], world: World, out: Path) -> None:
    """Every clip of the cut under the name that people see: `020-offer-desk.mp4`."""
    for shot in planned.storyboard.shots:
        if shot.name in used:
            name = f"{shot.number:03d}-{shot.name.replace('/', '-')}.mp4"
            world.run.store.link(used[shot.name].sha256, out / name)


def shown_shots(planned: Planned) -> tuple[Shot, ...]:
    """The shots that the cut shows: all but those that a review left out."""
    review = planned.facts.review
    return tuple(
        shot
        for shot in planned.storyboard.shots
        if shot.name not in review or review[shot.name].status != "omitted"
    )


# --- assemble -----------------------------------------------------------------------------------------------


def assemble(planned: Planned, used: Mapping[str, Clip], world: World, out: Path) -> Episode:
    """The film of the shots that are shown, slates in place of missing ones. out: the folder it goes to."""
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
    return world.cutter.assemble(
        cut_list(planned.storyboard, cuts), out / f"{planned.storyboard.episode}.mp4"
    )


def clip_facts(used: Mapping[str, Clip], world: World) -> Mapping[str, ClipFacts]:
    """The facts of stored clips, by sha256: as recorded, else found out again."""
    known = world.run.ledger.clips()
    return {clip.sha256: known.get(clip.sha256) or world.run.films.probe(clip.path) for clip in used.values()}


def owned_clips(planned: Planned, world: World) -> dict[str, Clip]:
    """The clip of each shot that counts and whose bytes are here, as a run would leave them, without
    running."""
    chosen = {shot.name: counted(shot, planned.plan, planned.facts) for shot in planned.plan.graph.shots}
    store = world.run.store
    return {
        name: Clip(sha256, store.path(sha256), 0.0)
        for name, sha256 in chosen.items()
        if sha256 is not None and store.has(sha256)
    }


def assemble_locked(reading: Reading, world: World, out: Path, *, any_toolchain: bool = False) -> Episode:
    """The episode again from its lock and the store: no key, no network, no lock written.

    Raises SpendingRefused where words, bytes or the media libraries differ from what the lock says.
    """
    storyboard, graph = reading.whole()
    lock = read_locked(storyboard, world.run.files)
    refuse_changed(storyboard, graph, lock, world, any_toolchain=any_toolchain)
    used: dict[str, Clip] = {}
    for shot in graph.shots:
        line = locking.used_line(lock, shot.name)
        if line is not None:
            used[shot.name] = Clip(
                line.clip_sha256, world.run.store.path(line.clip_sha256), line.clip_duration_s
            )
    missing = sorted(name for name, clip in used.items() if not world.run.store.has(clip.sha256))
    if missing:
        raise SpendingRefused(
            f"the clips of {', '.join(missing)} are not in the store; "
            "`storyboard render --locked` fetches them"
        )
    return assemble(_planned(storyboard, graph, lock, world), used, world, out)


def refuse_changed(
    storyboard: Storyboard, graph: RequestGraph, lock: Lock, world: World, *, any_toolchain: bool
) -> None:
    """Raises SpendingRefused where the lock is not what the storyboard says, or other libraries would cut
    it."""
    if not lock.lines:
        raise SpendingRefused(f"{storyboard.path} has no lock: render it first")
    found = locking.differences(graph, lock)
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
    durations_s = {sha256: facts.duration_s for sha256, facts in clip_facts(used, world).items()}
    lock = locking.lock_of(
        planned.plan,
        planned.facts,
        {name: clip.sha256 for name, clip in used.items()},
        durations_s,
        planned.lock,
        world.cutter.made_with,
        world.run.clock.now(),
    )
    world.run.files.write(
        _own_path(planned.storyboard, f"{planned.storyboard.stem}.lock.yaml"), lock_text(lock)
    )


def unowned(planned: Planned) -> tuple[str, ...]:
    """Takes that a locked run would have to buy or ask about, as `offer/desk take 2`."""
    return tuple(
        f"{take.shot} take {take.number}"
        for take in planned.plan.takes
        if not isinstance(take.decision, Reuse)
    )


def refuse_unpublishable(planned: Planned, world: World) -> None:
    """Raises SpendingRefused where a picture could not be brought to its provider, before a clip is paid."""
    requests = {(take.shot, take.number): take for shot in planned.plan.graph.shots for take in shot.takes}
    for take in planned.plan.takes:
        request = requests[take.shot, take.number].request
        obstacle = world.run.publishers[request.provider].obstacle
        if obstacle and isinstance(take.decision, Submit | Wait) and any(holes(request.body)):
            raise SpendingRefused(f"{take.shot} cannot be sent: {obstacle}")


def with_budget(planned: Planned, limit_usd: float | None) -> Planned:
    """The same plan under the smaller of what is left of the episode's budget and this run's own."""
    left = None if planned.plan.budget_usd is None else planned.plan.budget_usd - planned.plan.spent_usd
    caps = [cap for cap in (left, limit_usd) if cap is not None]
    return replace(planned, plan=replace(planned.plan, budget_usd=min(caps))) if caps else planned
