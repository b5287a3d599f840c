"""The road, written once: which stage follows which, from files to an episode. Knows ports, and no class
behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

# The stages from plan on are imported where they are called: `validate` answers without them.
from pipeline.compile import compile_graph, with_prices
from pipeline.errors import Fault, FaultsFound, SpendingRefused, in_order
from pipeline.load import load_storyboard
from pipeline.load.cards import load_cards
from pipeline.model import (
    JSON,
    Card,
    Clip,
    ClipFacts,
    Episode,
    Facts,
    Lock,
    Outcomes,
    Plan,
    Realm,
    RequestGraph,
    Shot,
    Storyboard,
)
from pipeline.ports import Cutter, Files, Films, Pictures, Watcher
from pipeline.resolve import resolve
from pipeline.survey import survey

if TYPE_CHECKING:
    from pipeline.run import RunPorts, Stop


@dataclass(frozen=True, slots=True)
class Readers:
    """What reading a storyboard needs. prices_usd: of a clip, by model, as the project sets them. shown: the
    project's root, as messages call it. today: ISO date, on which models may retire."""

    files: Files
    pictures: Pictures
    films: Films
    prices_usd: Mapping[str, float]
    shown: PurePosixPath
    today: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A storyboard as far as it could be read. graph None: faults stopped it on the way.

    consents: what a person has to agree to before this project's own model cards are paid by.
    """

    storyboard: Storyboard | None
    graph: RequestGraph | None
    faults: tuple[Fault, ...]
    consents: tuple[str, ...] = ()

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
    consents: tuple[str, ...] = ()


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

    path: from the project's root, where the ledger and budgets know the storyboard by it. shown: as messages
    call it. sets: from `--set`, the last word on every shot.
    """
    loaded, faults = load_storyboard(readers.files, path, shown)
    cards, of_cards = load_cards(readers.files, shown=readers.shown)
    faults += of_cards
    if loaded is None:
        return Reading(None, None, in_order(faults))
    storyboard, found = resolve(loaded, profile=profile, sets=sets or {})
    faults += found
    if storyboard is None:
        return Reading(None, None, in_order(faults))
    assets, found = survey(storyboard, readers.files, readers.pictures, readers.films)
    faults += found
    if any(fault.is_error for fault in of_cards):
        return Reading(storyboard, None, in_order(faults))
    priced = with_prices(cards, readers.prices_usd)
    graph, found = compile_graph(storyboard, priced, assets, today=readers.today)
    faults += found
    if graph is None or any(fault.is_error for fault in faults):
        return Reading(storyboard, None, in_order(faults))
    graph = replace(graph, storyboard=str(path))
    return Reading(storyboard, graph, in_order(faults), _consents(graph, cards))


def _consents(graph: RequestGraph, cards: Mapping[str, Card]) -> tuple[str, ...]:
    """Why a person has to agree to the cards of these shots, a line each."""
    used = sorted({shot.model for shot in graph.shots if shot.takes})
    return tuple(
        f"this project's own card {name} {reason}" for name in used for reason in cards[name].needs_consent
    )


# --- plan ---------------------------------------------------------------------------------------------------


def plan(reading: Reading, world: World) -> Planned:
    """Decides for every take what will become of it. Raises FaultsFound, StateDamaged."""
    from pipeline import beside

    storyboard, graph = reading.whole()
    lock = beside.read_lock_of(storyboard, world.run.files)
    return replace(_planned(storyboard, graph, lock, world), consents=reading.consents)


def _planned(storyboard: Storyboard, graph: RequestGraph, lock: Lock, world: World) -> Planned:
    from pipeline import beside
    from pipeline.observe import answered, observe
    from pipeline.plan import make_plan

    ports = world.run
    facts = observe(
        realm=world.realm,
        storyboard=graph.storyboard,
        attempts=answered(ports.ledger.attempts(), ports.ledger.unread(), ports.providers),
        frames=ports.ledger.frames(),
        lock=lock,
        review=beside.read_review_of(storyboard, ports.files),
        present=ports.store.has,
        other_locks=beside.read_locks_of_other_profiles(storyboard, ports.files),
    )
    return Planned(storyboard, facts, lock, make_plan(graph, facts, budget_usd=storyboard.budget_usd))


def with_budget(planned: Planned, limit_usd: float | None) -> Planned:
    """The same plan under the smaller of what is left of the episode's budget and this run's own."""
    left = None if planned.plan.budget_usd is None else planned.plan.budget_usd - planned.plan.spent_usd
    caps = [cap for cap in (left, limit_usd) if cap is not None]
    return replace(planned, plan=replace(planned.plan, budget_usd=min(caps))) if caps else planned


@contextmanager
def claimed(world: World, storyboards: Sequence[str]) -> Iterator[None]:
    """Holds these storyboards against other runs, from before they are planned to after they are rendered.

    storyboards: as the ledger names them. A ledger under which the last run died is looked over first. Raises
    SpendingRefused where another run is at work on one, StateDamaged.
    """
    with ExitStack() as stack:
        held = [stack.enter_context(world.run.claims.held(name)) for name in sorted(set(storyboards))]
        if any(held):
            world.run.ledger.check()
        yield


# --- render -------------------------------------------------------------------------------------------------


async def render(
    planned: Planned,
    world: World,
    out: Path,
    watch: Watcher,
    *,
    only: frozenset[str] | None = None,
    is_partial: bool = False,
    stop: Stop | None = None,
) -> Rendered:
    """Carries the plan out, writes the lock, and puts the episode together where no shot is missing.

    out: the folder of the clips that people see. only: shots that may be submitted; None: all. stop: a wish
    to stop that may come. This is where money is spent: in `run`, and nowhere else.
    """
    from pipeline.run import run

    _settle_answers(world)
    outcomes = await run(planned.plan, planned.facts, world.run, only=only, watch=watch, stop=stop)
    after = _planned(planned.storyboard, planned.plan.graph, planned.lock, world)
    _show_clips(after, outcomes.used, world, out)
    if world.realm != "preview":
        write_lock(after, outcomes.used, world)
    return _assembled(after, outcomes, world, out, is_partial)


def _settle_answers(world: World) -> None:
    """Writes down what answers say that a run kept and did not live to read; rows of runs that live are
    theirs."""
    from pipeline.observe import answered

    ledger, claims = world.run.ledger, world.run.claims
    rows = ledger.attempts()
    for row, now in zip(rows, answered(rows, ledger.unread(), world.run.providers), strict=True):
        if now.state != row.state and not claims.is_worked_on(row.storyboard):
            ledger.advance(
                row.job, row.state, now.state, ticket=now.ticket, reason=now.reason, is_charged=now.is_charged
            )


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
    from pipeline.assemble import CutShot, cut_list

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
    from pipeline.decide import counted

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
    from pipeline import beside, locking

    storyboard, graph = reading.whole()
    lock = beside.read_lock_of(storyboard, world.run.files)
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
    from pipeline import locking

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
    from pipeline import beside, locking

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
    )
    beside.write_lock_of(planned.storyboard, lock, world.run.files)
